"""Reads RDF that ``write_rdf`` wrote back into what each paper put into the graph."""

import gzip
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from loaders.contribution import FIGURES, NAMED, Contribution, understood
from loaders.naming import preferred_name
from loaders.rdf.files import FORMATS
from loaders.rdf.terms import EDGE_OF_IRI, TERMS, class_iri, full, node_of, property_iri
from schema import (
    EVIDENCE,
    NODE_TYPES,
    Edge,
    InputError,
    Node,
    NodeRef,
    SchemaError,
    UnreadableInput,
    Value,
    ValueType,
    check_edge,
    check_node,
)

Report = Callable[[InputError], None]
_Term = NamedNode | BlankNode | Literal | Triple

_A = NamedNode(full("rdf:type"))
_SUBJECT, _PREDICATE, _OBJECT = (NamedNode(full(f"rdf:{name}")) for name in ("subject", "predicate", "object"))
_PAPER = NamedNode(full("prov:hadPrimarySource"))
_AGENT = NamedNode(full("prov:wasAttributedTo"))
_LABEL = NamedNode(full("rdfs:label"))
_DIGEST = NamedNode(property_iri("Paper", "digest"))
_CONFIDENCE = NamedNode(f"{TERMS}confidence")
_TARGET, _SOURCE, _SELECTOR = (NamedNode(full(f"oa:{name}")) for name in ("hasTarget", "hasSource", "hasSelector"))
_EXACT, _START, _END = (NamedNode(full(f"oa:{name}")) for name in ("exact", "start", "end"))
_TYPES: dict[str, ValueType] = {prop.name: prop.type for prop in EVIDENCE}


def is_rdf(path: str) -> bool:
    """Whether the name of a file, ``.gz`` left aside, is that of an RDF file."""
    return Path(path.removesuffix(".gz")).suffix.lower() in FORMATS


def contributions_from(
    paths: Iterable[str], *, report: Report, figures: Callable[[Node], None] | None = None
) -> Generator[Contribution]:
    """Yield what each paper in RDF files put into the graph, by paper; the graphs of N-Quads and TriG are joined.

    ``figures`` is told of each node with properties that no paper says (``centrality``), after the papers of its file.
    The statements are sorted in a folder of temporary files, about as large as the file; Oxigraph takes buffers of some
    GB for that. A paper that cannot be understood, or that is not what its digest says, goes to ``report``. Close the
    generator if it is not read to its end.

    Raises:
        UnreadableInput: a file cannot be read, is no RDF, or holds no paper.
    """
    for path in paths:
        yield from _contributions(path, report, figures)


def _contributions(path: str, report: Report, figures: Callable[[Node], None] | None) -> Iterator[Contribution]:
    with tempfile.TemporaryDirectory(prefix="kg-rdf-") as folder:
        store = Store(folder)
        _fill(store, path)
        found = False
        digests = next(store.quads_for_pattern(None, _DIGEST, None, None), None) is not None
        for quad in store.quads_for_pattern(None, _A, NamedNode(class_iri("Paper")), None):
            found = True
            try:
                yield _Reading(store, path, digests=digests).contribution(quad.subject)
            except InputError as fault:
                lead = f"{quad.subject}: "
                whose = "" if fault.reason.startswith(lead) else lead
                report(InputError(whose + fault.reason, path=path))
        if figures is not None:
            _tell_figures(store, path, report, figures)
        del store
    if not found:
        raise UnreadableInput(f"holds no {class_iri('Paper')}", path=path)


def _tell_figures(store: Store, path: str, report: Report, figures: Callable[[Node], None]) -> None:
    told = dict.fromkeys(
        quad.subject
        for iri in sorted({property_iri(kind, name) for kind, names in FIGURES.items() for name in names})
        for quad in store.quads_for_pattern(None, NamedNode(iri), None, None)
    )
    for subject in told:
        try:
            figures(_Reading(store, path).figures(subject))
        except InputError as fault:
            report(fault)


