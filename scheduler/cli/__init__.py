"""The command line: what people and scripts type. Gives `main`."""

from scheduler.cli.app import main

__all__ = ["main"]
