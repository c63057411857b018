// title: Papers with a method
// answers: Which papers propose, use or compare with a method, newest first, and in which words?
// param method: method -- the method: name, alias or id
// param since: integer = 0 -- only papers from this year on
MATCH (p:Paper)-[said:PROPOSES|USES|COMPARES]->(:Method {id: $method})
WHERE coalesce(p.year, 0) >= $since
RETURN type(said) AS relation, p.title AS title, p.year AS year, said.sentence AS sentence, p.id AS paper
ORDER BY coalesce(p.year, 0) DESC, p.id, relation
