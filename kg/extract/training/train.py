"""``train``: from a published encoder, gold records and unlabelled abstracts to the folder of a model.

The papers are dealt into folds. Taggers that learnt from the other folds find the candidates of each fold, so that what
is learnt on candidates meets mistakes like those it will see. Thresholds and confidences are measured on papers not
learnt from: others that are given for it, or else the gold ones, each as read by a network that learnt from the other
folds. The network that ships learns from all but those given for measuring.
"""

import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from kg.extract.acronymtable import AcronymTable, Pair
from kg.extract.decisions import Decisions
from kg.extract.grouping import forms_of, group, known_pairs, likely_pairs, pair_features
from kg.extract.linear import Linear
from kg.extract.mentions import find_mentions
from kg.extract.model import Lexicon, load_model, save_lexicon
from kg.extract.network import Floats, Network, OnnxNetwork
from kg.extract.nodes import MOST_NUMBERS
from kg.extract.pipeline import blank_pipeline, make_doc
from kg.extract.reading import read
from kg.extract.structure import read_structure
from kg.extract.tagger import Tagged
from kg.extract.training.adapt import adapt
from kg.extract.training.align import Record
from kg.extract.training.annotated import read_annotated
from kg.extract.training.base import fit_vocabulary, read_weights
from kg.extract.training.card import card as card_of
from kg.extract.training.cases import Case, Example, example, tag_example
from kg.extract.training.corpus import acronym_pairs, token_lists
from kg.extract.training.decide import Judged, decide
from kg.extract.training.export import export
from kg.extract.training.figures import Figure, measure
from kg.extract.training.fit import Recipe, fit, mean_of
from kg.extract.training.level import level
from kg.extract.training.lines import paper_of, read_lines, read_pairs
from kg.extract.training.logistic import Recipe as LinearRecipe
from kg.extract.training.logistic import Rows
from kg.extract.training.match import likeness, surfaces
from kg.extract.training.network import Reader, Size
from kg.extract.training.plan import Plan
from kg.extract.training.torch_network import TorchNetwork
from kg.extract.wordpieces import Window, WordPieces, piece_id
from kg.paper import Paper
from schema import InputError

