// title: What is trained on for a benchmark
// answers: Which datasets do the papers that are measured on a benchmark train on, and how many do?
// param benchmark: benchmark -- the benchmark: name, alias or id
MATCH (:Benchmark {id: $benchmark})<-[:EVALUATES_ON]-(p:Paper)-[:TRAINS_ON]->(d:Dataset)
WITH d, count(DISTINCT p.id) AS papers, min(p.year) AS first_year, max(p.year) AS last_year
RETURN d.name AS dataset, papers, first_year, last_year, d.id AS id
ORDER BY papers DESC, id
