"""Tells RDF by its first line: none of it is a paper."""

import re

_IRI, _BLANK = r"<[^<>\s]*>", r"_:\S+"
_LITERAL = rf'"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^{_IRI})?'
_TRIPLE = rf"(?:{_IRI}|{_BLANK})\s*{_IRI}\s*(?:{_IRI}|{_BLANK}|{_LITERAL})\s*"
_SIGNS = {
    ".ttl": re.compile(rf"@(?:prefix|base)\s|(?i:prefix\s+[^\s:]*:|base)\s*{_IRI}\s*$"),
    ".nt": re.compile(rf"{_TRIPLE}\.\s*$"),
    ".nq": re.compile(rf"{_TRIPLE}(?:{_IRI}|{_BLANK})\s*\.\s*$"),
    ".jsonld": re.compile(r'[\[{\s]*"@(?:context|graph|id)"\s*:'),
}


def rdf_suffix(line: str) -> str | None:
    """The suffix of the serialisation that a text with this first line is in; None if it is no RDF."""
    return next((suffix for suffix, sign in _SIGNS.items() if sign.match(line.strip())), None)
