"""One SPARQL query over a folder of Oxigraph, in a process of its own.

Run as a script: the standard input is a JSON object with ``folder``, ``query``, ``limit`` and ``format`` (of a graph);
the standard output is a line of JSON that says what follows, and then the answer. It imports nothing of ours, so that
it starts at once.
"""

import json
import sys
from itertools import islice
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

_MEMORY = 4 << 30
"""Bytes of address space."""
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def _main() -> None:
    asked = json.load(sys.stdin)
    globals()["confine"](_MEMORY, [asked["folder"]])
    out = sys.stdout.buffer
    try:
        answer = Store.read_only(asked["folder"]).query(asked["query"])
        said, body = _written(answer, asked["limit"], asked["format"])
    except SyntaxError as error:
        said, body = {"error": "syntax", "reason": str(error.msg)}, b""
    except (OSError, ValueError) as error:
        said, body = {"error": "refused", "reason": str(error)}, b""
    out.write(json.dumps(said).encode() + b"\n" + body)


def _written(
    answer: QuerySolutions | QueryBoolean | QueryTriples, limit: int, media: str
) -> tuple[dict[str, Any], bytes]:
    if isinstance(answer, QueryBoolean):
        return {"kind": "rows", "cut": False}, json.dumps({"head": {}, "boolean": bool(answer)}).encode()
    if isinstance(answer, QueryTriples):
        triples = list(islice(answer, limit + 1))
        form = RdfFormat.from_media_type(media)
        body = serialize(triples[:limit], format=form)
        return {"kind": "graph", "cut": len(triples) > limit}, body or b""
    names = [variable.value for variable in answer.variables]
    rows = []
    for row in islice(answer, limit + 1):
        cells = zip(names, row, strict=True)
        rows.append({name: _term(cell) for name, cell in cells if cell is not None})
    results = {"head": {"vars": names}, "results": {"bindings": rows[:limit]}}
    return {"kind": "rows", "cut": len(rows) > limit}, json.dumps(results, ensure_ascii=False).encode()


def _term(term: NamedNode | BlankNode | Literal | Triple) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    said: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype.value not in {_STRING, _LANG_STRING}:
        said["datatype"] = term.datatype.value
    return said


if __name__ == "__main__":
    _main()
