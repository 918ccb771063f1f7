"""Own words of a way that is unticked, laid aside when a post is saved: ticked again, they are there again.

A file of JSON for each post in var/aside: by the channel's name its `title` and `text`. The calendar cannot
hold them: a channel that a post names is one where it goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from scheduler.desk.writing.form import OWN, Form
from scheduler.files import read_file, write_whole

Own = Mapping[str, Mapping[str, str]]  # by the channel's name, what is said otherwise there

_MOST = 4 * 1024 * 1024  # bytes


class Aside:
    """What lies aside for the posts of a folder of work; *folder* is var/aside in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, post: str, form: Form) -> None:
        """Keep of *form*, which was just saved as *post*, what its unticked ways would say.

        Raises:
            OSError: it cannot be written.
        """
        ticked, own = form.values["channels"], form.values["own"]
        words = {
            name: said for name, said in own.items() if ticked and name not in ticked and any(said.values())
        }
        path = self._path(post)
        if words:
            write_whole(path, json.dumps(words, ensure_ascii=False).encode("utf-8"), private=True)
        else:
            path.unlink(missing_ok=True)

    def into(self, form: Form) -> Form:
        """*form* with what lies aside for the ways that are not ticked in it; a way that says something
        keeps it."""
        ticked, own = form.values["channels"], form.values["own"]
        if not ticked:  # nothing is connected yet
            return form
        words = {
            name: {key: said.get(key, "") for key in OWN}
            for name, said in self._of(form.post).items()
            if name not in ticked and not any(own.get(name, {}).values())
        }
        return replace(form, values={**form.values, "own": {**own, **words}}) if words else form

    def _of(self, post: str) -> Own:
        with suppress(OSError, ValueError):  # msgspec's own errors are ValueErrors
            return msgspec.json.decode(read_file(self._path(post), _MOST), type=dict[str, dict[str, str]])
        return {}

    def _path(self, post: str) -> Path:
        return self._folder / f"{hashlib.sha256(post.encode()).hexdigest()[:24]}.json"
