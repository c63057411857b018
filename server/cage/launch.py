"""Run a worker script behind walls: ``python -I launch.py WORKER``; the worker has ``confine`` as a global.

Imports nothing of ours, so that it starts at once. What a system does not offer is left out; ``confine`` says which
walls stand.
"""

import ctypes
import os
import resource
import runpy
import struct
import sys
import threading
import time
from collections.abc import Sequence

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP_RIGHTS = 0b11
_PARENT = os.getppid()


def confine(memory: int, readable: Sequence[str]) -> list[str]:
    """Take rights away from this process and all threads that it starts from now on; gives the walls that stand.

    Args:
        memory: bytes of address space that it may have.
        readable: files and folders that it may open, to read alone.
    """
    os.nice(10)
    walls = ["memory", "files"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # a write beyond 0 bytes ends the process, wherever it goes but to a pipe
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _LIBC.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    version = _LIBC.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version >= 1 and _landlock(version, readable):
        walls.append("landlock")
    if _NETWORK:
        walls.append("network")
    threading.Thread(target=_end_with, args=(_PARENT,), daemon=True).start()
    return walls


def _end_with(parent: int) -> None:
    """End when the process that started this one is gone, whatever runs: nobody reads the answer any more."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _landlock(version: int, readable: Sequence[str]) -> bool:
    handled = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= version)]
    rules = struct.pack("=QQ", handled, _TCP_RIGHTS) if version >= 4 else struct.pack("=Q", handled)
    ruleset = _LIBC.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    for path in readable:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = _READ_FILE | (_READ_DIRECTORY if os.path.isdir(path) else 0)  # noqa: PTH112 - nothing more is imported
        rule = struct.pack("=Qi", rights, descriptor)
        if _LIBC.syscall(_ADD_RULE, ruleset, 1, rule, ctypes.c_uint32(0)) != 0:
            return False
        os.close(descriptor)
    done = bool(_LIBC.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0)
    os.close(ruleset)
    return done


def _without_network() -> bool:
    """Move into a network of this process's own, which leads nowhere; only a process of one thread can."""
    return bool(_LIBC.unshare(_NEW_USER | _NEW_NET) == 0)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _NETWORK = _without_network()
    worker = sys.argv[1]
    runpy.run_path(worker, {"confine": confine}, run_name="__main__")
