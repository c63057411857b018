// title: Methods for a task
// answers: Which methods are said to be used for a task or a narrower one, and by how many papers?
// param task: task -- the task: name, alias or id
MATCH path = (t:Task)-[:SUBTASK_OF*0..3]->(:Task {id: $task})
WITH DISTINCT t
MATCH (m:Method)-[said:USED_FOR]->(t)
MATCH (p:Paper {id: said.paper})
WITH m, count(DISTINCT p.id) AS papers, max(p.year) AS last_year, min(said.sentence) AS sentence
RETURN m.name AS method, papers, last_year, sentence, m.id AS id
ORDER BY papers DESC, coalesce(last_year, 0) DESC, id
