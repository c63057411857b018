"""``kg train``: learn anew what the package ships."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import err, out
from kg.extract.model import DATA
from kg.extract.training.annotated import write_annotated
from kg.extract.training.figures import Figure
from kg.extract.training.lines import read_pairs
from kg.name_statistics import learn_names
from kg.readers import read_papers
from schema import InputError

app = typer.Typer(no_args_is_help=True, help="Learn anew what the package ships: the extractor and the name tables.")

_FILE = {"exists": True, "dir_okay": False, "show_default": False}
GoldOption = Annotated[Path, typer.Option("--gold", help="Gold records, JSON Lines.", **_FILE)]
PapersOption = Annotated[Path, typer.Option("--papers", help="The papers of the records, JSON Lines.", **_FILE)]
CorpusOption = Annotated[Path, typer.Option("--corpus", help="Unlabelled papers, JSON Lines.", **_FILE)]
MaybeCorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", help="The papers of --annotated, --again and --measured, JSON Lines.", **_FILE),
]
MaybeGoldOption = Annotated[Path | None, typer.Option("--gold", help="Gold records, JSON Lines.", **_FILE)]
MaybePapersOption = Annotated[
    Path | None, typer.Option("--papers", help="The papers of the records, JSON Lines.", **_FILE)
]
CorpusArgument = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Papers.", show_default=False)]
AnnotatedOption = Annotated[
    Path | None,
    typer.Option("--annotated", help="More records, as places in texts of the corpus.", **_FILE),
]
AgainOption = Annotated[
    Path | None,
    typer.Option("--again", help="Records that it learnt from before, as places; those with results count.", **_FILE),
]
_MEASURED = "Records not to learn from, as places: thresholds are of the first file's, confidences of all files'."
MeasuredOption = Annotated[list[Path] | None, typer.Option("--measured", help=_MEASURED, **_FILE)]
NeededMeasuredOption = Annotated[list[Path], typer.Option("--measured", help=_MEASURED, **_FILE)]
EncoderOption = Annotated[
    Path,
    typer.Option(
        "--encoder",
        help="A folder with a BERT as .onnx and its tokenizer.json.",
        exists=True,
        file_okay=False,
        show_default=False,
    ),
]
OutFileOption = Annotated[Path, typer.Option("--out", help="The file that they are written to.", show_default=False)]
ModelOption = Annotated[
    Path,
    typer.Option(
        "--model",
        help="The folder of the model; else the one that ships.",
        exists=True,
        file_okay=False,
        show_default=False,
    ),
]
ModelsArgument = Annotated[
    list[Path],
    typer.Argument(metavar="MODEL...", help="Folders of models.", exists=True, file_okay=False, show_default=False),
]
RoundsOption = Annotated[int, typer.Option("--rounds", help="How often it sees every paper.", min=1)]
SeedOption = Annotated[int, typer.Option("--seed", help="Decides on the order of the papers.", min=0)]
OutOption = Annotated[Path, typer.Option("--out", help="The folder that the files are written to.", show_default=False)]


@app.command()
def extractor(
    gold: GoldOption,
    papers: PapersOption,
    corpus: CorpusOption,
    encoder: EncoderOption,
    out_folder: OutOption,
    *,
    annotated: AnnotatedOption = None,
    measured: MeasuredOption = None,
) -> None:
    r"""Learn the extractor from a published encoder, gold records and unlabelled abstracts.

    Thresholds and the figures that it prints are of the first file of --measured, confidences of all that it names;
    without it all are of the gold papers, for which it trains four networks more. Needs the extra: pip install
    "kg\[train]". On an H100, taggers and networks side by side, it took eight minutes for 11,226 papers; without a GPU
    it has not been run to its end.

    Examples:

      kg train extractor --gold train.gold.jsonl --papers train.papers.jsonl --corpus conferences.jsonl.gz
      --annotated kg/extract/training/annotated.jsonl.gz --measured kg/extract/training/unseen.jsonl.gz
      --encoder bge-small-en-v1.5 --out my-model
    """
    with _torch_wanted():
        from kg.extract.training.train import train  # noqa: PLC0415  (torch is an extra)
    figures = train(
        gold, papers, corpus, encoder, out_folder, annotated=annotated, measured=measured or (), say=err.print
    )
    _print_figures(figures)


@app.command()
def further(
    out_folder: OutOption,
    *,
    gold: MaybeGoldOption = None,
    papers: MaybePapersOption = None,
    corpus: MaybeCorpusOption = None,
    annotated: AnnotatedOption = None,
    again: AgainOption = None,
    measured: MeasuredOption = None,
    model: ModelOption = DATA,
    rounds: RoundsOption = 3,
    seed: SeedOption = 0,
) -> None:
    r"""Let an extractor that is there go on learning from more annotated papers.

    Its vocabulary and acronyms stay, and its thresholds and confidences too unless --measured names papers to measure
    them on. It does without a GPU: two processor cores learn from some five to eight papers a second. Needs the extra:
    pip install "kg\[train]". What it has become forgets a part of what it was: kg train average joins both.

    Examples:

      kg train further --gold ours.gold.jsonl --papers ours.papers.jsonl --out my-model

      kg train further --annotated kg/extract/training/annotated-early.jsonl.gz --corpus conferences.jsonl.gz
      --rounds 2 --out further
    """
    if (gold is None) != (papers is None):
        raise typer.BadParameter("--gold and --papers go together")
    with _torch_wanted():
        from kg.extract.training.further import learn_further  # noqa: PLC0415  (torch is an extra)
    figures = learn_further(
        model,
        out_folder,
        gold=(gold, papers) if gold and papers else None,
        corpus=corpus,
        annotated=annotated,
        again=again,
        measured=measured or (),
        rounds=rounds,
        seed=seed,
        say=err.print,
    )
    _print_figures(figures)


@app.command()
def average(
    models: ModelsArgument,
    corpus: CorpusOption,
    measured: NeededMeasuredOption,
    out_folder: OutOption,
) -> None:
    r"""Make one model of several that began alike: the mean of their weights, which reads better than each.

    They are a model and what became of it with kg train further, from other papers or in another order. Needs the
    extra: pip install "kg\[train]".

    Examples:

      kg train average kg/extract/data further --corpus conferences.jsonl.gz
      --measured kg/extract/training/unseen.jsonl.gz --out my-model
    """
    with _torch_wanted():
        from kg.extract.training.average import average as average_of  # noqa: PLC0415  (torch is an extra)
    _print_figures(average_of(models, out_folder, corpus=corpus, measured=measured))


def _print_figures(figures: Mapping[str, Figure]) -> None:
    for name, figure in figures.items():
        out.print(f"{name:28}{figure.precision:8.3f}{figure.recall:8.3f}{figure.f1:8.3f}")


@contextmanager
def _torch_wanted() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(f'training needs {error.name}: pip install "kg[train]"') from error


@app.command()
def places(gold: GoldOption, papers: PapersOption, out_file: OutFileOption) -> None:
    """Write gold records as places in the texts of their papers, without a word of those: what --annotated takes.

    Examples:

      kg train places --gold ours.gold.jsonl --papers ours.papers.jsonl --out annotated.jsonl.gz
    """
    out.print(f"{write_annotated(out_file, read_pairs(gold, papers))} papers in {out_file}", soft_wrap=True)


@app.command()
def names(inputs: CorpusArgument, out_folder: OutOption) -> None:
    """Learn what acronyms stand for and how compounds are spelled from unlabelled abstracts, under a minute.

    Examples:

      kg train names conferences.jsonl.gz hf-papers-self.txt --out kg/data
    """
    learn_names((paper.abstract for paper in read_papers(inputs)), out_folder)