def _fill(store: Store, path: str) -> None:
    suffix = Path(path.removesuffix(".gz")).suffix.lower()
    try:
        with gzip.open(path, "rb") if path.endswith(".gz") else Path(path).open("rb") as file:
            store.bulk_load(cast("IO[bytes]", file), FORMATS[suffix])
    except SyntaxError as error:
        raise UnreadableInput(f"no {FORMATS[suffix].name}: {error.msg}", path=path, line=error.lineno) from error
    except (OSError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableInput(reason, path=path) from error


@dataclass(frozen=True, slots=True)
class _Reading:
    store: Store
    path: str
    digests: bool = False
    """Whether papers of the file have digests."""
    seen: dict[_Term, dict[str, list[_Term]]] = field(default_factory=dict)

    def contribution(self, subject: _Term) -> Contribution:
        """What a paper says, out of its description and its claims."""
        paper = self._node(subject)
        claims = dict.fromkeys(quad.subject for quad in self.store.quads_for_pattern(None, _PAPER, subject, None))
        edges = tuple(self._edge(claim, paper) for claim in claims)
        forms = self._forms(paper, subject)
        ends = {ref: term for edge, terms in edges for ref, term in terms.items()}
        ends.pop(paper.ref, None)
        nodes = [self._named(ref, forms.get(ref), term) for ref, term in sorted(ends.items(), key=lambda item: item[0])]
        own = {name: value for name, value in paper.properties.items() if name not in {"digest", "names"}}
        said = Contribution(paper.id, (Node(*paper.ref, own), *nodes), tuple(edge for edge, _ in edges))
        digest = paper.properties.get("digest")
        if digest is None and self.digests:
            raise self._fault(subject, f"has no {_DIGEST.value}, as other papers of the file have; was it cut?")
        if digest not in {None, said.digest}:
            raise self._fault(
                subject,
                f"is not what {_DIGEST.value} says: the file was cut or changed. {len(edges):,} of its claims are "
                "there; without the digests of the file they are taken as they are",
            )
        return said

    def figures(self, subject: _Term) -> Node:
        """A node with those of its properties that no paper says."""
        node = self._node(subject)
        return Node(*node.ref, {name: node.properties.get(name) for name in FIGURES.get(node.type, ())})

    def _named(self, ref: NodeRef, forms: list[str] | None, term: _Term) -> Node:
        if ref.type not in NAMED:
            return self._node(term)
        if forms is None:
            described = self._node(term).properties
            aliases, name = described.get("aliases"), described.get("name")
            forms = list(aliases) if isinstance(aliases, list) else []
            forms += [name] if isinstance(name, str) and name not in forms else []
        return Node(*ref, {"name": preferred_name(ref.id, forms), "aliases": sorted(forms)})

    def _forms(self, paper: Node, subject: _Term) -> dict[NodeRef, list[str]]:
        """How the paper writes each thing that it speaks of."""
        forms: dict[NodeRef, list[str]] = {}
        names = paper.properties.get("names")
        for name in names if isinstance(names, list) else []:
            if name.count(" ") < 2:
                raise self._fault(subject, f"names: {name!r} is not a type, an id and a form")
            ref, form = understood(name)
            forms.setdefault(ref, []).append(form)
        return forms

    def _node(self, subject: _Term) -> Node:
        ref = self._ref(subject)
        node_type = NODE_TYPES[ref.type]
        held = self._described(subject)
        properties: dict[str, Value] = {}
        for prop in node_type.properties:
            found = held.get(property_iri(ref.type, prop.name), [])
            texts = sorted({self._text(subject, prop.name, term) for term in found})
            if prop.type == "strings":
                labels = held.get(property_iri(ref.type, "name"), []) if prop.name == "aliases" else []
                texts = sorted({*texts, *(self._text(subject, "name", term) for term in labels)})
                properties |= {prop.name: list(texts)} if texts else {}
            elif len(texts) > 1:
                raise self._fault(subject, f"{prop.name} has {len(texts)} values")
            elif texts:
                properties[prop.name] = self._value(subject, prop.name, prop.type, texts[0])
        node = Node(*ref, properties)
        try:
            check_node(node)
        except SchemaError as error:
            raise self._fault(subject, str(error)) from error
        return node

    def _edge(self, claim: _Term, paper: Node) -> tuple[Edge, dict[NodeRef, _Term]]:
        source, target = self._one(claim, _SUBJECT), self._one(claim, _OBJECT)
        predicate = self._one(claim, _PREDICATE)
        name = EDGE_OF_IRI.get(predicate.value) if isinstance(predicate, NamedNode) else None
        if name is None:
            raise self._fault(claim, f"rdf:predicate {predicate} is no edge type")
        passage = self._one(claim, _TARGET)
        source_field = self._one(passage, _SOURCE)
        selectors = self._described(passage).get(_SELECTOR.value, [])
        texts = {
            "paper": paper.id,
            "field": unquote(source_field.value.rpartition("#")[2]) if isinstance(source_field, NamedNode) else "",
            "sentence": self._selected(passage, selectors, _EXACT),
            "start": self._selected(passage, selectors, _START),
            "end": self._selected(passage, selectors, _END),
            "confidence": self._text(claim, "confidence", self._one(claim, _CONFIDENCE)),
            "extractor": self._text(claim, "extractor", self._one(self._one(claim, _AGENT), _LABEL)),
        }
        properties = {key: self._value(claim, key, _TYPES[key], text) for key, text in texts.items()}
        edge = Edge(name, self._ref(source), self._ref(target), properties)
        try:
            check_edge(edge)
        except SchemaError as error:
            raise self._fault(claim, str(error)) from error
        return edge, {edge.source: source, edge.target: target}

    def _selected(self, passage: _Term, selectors: list[_Term], predicate: NamedNode) -> str:
        found = {term for selector in selectors for term in self._described(selector).get(predicate.value, [])}
        if len(found) != 1:
            raise self._fault(passage, f"its selectors have {len(found)} {predicate.value}, not one")
        return self._text(passage, predicate.value, found.pop())

    def _one(self, subject: _Term, predicate: NamedNode) -> _Term:
        found = set(self._described(subject).get(predicate.value, []))
        if len(found) != 1:
            raise self._fault(subject, f"has {len(found)} {predicate.value}, not one")
        return found.pop()

    def _described(self, subject: _Term) -> dict[str, list[_Term]]:
        """The values of each property of a thing; asked for once, since the claims of a paper share their passages."""
        held = self.seen.get(subject)
        if held is None:
            if isinstance(subject, Literal):
                raise self._fault(subject, "is text where a thing is wanted")
            held = self.seen[subject] = {}
            for quad in self.store.quads_for_pattern(subject, None, None, None):
                held.setdefault(quad.predicate.value, []).append(quad.object)
        return held

    def _ref(self, term: _Term) -> NodeRef:
        ref = node_of(term.value) if isinstance(term, NamedNode) else None
        if ref is None:
            raise self._fault(term, f"is no node: right is BASE/id/TYPE/ID, with a type of {', '.join(NODE_TYPES)}")
        return ref

    def _text(self, subject: _Term, name: str, term: _Term) -> str:
        if not isinstance(term, Literal):
            raise self._fault(subject, f"{name} is {term}, not a literal")
        return term.value

    def _value(self, subject: _Term, name: str, kind: ValueType, text: str) -> Value:
        try:
            if kind == "boolean":
                return {"true": True, "false": False, "1": True, "0": False}[text]
            return {"integer": int, "float": float}[kind](text) if kind in {"integer", "float"} else text
        except (ValueError, KeyError) as error:
            raise self._fault(subject, f"{name}: {text[:80]!r} is no {kind}") from error

    def _fault(self, term: _Term, reason: str) -> InputError:
        return InputError(f"{term}: {reason}", path=self.path)
