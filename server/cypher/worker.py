"""Statements over one Ladybug file, in a process of its own (see ``server.cage``).

The first line of the standard input names the file: ``path``, ``memory`` in bytes. Each line after it is a question
with ``statement``, ``parameters``, ``limit``, ``timeout_s``, ``most_bytes`` and ``explain``.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ladybug

from loaders.ladybug import LadybugStore
from loaders.plain import write_answer
from schema import KGError, OutOfMemory, ParameterError, QueryTimeout, StoreUnavailable

_RESERVED_LEAST = 1 << 30
_BUFFER = 512 << 20
_SPARE_CPU_S = 5


def work(confine: Callable[[int, list[str]], list[str]]) -> None:
    """Answer until the standard input ends."""
    told = json.loads(sys.stdin.readline())
    path = Path(told["path"])
    reserved = _RESERVED_LEAST
    while reserved < 2 * path.stat().st_size:
        reserved *= 2
    _load_engine()
    beside = [beside for beside in (path, Path(f"{path}.wal"), Path(f"{path}.shadow")) if beside.exists()]
    try:
        walls = confine(_used() + reserved + told["memory"], [str(one) for one in beside])
        store = LadybugStore(path, read_only=True, buffer_bytes=_BUFFER, address_bytes=reserved)
    except StoreUnavailable as error:
        _answer({"error": "unavailable", "reason": str(error)})
        return
    _answer({"walls": walls})
    for line in sys.stdin:
        asked = json.loads(line)
        # beside the clock of whoever waits for the answer
        spent = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(spent.ru_utime + spent.ru_stime + asked["timeout_s"] * 16) + _SPARE_CPU_S
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        said, body = _run(store, asked)
        _answer(said, body)


def _run(store: LadybugStore, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    begun = time.perf_counter()
    limit = asked["limit"]
    try:
        if asked["explain"]:
            plan = store.explain(asked["statement"], asked["parameters"])
            return {"plan": True}, plan.encode()
        answer = store.query(asked["statement"], asked["parameters"], timeout_s=asked["timeout_s"], limit=limit + 1)
        written = write_answer(answer, limit=limit, most_bytes=asked["most_bytes"], begun=begun)
    except QueryTimeout:
        return {"error": "timeout", "reason": ""}, b""
    except ParameterError as error:
        return {"error": "parameter", "reason": str(error), "parameter": error.parameter}, b""
    except (OutOfMemory, MemoryError):
        return {"error": "memory", "reason": ""}, b""
    except KGError as error:
        return {"error": "refused", "reason": str(error)}, b""
    return {"rows": written.rows}, written.body


def _load_engine() -> None:
    """Have the engine load what it loads when it is first used: behind the walls it could not read the files."""
    with ladybug.Database(":memory:", buffer_pool_size=64 << 20, max_db_size=_RESERVED_LEAST) as database:
        database.init_database()
        with ladybug.Connection(database) as connection:
            result = connection.execute("RETURN $one AS one", {"one": 1})
            for one in result if isinstance(result, list) else [result]:
                one.get_all()


def _answer(said: dict[str, Any], body: bytes = b"") -> None:
    out = sys.stdout.buffer
    out.write(json.dumps(said | {"bytes": len(body)}).encode() + b"\n" + body)
    out.flush()


def _used() -> int:
    """Bytes of address space that this process has now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    work(globals()["confine"])
