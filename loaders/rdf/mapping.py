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
        "each of these is the whole work; of this one only the title and abstract were read",
    ),
    "Method": Reuse(
        ("skos:Concept",),
        "mls:Algorithm, mls:Implementation and mls:Model each hold a part of what is meant; techniques count too",
    ),
    "Dataset": Reuse(
        ("mls:Dataset", "schema:Dataset", "skos:Concept"),
        "known by the names that papers give it; the others are files, distributions or the data themselves",
    ),
    "Benchmark": Reuse(
        ("skos:Concept",),
        "mls:Dataset is data alone; what methods are measured on may also be a suite, a game or a challenge",
    ),
    "Task": Reuse(
        ("mls:Task", "skos:Concept"),
        "a problem by the names that its field gives it; mls:Task has neither names nor subtasks",
    ),
    "Metric": Reuse(
        ("mls:EvaluationMeasure", "skos:Concept"),
        "known by the names that papers give it; mls:EvaluationMeasure is part of the plan of one evaluation",
    ),
    "Result": Reuse(
        ("mls:ModelEvaluation",),
        "a number as a text tells it, with its kind; mls:ModelEvaluation is what an mls:Run puts out",
    ),
}
"""By node type."""

SEE_ALSO: dict[str, str] = {
    "Paper": "paper",
    "Method": "method",
    "Dataset": "dataset",
    "Task": "task",
    "Result": "evaluation",
}
"""By node type: the class of Linked Papers with Code that is closest; its things are the pages of one site."""
PAPERS_WITH_CODE = "https://linkedpaperswithcode.com/class/"

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
    "papers": Reuse((), "none of the reused vocabularies counts the papers that speak of a thing"),
    "venue": Reuse((), "text as the source has it; schema:isPartOf and bibo:presentedAt want the venue as a thing"),
    "code_url": Reuse(
        (), "schema:codeRepository belongs to software and schema:relatedLink to web pages, not to papers"
    ),
    "extractor": Reuse((), "text that is compared when papers are read again; prov:wasAttributedTo leads to an agent"),
    "reading": Reuse((), "none of the reused vocabularies has fingerprints, which tell that a text has changed"),
    "digest": Reuse(
        (), "none of the reused vocabularies has fingerprints, which tell that a graph holds all of a paper"
    ),
    "names": Reuse(
        (), "skos:altLabel belongs to a concept alone; this ties each form of a name to the paper that writes it"
    ),
    "centrality": Reuse((), "none of the reused vocabularies has measures of networks"),
    "community": Reuse((), "found by counting, and told by its name; skos:Collection is what somebody put together"),
    "rise": Reuse((), "none of the reused vocabularies has trends"),
    "value_text": Reuse((), "mls:hasValue is the number; the paper may write a range, or digits that a number loses"),
    "kind": Reuse((), "none of the reused vocabularies tells a score from a gain, a reduction or a speedup"),
    "higher_is_better": Reuse((), "mls:EvaluationMeasure does not say which way is better"),
}
"""By property: terms of our own."""

EDGES: dict[str, Reuse] = {
    "PROPOSES": Reuse(
        ("schema:mentions",), "CiTO relates works to works that they cite; this leads from a paper to its own method"
    ),
    "USES": Reuse(
        ("schema:mentions",), "cito:usesMethodIn and cito:usesDataFrom lead to cited works, not to what is used"
    ),
    "COMPARES": Reuse(("schema:mentions",), "cito:discusses leads to a cited work, not to a rival"),
    "TRAINS_ON": Reuse(
        ("schema:mentions",),
        "mls:hasInput belongs to a run; this leads from a paper to the data that its method learns from",
    ),
    "INTRODUCES": Reuse(
        ("schema:mentions",),
        "dcterms:creator leads from a thing to an agent; this leads from a paper to what it makes public",
    ),
    "EVALUATES_ON": Reuse(("schema:mentions",), "mls:hasInput does not tell training from evaluation"),
    "ADDRESSES": Reuse(
        ("schema:about",), "schema:about leads to any subject; this leads to the problem that is solved"
    ),
    "REPORTS": Reuse((), "mls:hasOutput belongs to a run; this leads from a paper to a number that it tells"),
    "OF": Reuse((), "ML-Schema joins an evaluation to a method through a run that an abstract does not describe"),
    "ON": Reuse((), "ML-Schema joins an evaluation to data through a run that an abstract does not describe"),
    "FOR": Reuse((), "ML-Schema joins an evaluation to a task through a run that an abstract does not describe"),
    "MEASURES": Reuse(("mls:specifiedBy",), "mls:specifiedBy leads from anything to whatever specifies it"),
    "OVER": Reuse((), "none of the reused vocabularies has the baseline that a gain is counted from"),
    "OUTPERFORMS": Reuse((), "none of the reused vocabularies says that one method is better than another"),
    "BASED_ON": Reuse(
        ("prov:wasDerivedFrom",),
        "prov:wasDerivedFrom is any derivation; this is a method that extends or adapts another",
    ),
    "PART_OF": Reuse(
        ("dcterms:isPartOf",), "dcterms:isPartOf holds between any two things, and mls:hasPart leads the other way"
    ),
    "USED_FOR": Reuse((), "mls:achieves belongs to a run; this leads from a method to what it is applied to"),
    "SUBTASK_OF": Reuse(("skos:broader",), "skos:broader holds between any two concepts; this holds between tasks"),
}
"""By edge type."""
