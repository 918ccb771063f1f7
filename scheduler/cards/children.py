"""A process of its own for what comes from outside: it has limits on memory and time, and may die alone."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


def ask(module: str, data: bytes, patience: float) -> subprocess.CompletedProcess[bytes]:
    """What the child *module* answers to *data* on its stdin, within so many seconds.

    Raises:
        subprocess.TimeoutExpired: nothing, and it was ended.
        OSError: no process could be begun.
    """
    places = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return subprocess.run(  # nosec B603 # noqa: S603 - this very interpreter and program
        [sys.executable, "-m", module],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=patience,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))},
    )


def limit(memory: int, work: int) -> None:
    """Let this process have so many bytes and seconds of a processor, where the system knows such limits."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, work),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS has no limit on memory; a lower one may be set already
            resource.setrlimit(kind, (most, most))
