"""The IRIs of things and of the ontology, each in the form that is asked for."""

import json
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import HTTPException, Path, Request, Response
from fastapi.responses import RedirectResponse
from rdflib import Graph

from loaders.rdf.context import context
from loaders.rdf.ontology import new_graph, ontology
from loaders.rdf.shapes import shapes
from loaders.rdf.terms import full, node_iri
from schema import ParameterError
from server.briefs import key_of
from server.described import describe
from server.names import find_node
from server.negotiation import choose
from server.problems import problem_responses
from server.reader import KEYS
from server.router import Router
from server.routes.sparql import AcceptHeader, MirrorDep
from server.service import ReaderDep, ServiceDep

router = Router(tags=["linked data"])

CONTEXT = "/context.jsonld"
_HTML = "text/html"
_JSON_LD = "application/ld+json"
_FORMATS = {
    "text/turtle": "turtle",
    _JSON_LD: "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/json": "json-ld",
}
_BY_HASH = ("claim", "passage", "extractor")
"""Things that are no nodes: they are looked up in the copy for SPARQL."""
_PARTS = f"<{full('oa:hasTarget')}>?/<{full('oa:hasSelector')}>?"
"""From a claim or a passage to itself and to all that belongs to it."""
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {"schema": {"type": "string"}} for media in _FORMATS}}
}


@router.get("/id/{type}/{id:path}", summary="A thing, by its IRI", responses=_CONTENT | problem_responses(404, 406))
def show_thing(  # noqa: PLR0917 - each is a part of the request
    request: Request,
    service: ServiceDep,
    reader: ReaderDep,
    mirror: MirrorDep,
    type: Annotated[str, Path(description="type of the node, or claim, passage, extractor", examples=["method"])],  # noqa: A002
    id: Annotated[str, Path(description="id; a name or an alias redirects to it", examples=["bert"])],  # noqa: A002
    accept: AcceptHeader = None,
) -> Response:
    """Turtle, JSON-LD, N-Triples or RDF/XML, as `Accept` prefers; a browser is sent on to the explorer.

    A node comes with the claims about it and the names of what they join it to.
    """
    base: str = request.app.state.base_iri
    if type in _BY_HASH:
        media = choose(accept, list(_FORMATS))
        iri = f"{base}id/{type}/{quote(id, safe='')}"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ <{iri}> {_PARTS} ?s . ?s ?p ?o }}"
        found = mirror.ask(
            service.store, query, media="application/n-triples", timeout_s=service.timeout_s, limit=service.row_limit
        )
        if not found.body:
            raise HTTPException(404)
        return _written(new_graph().parse(data=found.body, format="nt"), media, request)
    if type not in KEYS:
        raise ParameterError(
            f"type: no type {type[:80]!r}; there are {', '.join([*KEYS, *_BY_HASH])}", parameter="type"
        )
    ref = find_node(reader, KEYS[type], id, parameter="id")
    if ref.id != id:
        return RedirectResponse(node_iri("/", ref), status_code=307)
    media = choose(accept, [_HTML, *_FORMATS])
    if media == _HTML:
        headers = {"Vary": "Accept"}
        return RedirectResponse(f"/?node={quote(key_of(ref), safe=':')}", status_code=303, headers=headers)
    return _written(describe(reader, ref, base), media, request)


@router.get("/ontology", summary="The ontology", responses=_CONTENT | problem_responses(406))
def show_ontology(request: Request, accept: AcceptHeader = None) -> Response:
    """The OWL 2 ontology: what each type and relation means, and which known terms it is related to."""
    return _written(ontology(), choose(accept, list(_FORMATS)), request)


@router.get("/shapes", summary="The SHACL shapes", responses=_CONTENT | problem_responses(406))
def show_shapes(request: Request, accept: AcceptHeader = None) -> Response:
    """What a sound graph looks like, for SHACL."""
    return _written(shapes(), choose(accept, list(_FORMATS)), request)


@router.get(
    CONTEXT,
    summary="The JSON-LD context",
    response_class=Response,
    responses={200: {"content": {_JSON_LD: {"schema": {"type": "object"}}}}, **problem_responses()},
)
def show_context() -> Response:
    """What the names in our JSON-LD stand for."""
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(json.dumps({"@context": context()}), media_type=_JSON_LD, headers=headers)


def _written(graph: Graph, media: str, request: Request) -> Response:
    headers = {"Vary": "Accept"}
    if _FORMATS[media] != "json-ld":
        return Response(graph.serialize(format=_FORMATS[media], encoding="utf-8"), media_type=media, headers=headers)
    said = json.loads(graph.serialize(format="json-ld", context=context(), auto_compact=True))
    where = f"{request.app.state.base_iri.removesuffix('/')}{CONTEXT}"
    graphs = {"@graph": said} if isinstance(said, list) else said
    return Response(json.dumps(graphs | {"@context": where}, ensure_ascii=False), media_type=media, headers=headers)
