"""The command line. Heavy libraries load only inside the commands that need them."""

from scheduler.cli.main import main

__all__ = ["main"]
