// title: What a method is built on
// answers: Which methods is a method based on or part of, step by step up to four, and who says so?
// param method: method -- the method: name, alias or id
// param depth: integer = 3 -- how many steps, at most 4
MATCH path = (:Method {id: $method})-[:BASED_ON|PART_OF*0..3]->(m:Method)
WITH m, min(length(path)) + 1 AS step
WHERE step <= $depth
MATCH (m)-[said:BASED_ON|PART_OF]->(o:Method)
MATCH (p:Paper {id: said.paper})
RETURN
  step,
  m.name AS method,
  type(said) AS relation,
  o.name AS ancestor,
  p.title AS title,
  p.year AS year,
  said.sentence AS sentence,
  p.id AS paper
ORDER BY step, m.id, relation, o.id, p.id