FOLDS = 4
SEED = 0
_HEARD = 100
"""Papers over which the levels of channels are measured."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Start:
    """What every network of a training starts from."""

    size: Size
    weights: dict[str, Tensor]
    pieces: WordPieces
    blank: int
    device: torch.device

    def reader(self) -> Reader:
        """A network whose encoder is adapted and whose other parts know nothing yet."""
        torch.manual_seed(SEED)
        reader = Reader(self.size)
        reader.tokens.encoder.load_state_dict(self.weights)
        return reader.to(self.device)


def train(
    gold: Path,
    papers: Path,
    corpus: Path,
    encoder: Path,
    out: Path,
    *,
    annotated: Path | None = None,
    measured: Sequence[Path] = (),
    plan: Plan | None = None,
    say: Say = lambda _: None,
) -> dict[str, Figure]:
    """Learn a model and write it, with its card, to the folder ``out``; return its figures.

    ``gold`` holds records of ``papers``, ``corpus`` unlabelled abstracts (JSON Lines, gzip as it is; papers of the gold
    file are left out). The papers of ``annotated`` (``training.annotated``) are learnt from beside the gold ones. Those
    of the files ``measured``, in the same form, are not: figures and thresholds are of the first file's, confidences of
    all of them, or without any file all is of the gold ones. ``encoder`` is a folder with one ``.onnx`` file of a BERT
    and its ``tokenizer.json``. A GPU is used if there is one; on an H100, taggers and networks side by side, it took
    eight minutes for 11,226 papers; on processors alone it has not been run to its end.

    Nothing is written before all is learnt.

    Raises InputError with file and line at a line that cannot be read, or if too few papers have a record.
    """
    plan = plan or Plan()
    pairs = read_pairs(gold, papers)
    if len(pairs) < FOLDS:
        raise InputError(
            f"{len(pairs)} papers of {papers} have a record, fewer than the {FOLDS} that it takes", path=gold
        )
    say("unlabelled abstracts")
    known = {paper.id for paper, _ in pairs}
    unlabelled = {paper.id: paper for paper in map(paper_of, read_lines(corpus)) if paper.id not in known}
    ours = read_annotated(annotated, unlabelled) if annotated else []
    unseen, first = read_unseen(measured, unlabelled, [*pairs, *ours])
    texts = [paper.text for paper in unlabelled.values()]
    plan = replace(plan, texts=min(plan.texts, len(texts)))
    tokenizer, start = begin(encoder, texts, plan, say)
    acronyms = AcronymTable(
        Pair(a, tuple(b.split(" ")), count, share) for a, b, count, share in acronym_pairs(token_lists(texts))
    )
    gold_cases = make_cases(pairs)
    cases = [*gold_cases, *make_cases(ours)]
    lexicon = find_candidates(cases, start, Lexicon(acronyms), plan, say)
    lessons = [example(case, start.pieces) for case in cases]
    say("network of all")
    reader = _fit_mean(lessons, start, plan, say)
    heard = heard_in(cases, start.pieces)
    with rounded(reader, heard, tokenizer) as graphs:
        if unseen:
            decisions, figures = decide_as_shipped(make_cases(unseen), graphs, lexicon, first)
        else:
            judged = cross_judge(gold_cases, cases, lessons, start=start, plan=plan, say=say)
            decisions = decide(judged)
            figures = measure(judged, decisions)
        text = card_of(
            figures,
            papers=len(pairs),
            ours=len(ours),
            first=first,
            measured=len(unseen),
            plan=plan,
            encoder=encoder.name,
        )
        write_model(out, graphs, lexicon=lexicon, decisions=decisions, card=text)
    return figures


def heard_in(cases: Sequence[Case], pieces: WordPieces) -> Iterator[Window]:
    """The windows of the papers over which the levels of channels are measured."""
    return (window for case in cases[:_HEARD] for window in pieces.windows(case.reading))


@contextmanager
def rounded(reader: Reader, heard: Iterable[Window], tokenizer: str) -> Iterator[Path]:
    """A folder, gone afterwards, with the graphs as they ship and their ``tokenizer.json``, for measuring.

    ``reader`` is levelled over the windows ``heard``.
    """
    level(reader, heard)
    with TemporaryDirectory(prefix="kg-") as folder:
        graphs = Path(folder)
        (graphs / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
        export(reader, graphs)
        yield graphs


def write_model(out: Path, graphs: Path, *, lexicon: Lexicon, decisions: Decisions, card: str) -> None:
    """Write all files of a model to a folder; its graphs are those of another, see ``rounded``."""
    out.mkdir(parents=True, exist_ok=True)
    for file in graphs.iterdir():
        shutil.copyfile(file, out / file.name)
    save_lexicon(lexicon, decisions, out)
    (out / "CARD.md").write_text(card, encoding="utf-8")
    load_model.cache_clear()


def begin(encoder: Path, texts: Sequence[str], plan: Plan, say: Say) -> tuple[str, Start]:
    """Fit the vocabulary of a published encoder to the field and adapt it; gives the ``tokenizer.json`` beside it."""
    graph, pieces = _only(encoder, "*.onnx"), _only(encoder, "*tokenizer.json")
    random = np.random.default_rng(SEED)
    chosen = [texts[at] for at in random.permutation(len(texts))[: plan.texts]]
    whole = Tokenizer.from_file(str(pieces))
    whole.no_truncation()
    whole.no_padding()
    fitted, made, stream = fit_vocabulary(whole, chosen, plan.words)
    small = Tokenizer.from_str(fitted)
    opening, closing, blank = (piece_id(small, piece) for piece in ("[CLS]", "[SEP]", "[MASK]"))
    size = Size(len(made), layers=plan.layers)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    adapted = Reader(size).tokens.encoder
    adapted.load_state_dict(read_weights(graph, made, plan.layers), strict=False)
    adapted.to(device)
    say(f"adapting to {len(chosen)} abstracts")
    adapt(
        adapted,
        stream,
        opening=opening,
        closing=closing,
        blank=blank,
        steps=plan.steps,
        batch=min(plan.batch, len(chosen)),
        say=say,
    )
    return fitted, Start(size, adapted.state_dict(), WordPieces(small), blank, device)


def make_cases(pairs: Sequence[tuple[Paper, Record]]) -> list[Case]:
    """The papers with their records, dealt into folds."""
    nlp = blank_pipeline(("kg_sentences", "kg_numbers", "kg_acronyms"))
    folds = np.empty(len(pairs), dtype=np.int64)
    folds[np.random.default_rng(SEED).permutation(len(pairs))] = np.arange(len(pairs)) % FOLDS
    cases = []
    for (paper, record), fold in zip(pairs, folds.tolist(), strict=True):
        doc = nlp(make_doc(nlp, paper))
        cases.append(Case(read(doc), doc._.numbers[:MOST_NUMBERS], doc._.acronyms, record, fold))
    return cases


def find_candidates(cases: Sequence[Case], start: Start, lexicon: Lexicon, plan: Plan, say: Say) -> Lexicon:
    """Give every case its candidates, and the lexicon the classifier of two forms."""
    spans: list[list[tuple[Tagged, str]]] = [[] for _ in cases]
    for fold in range(FOLDS):
        say(f"tagger of fold {fold + 1} of {FOLDS}")
        lessons = [tag_example(case, start.pieces) for case in cases if case.fold != fold]
        recipe = replace(_recipe(plan), epochs=plan.tag_epochs, structure=False)
        network = TorchNetwork(fit(start.reader(), lessons, recipe, blank=start.blank, say=say), start.pieces)
        for at, case in enumerate(cases):
            if case.fold == fold:
                spans[at] = find_mentions(case.reading, case.acronyms, network.read(case.reading)[1])
    lexicon = replace(lexicon, same=_learn_same(cases, spans, lexicon))
    for case, found in zip(cases, spans, strict=True):
        case.take(group(case.reading, case.acronyms, found, lexicon))
    return lexicon


def _learn_same(cases: Sequence[Case], spans: Sequence[Sequence[tuple[Tagged, str]]], lexicon: Lexicon) -> Linear:
    rows = Rows(LinearRecipe(("same",), bits=15))
    for case, found in zip(cases, spans, strict=True):
        forms = forms_of(case.reading, found)
        known = known_pairs(case.reading, case.acronyms, forms, lexicon.acronyms)
        gold = [surfaces(entity) for entity in case.record["entities"]]
        owners = [_owner({form.key}, gold) for form in forms]
        pairs = [
            (left, right)
            for left, right in likely_pairs(forms)
            if (left, right) not in known and (owners[left] is not None or owners[right] is not None)
        ]
        rows.add(
            [pair_features(case.reading, forms[left], forms[right]) for left, right in pairs],
            [[float(owners[left] == owners[right])] for left, right in pairs],
            case.fold,
        )
    return rows.fit()


def _owner(keys: set[tuple[str, ...]], gold: Sequence[set[tuple[str, ...]]]) -> int | None:
    """The gold entity that is most like these forms, if any is like them at all."""
    score, number = max(((likeness(keys, forms), -at) for at, forms in enumerate(gold)), default=(0.0, 0))
    return -number if score >= 0.5 else None


def read_unseen(
    paths: Sequence[Path], papers: Mapping[str, Paper], learnt: Iterable[tuple[Paper, Record]]
) -> tuple[list[tuple[Paper, Record]], int | None]:
    """The annotated papers of files that are for measuring, and how many the first one holds, None without a file.

    Raises InputError, with the file, where it holds none, one that is learnt from, or one that another file holds too.
    """
    known = {paper.id for paper, _ in learnt}
    found: list[tuple[Paper, Record]] = []
    first = None
    for path in paths:
        unseen = read_annotated(path, papers)
        ids = {paper.id for paper, _ in unseen}
        if not ids:
            raise InputError("holds no annotated paper", path=path)
        if both := known & ids:
            raise InputError(f"it learns from {min(both)}, which cannot be measured on too", path=path)
        if twice := {paper.id for paper, _ in found} & ids:
            raise InputError(f"a file before it has {min(twice)} too", path=path)
        found += unseen
        first = len(found) if first is None else first
    return found, first


def papers_wanted(corpus: Path | None, wanted: Sequence[Path], known: Container[str] = ()) -> dict[str, Paper]:
    """The papers of a corpus, if files of places want any, but for those whose ids are known.

    Raises InputError, with the file, where there is no corpus.
    """
    if not wanted:
        return {}
    if corpus is None:
        raise InputError("holds places in texts of a corpus, and there is none", path=wanted[0])
    return {paper.id: paper for paper in map(paper_of, read_lines(corpus)) if paper.id not in known}


def candidates_by(network: Network, case: Case, lexicon: Lexicon) -> Floats:
    """Give a case the candidates that a network finds; gives the vectors of its tokens."""
    tokens, tags = network.read(case.reading)
    case.take(group(case.reading, case.acronyms, find_mentions(case.reading, case.acronyms, tags), lexicon))
    return tokens


def judge(cases: Sequence[Case], network: Network, lexicon: Lexicon) -> list[Judged]:
    """Cases as a network reads them from the text on."""
    return [_judged(case, candidates_by(network, case, lexicon), network) for case in cases]


def decide_as_shipped(
    cases: Sequence[Case], graphs: Path, lexicon: Lexicon, first: int | None
) -> tuple[Decisions, dict[str, Figure]]:
    """What is decided on cases that the graphs of a folder read, and the figures of the ``first`` of them."""
    judged = judge(cases, OnnxNetwork(graphs), lexicon)
    decisions = decide(judged, first)
    return decisions, measure(judged[:first], decisions)


def cross_judge(
    measured: Sequence[Case], cases: Sequence[Case], lessons: Sequence[Example], *, start: Start, plan: Plan, say: Say
) -> list[Judged]:
    """Every measured one of the cases as read by a network that had not learnt from its fold."""
    found = []
    for fold in range(FOLDS):
        say(f"network of fold {fold + 1} of {FOLDS}")
        others = [lesson for lesson, case in zip(lessons, cases, strict=True) if case.fold != fold]
        network = TorchNetwork(_fit_mean(others, start, plan, say), start.pieces)
        found += [_judged(case, network.read(case.reading)[0], network) for case in measured if case.fold == fold]
    return found


def _judged(case: Case, tokens: Floats, network: Network) -> Judged:
    return Judged(case, read_structure(case.reading, tokens, case.drafts, case.numbers, network))


def _fit_mean(lessons: Sequence[Example], start: Start, plan: Plan, say: Say) -> Reader:
    """The mean of networks that start alike and see the lessons in different orders."""
    return mean_of(
        [
            fit(start.reader(), lessons, replace(_recipe(plan), seed=SEED + seed), blank=start.blank, say=say)
            for seed in range(plan.seeds)
        ]
    )


def _recipe(plan: Plan) -> Recipe:
    return Recipe(epochs=plan.epochs, batch=plan.lesson_batch, rate=plan.rate, seed=SEED)


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise InputError(f"{len(found)} files {pattern}, not 1", path=folder)
    return found[0]
