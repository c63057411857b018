// title: Benchmarks by number of papers
// answers: Which benchmarks are most papers measured on, and how many results do they report there?
// param since: integer = 0 -- only papers from this year on
MATCH (p:Paper)-[:EVALUATES_ON]->(b:Benchmark)
WHERE coalesce(p.year, 0) >= $since
WITH b, count(DISTINCT p.id) AS papers, min(p.year) AS first_year, max(p.year) AS last_year
OPTIONAL MATCH (b)<-[:`ON`]-(r:Result)<-[:REPORTS]-(q:Paper)
WHERE coalesce(q.year, 0) >= $since
WITH b, papers, first_year, last_year, count(DISTINCT r.id) AS results
RETURN b.name AS benchmark, papers, results, first_year, last_year, b.id AS id
ORDER BY papers DESC, results DESC, id
