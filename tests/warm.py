"""Commands and practice servers in processes that need not import Loa: forked from one that did only that.

What they do is the same; Python's start and the imports, most of a short one's time, are paid once for
many. Each such process imports this file, so it is light.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import subprocess
import sys
import time
import zoneinfo
from collections.abc import Mapping
from multiprocessing import reduction
from pathlib import Path
from typing import Any

import scheduler

_forks = multiprocessing.get_context("forkserver") if hasattr(os, "fork") else None
if _forks:
    _names = [one.name for one in pkgutil.walk_packages(scheduler.__path__, "scheduler.")]
    _names = [name for name in _names if not name.endswith("__main__")]
    _forks.set_forkserver_preload([__name__, "scheduler.rehearsal.__main__", *_names])


def run(words: list[str], folder: Path, env: Mapping[str, str], into: Path, patience: float) -> int | None:
    """Run `loa WORDS` in *folder*, its three streams the files in, out and err of *into*; its exit status.

    None if it cannot be done here: no fork, or something that only a new interpreter takes up.
    """
    if not _can_be_forked(env, but="PYTHONTZPATH"):
        return None
    assert _forks is not None
    child = _forks.Process(target=_main, args=(words, folder, dict(env), into))
    child.start()
    child.join(patience)
    ended = child.exitcode
    child.kill()
    child.join()
    child.close()
    assert ended is not None, f"loa {' '.join(words)} goes on for more than {patience} s"
    return ended


def practice(
    command: list[str], *, stdin: int, stdout: int, stderr: Any, env: Mapping[str, str], **more: Any
) -> Any:
    """What `subprocess.Popen` gives for a practice server's *command*, both of its pipes asked for."""
    if not _can_be_forked(env, but="PYTHONPATH"):  # it only names the folder from which all is imported
        return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=env, **more)
    return _Practice(command[3:], dict(env), stderr.fileno())


class _Practice:
    """As much of a `subprocess.Popen` as the one who started a practice server asks of it."""

    def __init__(self, words: list[str], env: dict[str, str], log: int) -> None:
        assert _forks is not None
        given, self_writes = os.pipe()
        self_reads, said = os.pipe()
        streams = [reduction.DupFd(one) for one in (given, said, log)]  # not on Windows
        self._child = _forks.Process(target=_serve, args=(words, Path.cwd(), env, streams), daemon=True)
        self._child.start()
        os.close(given)
        os.close(said)
        self.stdin, self.stdout = os.fdopen(self_writes, "wb"), os.fdopen(self_reads, "rb")

    @property
    def pid(self) -> int | None:
        return self._child.pid

    def kill(self) -> None:
        self._child.kill()

    def wait(self, timeout: float | None = None) -> int:
        self._child.join(timeout)
        if self._child.exitcode is None:
            raise subprocess.TimeoutExpired("a practice server", timeout or 0)
        return self._child.exitcode

    def communicate(self) -> None:
        self.stdin.close()
        self.stdout.close()
        self.wait()


def _can_be_forked(env: Mapping[str, str], *, but: str) -> bool:
    """Whether there are forks, and nothing in *env* that only a new interpreter takes up."""
    anew = {name for name, value in env.items() if os.environ.get(name) != value} - {but}
    return _forks is not None and not any(
        name.startswith(("PYTHON", "LC_", "LANG", "LOA_FAULT_POINT")) for name in anew
    )


def _serve(words: list[str], folder: Path, env: dict[str, str], streams: list[Any]) -> None:
    os.setsid()
    _settle(folder, env, [one.detach() for one in streams])
    sys.argv = ["scheduler.rehearsal", *words]
    from scheduler.rehearsal.__main__ import main

    sys.exit(main())


def _main(words: list[str], folder: Path, env: dict[str, str], into: Path) -> None:
    ways = {"in": os.O_RDONLY, "out": os.O_WRONLY | os.O_CREAT, "err": os.O_WRONLY | os.O_CREAT}
    _settle(folder, env, [os.open(into / name, way) for name, way in ways.items()])
    sys.argv = ["run.py", *words]
    from scheduler.cli.app import main

    main()


def _settle(folder: Path, env: dict[str, str], streams: list[int]) -> None:
    """Be as a new process there, with those three for its streams."""
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    zoneinfo.reset_tzpath()
    os.chdir(folder)
    for number, file in enumerate(streams):
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
