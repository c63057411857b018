// title: What outperforms what
// answers: Which method is said to be better than which, by which paper, and in which words?
// param winner: method = "" -- only what this method is better than
// param loser: method = "" -- only what is better than this method
MATCH (a:Method)-[said:OUTPERFORMS]->(b:Method)
WHERE ($winner = '' OR a.id = $winner) AND ($loser = '' OR b.id = $loser)
MATCH (p:Paper {id: said.paper})
RETURN
  a.name AS winner,
  b.name AS loser,
  p.title AS title,
  p.year AS year,
  said.sentence AS sentence,
  p.id AS paper
ORDER BY coalesce(p.year, 0) DESC, a.id, b.id, p.id
