// title: Results of a paper
// answers: Which numbers does a paper report, for what, and in which words?
// param paper: paper -- the paper: title or id
MATCH (p:Paper {id: $paper})-[said:REPORTS]->(r:Result)
OPTIONAL MATCH (r)-[:`OF`]->(m:Method)
OPTIONAL MATCH (r)-[:`ON`]->(b:Benchmark)
OPTIONAL MATCH (r)-[:`ON`]->(d:Dataset)
OPTIONAL MATCH (r)-[:`FOR`]->(t:Task)
OPTIONAL MATCH (r)-[:MEASURES]->(x:Metric)
OPTIONAL MATCH (r)-[:`OVER`]->(o:Method)
RETURN
  r.kind AS kind,
  m.name AS method,
  r.value_text AS value_text,
  r.unit AS unit,
  x.name AS metric,
  coalesce(b.name, d.name) AS measured_on,
  t.name AS task,
  o.name AS baseline,
  said.sentence AS sentence
ORDER BY said.field DESC, said.start, r.id
