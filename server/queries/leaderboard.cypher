// title: Leaderboard of a benchmark
// answers: Which scores do papers report on a benchmark, best first within each metric, whatever their unit, and in which words?
// param benchmark: benchmark -- the benchmark: name, alias or id
// param metric: metric = "" -- only scores in this metric
MATCH (b:Benchmark {id: $benchmark})<-[:`ON`]-(r:Result)<-[said:REPORTS]-(p:Paper)
WHERE r.kind = 'score'
OPTIONAL MATCH (r)-[:`OF`]->(m:Method)
OPTIONAL MATCH (r)-[:MEASURES]->(x:Metric)
WITH r, said, p, m, x
WHERE $metric = '' OR x.id = $metric
RETURN
  m.name AS method,
  r.value_text AS value_text,
  r.unit AS unit,
  x.name AS metric,
  p.title AS title,
  p.year AS year,
  said.sentence AS sentence,
  p.id AS paper
ORDER BY
  x.id,
  CASE WHEN r.higher_is_better = false THEN r.value ELSE 0 - r.value END,
  coalesce(p.year, 0) DESC, p.id, r.id
