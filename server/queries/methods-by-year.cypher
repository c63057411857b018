// title: Methods by year
// answers: How many papers propose, use or compare with a method in each year?
// param method: method = "" -- only this method
// param since: integer = 0 -- only years from this one on
// param least: integer = 1 -- only methods in at least this many papers of the year
MATCH (p:Paper)-[:PROPOSES|USES|COMPARES]->(m:Method)
WHERE p.year >= $since AND ($method = '' OR m.id = $method)
WITH p.year AS year, m, count(DISTINCT p.id) AS papers
WHERE papers >= $least
RETURN year, m.name AS method, papers, m.id AS id
ORDER BY year DESC, papers DESC, id
