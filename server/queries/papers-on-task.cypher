// title: Papers on a task
// answers: Which papers address a task or a narrower one, newest first, and in which words?
// param task: task -- the task: name, alias or id
// param since: integer = 0 -- only papers from this year on
MATCH path = (t:Task)-[:SUBTASK_OF*0..3]->(:Task {id: $task})
WITH t, min(length(path)) AS steps
MATCH (p:Paper)-[said:ADDRESSES]->(t)
WHERE coalesce(p.year, 0) >= $since
RETURN p.title AS title, p.year AS year, t.name AS task, said.sentence AS sentence, p.id AS paper
ORDER BY coalesce(p.year, 0) DESC, p.id, steps, t.id
