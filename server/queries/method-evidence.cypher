// title: Evidence about a method
// answers: Which sentences say something about a method, what do they say, and how sure is the extractor?
// param method: method -- the method: name, alias or id
// param confidence: float = 0 -- only statements of at least this confidence, 0 to 1
MATCH (m:Method {id: $method})-[said]-(o)
WHERE said.confidence >= $confidence
MATCH (p:Paper {id: said.paper})
RETURN
  type(said) AS relation,
  coalesce(o.name, o.title, o.value_text) AS other,
  said.sentence AS sentence,
  said.confidence AS confidence,
  p.title AS title,
  p.year AS year,
  p.id AS paper
ORDER BY relation, other, coalesce(p.year, 0) DESC, p.id, said.start, o.id
