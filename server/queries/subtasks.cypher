// title: Narrower tasks
// answers: Which tasks are said to be narrower tasks of a task, and how many papers address them?
// param task: task -- the task: name, alias or id
MATCH path = (t:Task)-[:SUBTASK_OF*1..3]->(:Task {id: $task})
WITH t, min(length(path)) AS steps
OPTIONAL MATCH (p:Paper)-[:ADDRESSES]->(t)
WITH t, steps, count(DISTINCT p.id) AS papers
RETURN steps, t.name AS task, papers, t.id AS id
ORDER BY steps, papers DESC, id
