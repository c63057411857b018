"""Advisory locks on a store file: many readers or one writer, and one builder of the next file, on this machine.

Ladybug itself keeps out a second writer, but neither a writer beside a reader nor a second store in one process.
"""

import fcntl
import os
import platform
import stat
from datetime import datetime
from pathlib import Path

from schema import StoreUnavailable

_MAGIC = b"LBUG"
_DIRECTORY = "a directory; a Ladybug store is a file"
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

Identity = tuple[int, int]
"""Device and number of a file."""


class FileLock:
    """Holds a store file open and locked until ``release``; a writer's makes the file if there is none."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        """Raise StoreUnavailable if the file is absent, in use, out of reach, or no Ladybug store."""
        self._path = path
        self._made = not read_only and not path.exists()
        flags = os.O_RDONLY if read_only else os.O_RDWR | os.O_CREAT
        try:
            # a pipe would wait for its other end; O_NONBLOCK means nothing to a file
            self._descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreUnavailable(f"{path}: {_reason(error, path)}") from error
        try:
            self.identity = _identity(os.fstat(self._descriptor))
            self._check(read_only=read_only)
            fcntl.flock(self._descriptor, (fcntl.LOCK_SH if read_only else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            reason = "another store is writing to it" if read_only else "another store has it open"
            raise StoreUnavailable(
                f"{path}: {reason}; close that one (kg serve, kg build, a notebook) first"
            ) from error
        except OSError as error:
            os.close(self._descriptor)
            raise StoreUnavailable(f"{path}: {_reason(error, path)}") from error
        except StoreUnavailable:
            os.close(self._descriptor)
            raise

    @property
    def is_current(self) -> bool:
        """Whether the locked file is still the one at its path."""
        return identity_of(self._path) == self.identity

    @property
    def holds_store(self) -> bool:
        """Whether the locked file is still the one at its path, and begins as a store does."""
        return self.is_current and os.pread(self._descriptor, len(_MAGIC), 0) == _MAGIC

    def release(self, *, unmade: bool = False) -> None:
        """Let go of the file; with ``unmade``, also remove it if this lock made it."""
        if unmade and self._made:
            self._path.unlink(missing_ok=True)
        os.close(self._descriptor)

    def _check(self, *, read_only: bool) -> None:
        state = os.fstat(self._descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise StoreUnavailable(f"{self._path}: {_DIRECTORY}")
        if not stat.S_ISREG(state.st_mode):
            raise StoreUnavailable(f"{self._path}: not a file; a Ladybug store is one")
        if not state.st_size and read_only:
            raise StoreUnavailable(f"{self._path}: an empty file; {_how_to_make(self._path)}")
        if state.st_size and os.pread(self._descriptor, len(_MAGIC), 0) != _MAGIC:
            raise StoreUnavailable(f"{self._path}: not a Ladybug store; left as it is")
        if not read_only:
            check_writable(self._path, state)


class BuildLock:
    """Held by the one who makes the next file of a store; ``PATH.lock`` is there meanwhile and says who it is."""

    def __init__(self, path: Path) -> None:
        """Raise StoreUnavailable if somebody holds it, with who that is, or if the folder takes no file."""
        self._path = path.with_name(f"{path.name}.lock")
        while True:
            try:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError as error:
                raise StoreUnavailable(f"{path}: {_reason(error, path)}") from error
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                who = os.pread(self._descriptor, 200, 0).decode(errors="replace") or "another process"
                os.close(self._descriptor)
                raise StoreUnavailable(f"{path}: {who} builds into it; wait until that one has ended") from error
            if _identity(os.fstat(self._descriptor)) == identity_of(self._path):
                break
            # whoever had it removed it between our opening and our locking
            os.close(self._descriptor)
        now = datetime.now().astimezone().isoformat(" ", "minutes")
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"process {os.getpid()} on {platform.node()}, since {now},".encode(), 0)
        except OSError as error:
            self.release()
            raise StoreUnavailable(f"{path}: {_reason(error, path)}") from error

    def release(self) -> None:
        """Let the next one build."""
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


def check_writable(path: Path, state: os.stat_result) -> None:
    """Raise StoreUnavailable for a file that nobody is meant to write to, even if root could."""
    if not state.st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise StoreUnavailable(f"{path}: the file is read-only; chmod u+w it to change it")


def identity_of(path: Path) -> Identity | None:
    """Which file is at a path, None if there is none: it changes when another takes its place."""
    try:
        return _identity(path.stat())
    except FileNotFoundError:
        return None


def _identity(state: os.stat_result) -> Identity:
    return state.st_dev, state.st_ino


def _reason(error: OSError, path: Path) -> str:
    if isinstance(error, IsADirectoryError):
        return _DIRECTORY
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        return f"there is no directory {path.parent}"
    if isinstance(error, FileNotFoundError):
        return f"there is no such store; {_how_to_make(path)}"
    return error.strerror or str(error)


def _how_to_make(path: Path) -> str:
    return f"make one with: kg build INPUT --store {path}"
