"""The ``kg`` command: one file a subcommand."""


def main() -> None:
    """Run the command.

    Every worker process imports the script that began it: what the command needs is loaded here, and not by a worker.
    """
    from kg.cli.app import main as run  # noqa: PLC0415

    run()
