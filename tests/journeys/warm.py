"""Commands in processes of their own that need not import Loa first: forked from one that has done only that.

What a command does is the same; Python's start and the imports, most of a short command's time, are paid once
for many. Each such process imports this file, so it is light.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import sys
import time
import zoneinfo
from collections.abc import Mapping
from pathlib import Path

import scheduler

_forks = multiprocessing.get_context("forkserver") if hasattr(os, "fork") else None
if _forks:
    _names = [one.name for one in pkgutil.walk_packages(scheduler.__path__, "scheduler.")]
    _forks.set_forkserver_preload([__name__, *(name for name in _names if not name.endswith("__main__"))])


def run(words: list[str], folder: Path, env: Mapping[str, str], into: Path, patience: float) -> int | None:
    """Run `loa WORDS` in *folder*, its three streams the files in, out and err of *into*; its exit status.

    None if it cannot be done here: no fork, or something that only a new interpreter takes up.
    """
    anew = {name for name, value in env.items() if os.environ.get(name) != value}
    anew.discard("PYTHONTZPATH")
    if _forks is None or any(name.startswith(("PYTHON", "LC_", "LANG", "LOA_FAULT_POINT")) for name in anew):
        return None
    child = _forks.Process(target=_main, args=(words, folder, dict(env), into))
    child.start()
    child.join(patience)
    ended = child.exitcode
    child.kill()
    child.join()
    child.close()
    assert ended is not None, f"loa {' '.join(words)} goes on for more than {patience} s"
    return ended


def _main(words: list[str], folder: Path, env: dict[str, str], into: Path) -> None:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    zoneinfo.reset_tzpath()
    os.chdir(folder)
    for number, name in enumerate(("in", "out", "err")):
        file = os.open(into / name, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    sys.argv = ["run.py", *words]
    from scheduler.cli.app import main

    main()
