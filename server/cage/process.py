"""A worker process in its cage, spoken to through pipes."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any, cast

LAUNCH = Path(__file__).with_name("launch.py")
"""The script that runs a worker behind walls."""
_CHUNK = 1 << 20
_KEPT = ("LANG", "LC_ALL", "LC_CTYPE", "TZ")
"""Variables of the environment that a worker gets: the others hold passwords."""


class Overrun(Exception):
    """The process took too long, or ended; it is no longer there."""

    def __init__(self, reason: str, *, late: bool) -> None:
        super().__init__(reason)
        self.late = late


class Caged:
    """One process that runs a worker script: takes lines of JSON, answers with a line of JSON and a body.

    The line of an answer tells in ``bytes`` how long the body behind it is.
    """

    def __init__(self, worker: Path) -> None:
        """Start it; it gets an empty folder to be in, and no variables of the environment."""
        self._folder = tempfile.mkdtemp(prefix="kg-cage-")
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own scripts
                [sys.executable, "-I", str(LAUNCH), str(worker)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=self._folder,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
            )
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._in, self._out = (cast("IO[bytes]", pipe) for pipe in (self._process.stdin, self._process.stdout))
        self._read = b""

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def ask(self, asked: dict[str, Any], timeout_s: float) -> tuple[dict[str, Any], bytes]:
        """Send a question and wait for the answer; raises Overrun, and kills the process, if none comes in time."""
        deadline = time.monotonic() + timeout_s
        try:
            self._send(json.dumps(asked).encode() + b"\n")
            while b"\n" not in self._read:
                self._take(deadline)
            line, _, self._read = self._read.partition(b"\n")
            said = json.loads(line)
            while len(self._read) < said["bytes"]:
                self._take(deadline)
        except BrokenPipeError as error:
            raise self._ended() from error
        except Overrun:
            self.kill()
            raise
        body, self._read = self._read[: said["bytes"]], self._read[said["bytes"] :]
        return said, body

    def stop(self) -> None:
        """End it at once, for who waits in another thread for its answer: ``ask`` raises Overrun there."""
        self._process.kill()

    def kill(self) -> None:
        """End it at once, and wait until it is gone; nobody is to wait for its answer."""
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _send(self, line: bytes) -> None:
        while line:
            line = line[os.write(self._in.fileno(), line) :]

    def _take(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([self._out], [], [], max(0.0, left))
        if not ready:
            raise Overrun("took too long", late=True)
        chunk = os.read(self._out.fileno(), _CHUNK)
        if not chunk:
            raise self._ended()
        self._read += chunk

    def _ended(self) -> Overrun:
        code = self._process.wait()
        self.kill()
        return Overrun(f"ended ({code})", late=code == -signal.SIGXCPU)
