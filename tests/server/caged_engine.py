"""A worker for tests: runs whatever it is told straight in the engine, behind the walls of the cage alone."""

import json
import socket
import sys
from pathlib import Path

import ladybug

told = json.loads(sys.stdin.readline())
with ladybug.Database(":memory:", buffer_pool_size=64 << 20, max_db_size=1 << 30) as warm:
    ladybug.Connection(warm).execute("RETURN 1")
used = int(Path("/proc/self/statm").read_text().split()[0]) * 4096
walls = confine(used + (2 << 30), [told["path"]])  # noqa: F821 - the launcher gives it
database = ladybug.Database(told["path"], read_only=True, buffer_pool_size=256 << 20, max_db_size=1 << 30)
print(json.dumps({"walls": walls, "bytes": 0}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    try:
        if "connect" in asked:
            socket.create_connection(tuple(asked["connect"]), timeout=1).close()
            said = "connected"
        elif "open" in asked:
            said = Path(asked["open"]).read_text()
        else:
            result = ladybug.Connection(database).execute(asked["statement"])
            said = str(result.get_all())
    except (RuntimeError, OSError) as error:
        said = f"failed: {error}"
    print(json.dumps({"said": said, "bytes": 0}), flush=True)
