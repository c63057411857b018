// title: Datasets that are trained on together
// answers: Which two datasets does one paper train on, and in how many papers?
// param dataset: dataset = "" -- only pairs with this dataset
MATCH (a:Dataset)<-[:TRAINS_ON]-(p:Paper)-[:TRAINS_ON]->(b:Dataset)
WHERE ($dataset = '' AND a.id < b.id) OR (a.id = $dataset AND b.id <> a.id)
WITH a, b, count(DISTINCT p.id) AS papers, min(p.year) AS first_year, max(p.year) AS last_year
RETURN a.name AS dataset, b.name AS other, papers, first_year, last_year
ORDER BY papers DESC, a.id, b.id
