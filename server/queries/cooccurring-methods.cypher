// title: Methods used with a method
// answers: Which methods stand in the same papers as a method, and in how many?
// param method: method -- the method: name, alias or id
MATCH (m:Method {id: $method})<-[:PROPOSES|USES|COMPARES]-(p:Paper)-[:PROPOSES|USES|COMPARES]->(o:Method)
WHERE o.id <> m.id
WITH o, count(DISTINCT p.id) AS papers, min(p.year) AS first_year, max(p.year) AS last_year
RETURN o.name AS method, papers, first_year, last_year, o.id AS id
ORDER BY papers DESC, id
