"""The ``kg`` command: one file a subcommand."""
