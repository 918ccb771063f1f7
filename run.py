"""The way in: `python run.py COMMAND` (the same as `loa COMMAND` once installed)."""

import sys

if __name__ == "__main__":
    try:
        from scheduler.cli.app import main
    except ModuleNotFoundError as error:
        sys.exit(
            f"Chưa cài đủ phần Loa cần ({error.name}). Chạy: {sys.executable} -m pip install -e .\n"
            f"Something Loa needs is not installed ({error.name}). Run: {sys.executable} -m pip install -e ."
        )
    main()
