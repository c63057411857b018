"""``kg train``: learn anew what the package ships."""

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import err, out
from kg.name_statistics import learn_names
from kg.readers import read_papers
from schema import InputError

app = typer.Typer(no_args_is_help=True, help="Learn anew what the package ships: the extractor and the name tables.")

_FILE = {"exists": True, "dir_okay": False, "show_default": False}
GoldOption = Annotated[Path, typer.Option("--gold", help="Gold records, JSON Lines.", **_FILE)]
PapersOption = Annotated[Path, typer.Option("--papers", help="The papers of the records, JSON Lines.", **_FILE)]
CorpusOption = Annotated[Path, typer.Option("--corpus", help="Unlabelled papers, JSON Lines.", **_FILE)]
CorpusArgument = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Papers.", show_default=False)]
AnnotatedOption = Annotated[
    Path | None,
    typer.Option("--annotated", help="More records, as places in texts of the corpus.", **_FILE),
]
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
) -> None:
    """Learn the extractor from a published encoder, gold records and unlabelled abstracts.

    Needs the extra: pip install "kg[train]". On an H200, with the folds side by side, it took 13 minutes for 1,312
    papers; without a GPU it has not been run to its end.

    Examples:

      kg train extractor --gold train.gold.jsonl --papers train.papers.jsonl --corpus conferences.jsonl.gz
      --annotated kg/extract/training/annotated.jsonl.gz --encoder bge-small-en-v1.5 --out kg/extract/data
    """
    try:
        from kg.extract.training.train import train  # noqa: PLC0415  (torch is an extra)
    except ModuleNotFoundError as error:
        raise InputError(f'training needs {error.name}: pip install "kg[train]"') from error
    figures = train(gold, papers, corpus, encoder, out_folder, annotated=annotated, say=err.print)
    for name, figure in figures.items():
        out.print(f"{name:28}{figure.precision:8.3f}{figure.recall:8.3f}{figure.f1:8.3f}")


@app.command()
def names(inputs: CorpusArgument, out_folder: OutOption) -> None:
    """Learn what acronyms stand for and how compounds are spelled from unlabelled abstracts, under a minute.

    Examples:

      kg train names conferences.jsonl.gz hf-papers-self.txt --out kg/data
    """
    learn_names((paper.abstract for paper in read_papers(inputs)), out_folder)
