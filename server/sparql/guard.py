"""What a SPARQL query must not hold: calls to other servers, and more text than a question has."""

from schema import ParameterError

LONGEST = 50_000
"""Characters of a query."""


class MalformedQuery(ParameterError):
    """No query that is answered here: wrong, or not allowed."""


def check(query: str) -> None:
    r"""Raise MalformedQuery if a query is too long, or holds the word SERVICE anywhere.

    Oxigraph reads what a word is from what stands around it (``SERVICE:x`` and ``FILTER(1<2)#>`` are not what they are
    by the grammar's tokens), so that no other reading of the text can tell a keyword from a name or a string. Escapes
    (``\u0053ERVICE``) are read in strings and names alone, and do no harm.
    """
    if len(query) > LONGEST:
        raise MalformedQuery(f"query: {len(query):,} characters, where {LONGEST:,} are enough", parameter="query")
    if "service" in query.lower():
        advice = r"no other server is asked. In a string, write s\u0065rvice"
        raise MalformedQuery(f"query: SERVICE is not allowed, wherever it stands: {advice}", parameter="query")
