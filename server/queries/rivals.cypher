// title: Rivals of a method
// answers: Which methods is a method compared with in words of better and worse, and how many papers say which?
// param method: method -- the method: name, alias or id
MATCH (m:Method {id: $method})-[said:OUTPERFORMS]-(o:Method)
WITH DISTINCT m, o
OPTIONAL MATCH (m)-[won:OUTPERFORMS]->(o)
WITH m, o, count(DISTINCT won.paper) AS won
OPTIONAL MATCH (o)-[lost:OUTPERFORMS]->(m)
WITH o, won, count(DISTINCT lost.paper) AS lost
RETURN o.name AS rival, won, lost, o.id AS id
ORDER BY won + lost DESC, won DESC, id
