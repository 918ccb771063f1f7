"""The way in: `python run.py COMMAND` (the same as `loa COMMAND` once installed)."""

from scheduler.cli import main

if __name__ == "__main__":
    main()
