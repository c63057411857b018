// title: Orphans
// answers: Which papers and names is nothing said about?
OPTIONAL MATCH (n:Paper) WHERE NOT EXISTS { MATCH (n)-[]-() }
WITH collect({type: 'Paper', id: n.id, name: n.title}) AS papers
OPTIONAL MATCH (n:Method) WHERE NOT EXISTS { MATCH (n)-[]-() }
WITH papers, collect({type: 'Method', id: n.id, name: n.name}) AS methods
OPTIONAL MATCH (n:Dataset) WHERE NOT EXISTS { MATCH (n)-[]-() }
WITH papers, methods, collect({type: 'Dataset', id: n.id, name: n.name}) AS datasets
OPTIONAL MATCH (n:Benchmark) WHERE NOT EXISTS { MATCH (n)-[]-() }
WITH papers, methods, datasets, collect({type: 'Benchmark', id: n.id, name: n.name}) AS benchmarks
OPTIONAL MATCH (n:Task) WHERE NOT EXISTS { MATCH (n)-[]-() }
WITH papers, methods, datasets, benchmarks, collect({type: 'Task', id: n.id, name: n.name}) AS tasks
OPTIONAL MATCH (n:Metric) WHERE NOT EXISTS { MATCH (n)-[]-() }
WITH papers, methods, datasets, benchmarks, tasks, collect({type: 'Metric', id: n.id, name: n.name}) AS metrics
UNWIND papers + methods + datasets + benchmarks + tasks + metrics AS orphan
WITH orphan WHERE orphan.id IS NOT NULL
RETURN orphan.type AS type, orphan.name AS name, orphan.id AS id
ORDER BY type, id
