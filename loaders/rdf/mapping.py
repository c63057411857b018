"""Which terms of known vocabularies the schema table stands for, and why it needs terms of its own.

A type or property of the schema table that has no entry here gets a term of our own without a relative.
"""

from dataclasses import dataclass

VOCABULARIES = {
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "mls": "http://www.w3.org/ns/mls#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes of the vocabularies that are reused."""


@dataclass(frozen=True, slots=True)
class Reuse:
    """Terms that a term of our own is narrower than, and why none of them serves as it is."""

    above: tuple[str, ...] = ()
    why: str = ""


CLASSES: dict[str, Reuse] = {
    "Paper": Reuse(
        ("schema:ScholarlyArticle", "fabio:ResearchPaper", "bibo:Article"),
        "each of them means the whole work; here only its title and abstract were read",
    ),
    "Method": Reuse(
        ("skos:Concept",),
        "mls:Algorithm and mls:Implementation each leave out part of what is meant: models, techniques and tools too",
    ),
    "Dataset": Reuse(
        ("mls:Dataset", "schema:Dataset", "skos:Concept"),
        "known by a name that papers write, not by a file or a distribution",
    ),
    "Benchmark": Reuse(
        ("skos:Concept",),
        "mls:Dataset is the data alone; what is measured on may also be a suite, a game or a challenge",
    ),
    "Task": Reuse(("mls:Task", "skos:Concept"), "mls:Task is that of one run; this one is a problem of the field"),
    "Metric": Reuse(
        ("mls:EvaluationMeasure", "skos:Concept"), "costs such as parameters and latency are metrics here too"
    ),
    "Result": Reuse(
        ("mls:ModelEvaluation",), "mls:ModelEvaluation is the output of a known run; this is a number that a text tells"
    ),
}
"""By node type."""

PROPERTIES: dict[tuple[str, str], str] = {
    ("Paper", "title"): "dcterms:title",
    ("Paper", "abstract"): "dcterms:abstract",
    ("Paper", "year"): "fabio:hasPublicationYear",
    ("Paper", "url"): "schema:url",
    ("Paper", "source"): "dcterms:source",
    ("*", "name"): "skos:prefLabel",
    ("*", "aliases"): "skos:altLabel",
    ("Result", "value"): "mls:hasValue",
    ("Result", "unit"): "schema:unitText",
}
"""By node type (``*``: any) and property: terms that serve as they are."""

OWN_PROPERTIES: dict[str, Reuse] = {
    "papers": Reuse((), "a count over this graph alone; no vocabulary counts the papers that speak of a thing"),
    "venue": Reuse((), "text as the source has it; schema:isPartOf and bibo:presentedAt want the venue as a thing"),
    "code_url": Reuse(("schema:relatedLink",), "schema:codeRepository belongs to software, not to a paper"),
    "extractor": Reuse((), "a fingerprint that tells whether the paper has to be read again"),
    "reading": Reuse((), "a fingerprint that tells whether the paper has to be read again"),
    "digest": Reuse((), "a fingerprint that tells whether the graph holds the paper as it is"),
    "names": Reuse((), "ties each form of a name to the paper that writes it; SKOS labels belong to the concept alone"),
    "centrality": Reuse((), "a figure over this graph alone"),
    "community": Reuse((), "found in this graph by counting, not a collection that somebody made (skos:Collection)"),
    "rise": Reuse((), "a figure over this graph alone"),
    "value_text": Reuse((), "mls:hasValue is the number; the paper may write a range, or digits that a number loses"),
    "kind": Reuse((), "no vocabulary tells a score from a gain, a reduction or a speedup"),
    "higher_is_better": Reuse((), "mls:EvaluationMeasure does not say which way is better"),
}
"""By property: terms of our own."""

EDGES: dict[str, Reuse] = {
    "PROPOSES": Reuse(("schema:mentions",), "CiTO relates papers to papers; this is a paper and its own method"),
    "USES": Reuse(("schema:mentions",), "cito:usesMethodIn and cito:usesDataFrom lead to papers, not to what is used"),
    "COMPARES": Reuse(("schema:mentions",), "cito:discusses leads to a paper, not to a rival"),
    "TRAINS_ON": Reuse(("schema:mentions",), "mls:hasInput belongs to a run; a paper names data that it learns from"),
    "INTRODUCES": Reuse(("schema:mentions",), "dcterms:creator leads to an agent; here the paper makes data public"),
    "EVALUATES_ON": Reuse(("schema:mentions",), "mls:hasInput does not tell training from evaluation"),
    "ADDRESSES": Reuse(("schema:about",), "schema:about says less: any subject, not the problem that is solved"),
    "REPORTS": Reuse((), "mls:hasOutput belongs to a run; a paper tells a number"),
    "OF": Reuse((), "ML-Schema joins an evaluation to a method through a run that an abstract does not describe"),
    "ON": Reuse((), "ML-Schema joins an evaluation to data through a run that an abstract does not describe"),
    "FOR": Reuse((), "ML-Schema joins an evaluation to a task through a run that an abstract does not describe"),
    "MEASURES": Reuse(("mls:specifiedBy",), "mls:specifiedBy also leads to specifications and procedures"),
    "OVER": Reuse((), "no vocabulary knows the baseline that a gain is counted from"),
    "OUTPERFORMS": Reuse((), "no vocabulary says that one method is better than another"),
    "BASED_ON": Reuse(("prov:wasDerivedFrom",), "a method is an idea that builds on another, whatever was run"),
    "PART_OF": Reuse(("dcterms:isPartOf",), "variants and stages of a method count as its parts"),
    "USED_FOR": Reuse((), "mls:achieves belongs to a run; this is what a method is applied to"),
    "SUBTASK_OF": Reuse(("skos:broader",), "skos:broader holds between any two concepts"),
}
"""By edge type."""
