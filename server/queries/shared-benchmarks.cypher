// title: Two methods side by side
// answers: On which benchmarks are scores of both methods told in the same metric, and which?
// param method: method -- the one method: name, alias or id
// param rival: method -- the other method
MATCH (:Method {id: $method})<-[:`OF`]-(r:Result)-[:`ON`]->(b:Benchmark)<-[:`ON`]-(s:Result)-[:`OF`]->(:Method {id: $rival})
MATCH (r)-[:MEASURES]->(x:Metric)<-[:MEASURES]-(s)
MATCH (p:Paper)-[:REPORTS]->(r)
MATCH (q:Paper)-[:REPORTS]->(s)
WHERE r.kind = 'score' AND s.kind = 'score'
RETURN
  b.name AS benchmark,
  x.name AS metric,
  r.value_text AS value_text,
  r.unit AS unit,
  s.value_text AS rival_value_text,
  s.unit AS rival_unit,
  p.title AS title,
  q.title AS rival_title
ORDER BY b.id, x.id, p.id, r.id, q.id, s.id
