"""The ``kg`` command put together: its subcommands, and how an error reaches the screen."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from kg.cli import analyze, build, demo, export, extract, info, query, remove, serve, sync, train, validate, verify
from kg.cli.common import err, out
from schema import KGError

app = typer.Typer(
    name="kg",
    help="Turn abstracts of machine-learning papers into a knowledge graph that can be asked.",
    epilog="Settings come from options or from variables KG_STORE, KG_NEO4J_USER, KG_NEO4J_PASSWORD, "
    "KG_NEO4J_DATABASE, KG_HOST, KG_PORT, KG_BASE_IRI, KG_QUERY_TIMEOUT_S, KG_QUERY_LIMIT and those that "
    "kg serve --help tells of.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (build, remove, sync, verify, extract, query, export, validate, analyze, serve, demo, info):
    app.command(name=module.__name__.rpartition(".")[2], epilog=getattr(module, "EPILOG", None))(module.command)
app.add_typer(train.app, name="train")


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the value of the option
    if wanted:
        out.print(f"kg {version('kg')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    _: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options that stand before a subcommand."""


def main() -> None:
    """Run the command; an error of kg becomes one line and exit code 2."""
    try:
        app()
    except KGError as error:
        err.print("[red]kg:[/]", end=" ")
        err.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stdout = None
        sys.exit(0)
