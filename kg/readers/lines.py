"""Lines of text out of a file, a gzip file or standard input, each with its number."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from kg.readers.report import Report
from schema import InputError, UnreadableInput

STANDARD_INPUT = "-"
MAX_LINE = 16 * 1024 * 1024
"""Bytes of the longest line that is read; a longer one is no paper."""

_GZIP_MAGIC = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """A line without its end, and its number counted from 1."""

    number: int
    text: str


@contextmanager
def open_lines(path: str, *, report: Report) -> Iterator[Iterator[Line]]:
    """Open a path (``-`` is standard input), unpack gzip, and give its lines as they are needed.

    A line that is not UTF-8 text, or longer than MAX_LINE bytes, goes to ``report`` and is passed over.

    Raises:
        UnreadableInput: the file cannot be opened, is UTF-16, or its gzip data is broken.
    """
    if path == STANDARD_INPUT:
        yield _lines(_unpack(sys.stdin.buffer), name_of(path), report)
    else:
        with _open(path) as stream:
            yield _lines(_unpack(stream), path, report)


def name_of(path: str) -> str:
    """What people call the input at this path."""
    return "standard input" if path == STANDARD_INPUT else path


def _open(path: str) -> IO[bytes]:
    try:
        if Path(path).is_dir():
            raise UnreadableInput("is a folder; name the files in it", path=path)
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise UnreadableInput(reason or str(error), path=path) from error


def _unpack(stream: IO[bytes]) -> IO[bytes]:
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    if buffered.peek(2)[:2] == _GZIP_MAGIC:
        return cast("IO[bytes]", gzip.GzipFile(fileobj=buffered))
    return buffered


def _lines(stream: IO[bytes], path: str, report: Report) -> Iterator[Line]:
    number = 0
    while True:
        number += 1
        try:
            raw = stream.readline(MAX_LINE)
            too_long = len(raw) == MAX_LINE and not raw.endswith(b"\n")
            rest = raw
            while too_long and rest and not rest.endswith(b"\n"):
                rest = stream.readline(MAX_LINE)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableInput(f"cannot be read on: {error}", path=path, line=number) from error
        if not raw:
            return
        if number == 1:
            if raw.startswith(_UTF16_MARKS):
                raise UnreadableInput("is UTF-16; save it as UTF-8", path=path)
            raw = raw.removeprefix(_UTF8_MARK)
        try:
            if too_long:
                raise InputError(f"a line of more than {MAX_LINE:,} bytes", path=path, line=number)
            yield Line(number, _decode(raw, path, number))
        except InputError as fault:
            report(fault)


def _decode(raw: bytes, path: str, number: int) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8: byte {error.start + 1} of the line is {raw[error.start]:#04x}; save the file as UTF-8"
        raise InputError(reason, path=path, line=number) from error
    if "\0" in text:
        raise InputError("holds a NUL character; this is no text", path=path, line=number)
    return text.rstrip("\r\n")
