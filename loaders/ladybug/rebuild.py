"""The next file of a store: made beside the one that is there, and put in its place when it is complete.

Whoever reads the old file goes on reading it. A build that ended before its time leaves its file behind; the same
build goes on from there, any other begins anew.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from loaders.graph import fingerprint
from loaders.ladybug.fulltext import index_path, make_index, open_index
from loaders.ladybug.lock import BuildLock, FileLock, check_writable
from loaders.ladybug.store import LadybugStore
from loaders.store import Building
from schema import KGError, StoreError, StoreUnavailable

SMALL = 5_000
"""Nodes of a graph from which the full-text index is kept in a file."""

_DIGEST_BYTES = 6


@contextmanager
def rebuilding(path: Path, *, key: str | None = None) -> Iterator[Building]:
    """Open a copy of the store at a path (or a new one) to be written to; it takes that place when the block ends.

    An error of kg in the block leaves the path as it was. If the block is left in another way, or the process ends,
    what is made stays, and the next build of the same store with the same key gets it.

    Args:
        path: of the store.
        key: what the build is made of; None for one that nobody can repeat.

    Raises:
        StoreUnavailable: another build is at it, it is no store, read-only, or being written to.
        StoreError: the disk is full.
    """
    path = Path(os.path.realpath(path))
    lock = BuildLock(path)
    try:
        with _held(path) as base:
            part = path.with_name(f"{path.name}.building-{_digest(base, key)}")
            _remove(other for other in _parts(path) if other != part or key is None)
            opened = _resumed(part, gathers=base is None)
            resumed = opened is not None
            try:
                with opened or _begun(path, part, copy=base is not None) as store:
                    yield Building(store, resumed)
                    index = _index(store, path, part)
                _put_in_place(part, path, index)
            except BaseException as error:
                if key is None or isinstance(error, KGError):
                    _remove(_parts(path))
                raise
            _remove(other for other in path.parent.glob(f"{escape(path.name)}.search-*") if other != index)
    finally:
        lock.release()


@contextmanager
def _held(path: Path) -> Iterator[os.stat_result | None]:
    """Keep writers from the file at the path, and give its state; None if there is none, or an empty one."""
    if path.exists() and any(path.parent.glob(f"{escape(path.name)}.wal*")):
        LadybugStore(path).close()  # works the log into the file
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        yield None
        return
    state = path.stat()
    check_writable(path, state)
    lock = FileLock(path, read_only=True)
    try:
        yield state
    finally:
        lock.release()


def _digest(base: os.stat_result | None, key: str | None) -> str:
    state = None if base is None else (base.st_dev, base.st_ino, base.st_size, base.st_mtime_ns)
    return hashlib.blake2b(repr((state, key)).encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _parts(path: Path) -> set[Path]:
    """Files that builds of this store write to; the engine has others beside each, whose names begin with its name."""
    name = re.compile(rf"{re.escape(path.name)}\.building-[0-9a-f]{{{2 * _DIGEST_BYTES}}}")
    found = (name.match(file.name) for file in path.parent.iterdir())
    return {path.with_name(match.group()) for match in found if match}


def _remove(parts: Iterable[Path]) -> None:
    for part in parts:
        for file in part.parent.glob(f"{escape(part.name)}*"):
            file.unlink(missing_ok=True)


def _resumed(part: Path, *, gathers: bool) -> LadybugStore | None:
    """What an earlier build left; None if it left nothing that can be used."""
    with suppress(StoreUnavailable):
        if part.exists():
            return LadybugStore(part, gathers=gathers)
    _remove([part])
    return None


def _begun(path: Path, part: Path, *, copy: bool) -> LadybugStore:
    if copy:
        copied = part.with_name(f"{part.name}.copy")
        try:
            shutil.copyfile(path, copied)
        except OSError as error:
            copied.unlink(missing_ok=True)
            raise StoreError(f"{path}: cannot be copied to {copied}: {error.strerror}") from error
        shutil.copymode(path, copied)
        copied.replace(part)
    return LadybugStore(part, gathers=not copy)


def _index(store: LadybugStore, path: Path, part: Path) -> Path | None:
    """Make the full-text index of a large graph, if there is none, to wait beside the part; gives its place.

    A small graph is indexed when it is searched.
    """
    if sum(store.counts().nodes.values()) < SMALL:
        return None
    made_of = fingerprint(store)
    index = index_path(path, made_of)
    if open_index(index, made_of) is None:
        waiting = _waiting_index(part)
        waiting.unlink(missing_ok=True)
        make_index(store, made_of, waiting).close()
    return index


def _waiting_index(part: Path) -> Path:
    return part.with_name(f"{part.name}.search")


def _put_in_place(part: Path, path: Path, index: Path | None) -> None:
    log = part.with_name(f"{part.name}.wal")
    if log.exists() and log.stat().st_size:
        # the engine closes without a word when the disk has no room for what is in its log
        raise StoreError(f"{path}: the log of {part.name} could not be worked into it; is the disk full?")
    try:
        _flush(part)
        if index is not None and _waiting_index(part).exists():
            _waiting_index(part).replace(index)
        part.replace(path)
        _flush(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: {part.name} cannot take its place: {error.strerror}") from error


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
