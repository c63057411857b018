"""Cursors: where a slice of an answer ended, so that the next begins behind it, whatever came or went meanwhile."""

import base64
import json
from collections.abc import Mapping
from typing import cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request

from schema import ParameterError

Place = list[str | int | float | None]
_LONGEST = 4_000


def write_cursor(place: Place) -> str:
    """A place as a word for URLs."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kinds: tuple[type | tuple[type, ...], ...]) -> Place:
    """The place that a cursor tells; raise ParameterError unless it holds values of these kinds."""
    place: object = None
    try:
        if len(cursor) > _LONGEST:
            raise ValueError("too long")
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = json.loads(raw)
        fits = isinstance(place, list) and len(place) == len(kinds) and all(map(_fits, place, kinds))
    except (ValueError, RecursionError):
        fits = False
    if not fits:
        raise ParameterError(
            "cursor: is none that this server gave for such a question; leave it out to begin anew", parameter="cursor"
        )
    return cast("Place", place)


def _fits(value: object, kind: type | tuple[type, ...]) -> bool:
    if isinstance(value, bool) or not isinstance(value, kind):
        return False
    if isinstance(value, int):
        return value in range(-(2**63), 2**63)
    return not isinstance(value, str) or ("\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value))


def next_link(request: Request, cursor: str | None) -> Mapping[str, str]:
    """The ``Link`` header (RFC 8288) that leads to the next slice; none behind the last one."""
    if cursor is None:
        return {}
    parts = urlsplit(str(request.url))
    given = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "cursor"]
    return {"Link": f'<{parts.path}?{urlencode([*given, ("cursor", cursor)])}>; rel="next"'}
