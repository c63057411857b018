"""What the engine, opened to be read and with no wall of ours, says of statements: JSON in, a line for each out."""

import json
import resource
import sys

import ladybug

path, limit_ms, *statements = json.loads(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
database = ladybug.Database(path, read_only=True, buffer_pool_size=256 << 20, max_db_size=1 << 30, max_num_threads=2)
connection = ladybug.Connection(database)
if limit_ms:
    connection.set_query_timeout(limit_ms)
for statement in statements:
    try:
        result = connection.execute(statement)
        results = result if isinstance(result, list) else [result]
        said = f"rows: {[one.get_all()[:3] for one in results]}"
    except RuntimeError as error:
        said = f"failed: {error}"
    print(json.dumps(said), flush=True)
