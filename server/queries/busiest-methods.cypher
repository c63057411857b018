// title: Busiest methods
// answers: Which methods are most papers about, and do they propose, use or compare with them?
// param since: integer = 0 -- only papers from this year on
MATCH (p:Paper)-[said:PROPOSES|USES|COMPARES]->(m:Method)
WHERE coalesce(p.year, 0) >= $since
WITH
  m,
  count(DISTINCT p.id) AS papers,
  count(CASE WHEN type(said) = 'PROPOSES' THEN 1 END) AS propose,
  count(CASE WHEN type(said) = 'USES' THEN 1 END) AS `use`,
  count(CASE WHEN type(said) = 'COMPARES' THEN 1 END) AS compare
RETURN m.name AS method, papers, propose, `use`, compare, m.id AS id
ORDER BY papers DESC, id
