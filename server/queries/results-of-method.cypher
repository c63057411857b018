// title: Results of a method
// answers: Which numbers do papers report of a method, where, and in which words?
// param method: method -- the method: name, alias or id
MATCH (m:Method {id: $method})<-[:`OF`]-(r:Result)<-[said:REPORTS]-(p:Paper)
OPTIONAL MATCH (r)-[:`ON`]->(b:Benchmark)
OPTIONAL MATCH (r)-[:`ON`]->(d:Dataset)
OPTIONAL MATCH (r)-[:`FOR`]->(t:Task)
OPTIONAL MATCH (r)-[:MEASURES]->(x:Metric)
OPTIONAL MATCH (r)-[:`OVER`]->(o:Method)
RETURN
  coalesce(b.name, d.name, t.name) AS measured_on,
  r.kind AS kind,
  r.value_text AS value_text,
  r.unit AS unit,
  x.name AS metric,
  o.name AS baseline,
  p.title AS title,
  p.year AS year,
  said.sentence AS sentence,
  p.id AS paper
ORDER BY measured_on, metric, kind DESC, coalesce(p.year, 0) DESC, p.id, r.id
