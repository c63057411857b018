// title: Conflicting claims
// answers: Which two methods is each said to outperform the other, by which papers, and in which words?
MATCH (a:Method)-[one:OUTPERFORMS]->(b:Method), (b)-[other:OUTPERFORMS]->(a)
WHERE a.id < b.id
MATCH (p:Paper {id: one.paper}), (q:Paper {id: other.paper})
RETURN
  a.name AS method,
  b.name AS rival,
  p.title AS title_for,
  one.sentence AS sentence_for,
  q.title AS title_against,
  other.sentence AS sentence_against,
  p.id AS paper_for,
  q.id AS paper_against
ORDER BY a.id, b.id, p.id, q.id
