"""The text of a web page that lists papers: a title and its abstract on two lines, page furniture around them."""

import re
from collections.abc import Iterator

from kg.paper import Paper
from kg.readers.fields import make_paper
from kg.readers.lines import Line
from kg.readers.report import Report
from schema import InputError, UnreadableInput

_ABSTRACT_LENGTH = 200
"""Characters from which a line is an abstract; titles stay below, abstracts above."""

_GLUED = re.compile(r"^(?:Subscribe|Submit)(?=[A-Z0-9\"'(])")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ARXIV = re.compile(r"(?:arxiv\.org/(?:abs|pdf)/|arxiv:\s*)(\d{4}\.\d{4,5})", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_FURNITURE = re.compile(
    r"get trending papers\b|subscribe\b|submit(?:ted)?\b|sign (?:in|up)\b|log ?in\b|upvote\b|github\b|view\b|papers\b"
    r"|published\b|by\b|authors?\b|trending\b|next\b|previous\b|\W*\d[\d.,kKM]*\W*$|[^\w]*$",
    re.IGNORECASE,
)


def read(lines: Iterator[Line], *, path: str, report: Report) -> Iterator[Paper]:
    """Yield each paper; a title without an abstract goes to ``report``.

    The line right above an abstract is its title. A line of furniture between two papers that names a date or a web
    address says so of the paper above it.

    Raises:
        UnreadableInput: there is no title with an abstract below it anywhere.
    """
    pair: tuple[Line, Line] | None = None
    between: list[Line] = []
    papers = 0
    for line in lines:
        text = line.text.strip()
        if len(text) < _ABSTRACT_LENGTH:
            if text:
                between.append(Line(line.number, text))
            continue
        title = between.pop() if between else None
        if pair is not None:
            yield from _paper(*pair, between, path=path, report=report)
        _report_lone_titles(between, path=path, report=report)
        between = []
        if title is None:
            report(InputError("an abstract without a title above it", path=path, line=line.number))
            pair = None
        else:
            papers += 1
            pair = title, line
    if pair is not None:
        yield from _paper(*pair, between, path=path, report=report)
    if not papers:
        raise UnreadableInput("no paper in it: neither JSON Lines, nor CSV, nor titles with abstracts below", path=path)
    _report_lone_titles(between, path=path, report=report)


def _report_lone_titles(between: list[Line], *, path: str, report: Report) -> None:
    for line in between:
        if not _is_furniture(line.text):
            report(InputError(f"a paper without abstract: {line.text:.60}", path=path, line=line.number))


def _is_furniture(text: str) -> bool:
    words = len(text.split())
    return bool(
        _URL.search(text)
        or _ARXIV.search(text)
        or (_FURNITURE.match(text) and words <= 12)
        or (_YEAR.search(text) and words <= 4)
        or words == 1
    )


def _paper(title: Line, abstract: Line, below: list[Line], *, path: str, report: Report) -> Iterator[Paper]:
    said = "\n".join(line.text for line in below if _is_furniture(line.text))
    year, url, arxiv = _YEAR.search(said), _URL.search(said), _ARXIV.search(said)
    fields = {
        "title": _GLUED.sub("", title.text),
        "abstract": abstract.text,
        "year": year.group() if year else None,
        "url": f"https://arxiv.org/abs/{arxiv.group(1)}" if arxiv else url.group() if url else None,
    }
    try:
        yield make_paper(fields, path=path, line=title.number)
    except InputError as fault:
        report(fault)
