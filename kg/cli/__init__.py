"""The ``kg`` command: one file a subcommand."""

from kg.cli.app import main

__all__ = ["main"]
