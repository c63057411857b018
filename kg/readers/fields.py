"""From the named fields of a record, as JSON or CSV gives them, to a Paper."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath

from kg.paper import Paper
from schema import InputError
from schema.slug import slug

MAX_TITLE = 1_000
MAX_ABSTRACT = 50_000
MAX_ID = 200
"""Characters of the longest title, abstract and id; what is longer is no title, abstract or id."""

_FIRST_YEAR = 1900
_SURROGATE = re.compile("[\ud800-\udfff]")


def make_paper(fields: Mapping[str, object], *, path: str, line: int) -> Paper:
    """Check the fields of one record and make the paper; without an ``id`` it gets one from its title.

    Raises:
        InputError: a field is missing, of a wrong kind or too long; the message names it.
    """

    def fault(reason: str) -> InputError:
        return InputError(reason, path=path, line=line)

    def text(name: str, limit: int, *, required: bool = False) -> str | None:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise fault(f"{name} is {value!r:.40}, not text")
        if value is not None and not _is_encodable(value):
            raise fault(f"{name} holds half of a surrogate pair, which no store can keep")
        value = _one_line(value or "")
        if not value and required:
            raise fault(f"a paper without {name}")
        if len(value) > limit:
            raise fault(f"{name} has {len(value):,} characters; at most {limit:,} are read")
        return value or None

    title = text("title", MAX_TITLE, required=True) or ""
    return Paper(
        id=text("id", MAX_ID) or paper_id(title),
        title=title,
        abstract=text("abstract", MAX_ABSTRACT, required=True) or "",
        year=_year(fields.get("year"), fault=lambda: fault(f"year is {fields.get('year')!r:.40}, not a year")),
        venue=text("venue", MAX_TITLE),
        url=text("url", MAX_TITLE),
        code_url=text("code_url", MAX_TITLE),
        source=PurePath(path).name,
    )


def paper_id(title: str) -> str:
    """A stable id from a title: its slug, cut and told apart by a hash where it is long."""
    whole = slug(title)
    if len(whole) <= 100:
        return whole
    digest = hashlib.blake2b(whole.encode(), digest_size=4).hexdigest()
    return f"{whole[:90].rstrip('-')}-{digest}"


def _one_line(value: str) -> str:
    """Fold white space and control characters: a title and an abstract are a line each."""
    if not value.isprintable():
        value = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(value.split())


def _is_encodable(value: str) -> bool:
    return _SURROGATE.search(value) is None


def _year(value: object, *, fault: Callable[[], InputError]) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise fault()
    try:
        year = float(value)
    except ValueError:
        raise fault() from None
    if not year.is_integer() or not _FIRST_YEAR <= year <= datetime.now(UTC).year + 2:
        raise fault()
    return int(year)
