// title: Improvements over baselines
// answers: By how much do papers say that their methods are better than a baseline, newest first?
// param baseline: method = "" -- only improvements over this method
// param benchmark: benchmark = "" -- only those measured on this benchmark
MATCH (o:Method)<-[:`OVER`]-(r:Result)<-[said:REPORTS]-(p:Paper)
WHERE $baseline = '' OR o.id = $baseline
OPTIONAL MATCH (r)-[:`OF`]->(m:Method)
OPTIONAL MATCH (r)-[:`ON`]->(b:Benchmark)
OPTIONAL MATCH (r)-[:MEASURES]->(x:Metric)
WITH o, r, said, p, m, b, x
WHERE $benchmark = '' OR b.id = $benchmark
RETURN
  m.name AS method,
  o.name AS baseline,
  r.kind AS kind,
  r.value_text AS value_text,
  r.unit AS unit,
  x.name AS metric,
  b.name AS benchmark,
  p.title AS title,
  p.year AS year,
  said.sentence AS sentence,
  p.id AS paper
ORDER BY coalesce(p.year, 0) DESC, p.id, r.id
