// title: Metrics of a benchmark
// answers: In which metrics are results on a benchmark told, and by how many papers?
// param benchmark: benchmark -- the benchmark: name, alias or id
MATCH (:Benchmark {id: $benchmark})<-[:`ON`]-(r:Result)-[:MEASURES]->(x:Metric)
MATCH (p:Paper)-[:REPORTS]->(r)
WITH x, count(DISTINCT r.id) AS results, count(DISTINCT p.id) AS papers
RETURN x.name AS metric, results, papers, x.id AS id
ORDER BY results DESC, papers DESC, id
