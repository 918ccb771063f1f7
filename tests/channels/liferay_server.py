"""A small Liferay on loopback, as its documentation has it: documents and blog postings by their codes."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.channels.graph_server import Asked, GraphServer, Reply

ABSENT = Reply({"status": "NOT_FOUND", "title": "No such entry"}, 404)


class Liferay(GraphServer):
    """Keeps what was put; *spoilt*: by method and kind, the answers that take the place of the right ones,
    each with whether the call is done all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, dict[str, dict[str, Any]]] = {"documents": {}, "blog-postings": {}}
        self.spoilt: dict[tuple[str, str], list[tuple[Reply, bool]]] = {}
        self._numbers = itertools.count(100)

    def postings(self) -> list[dict[str, Any]]:
        return list(self.kept["blog-postings"].values())

    def reply_to(self, asked: Asked) -> Reply:
        kind = "documents" if "/documents/" in asked.path else "blog-postings"
        waiting = self.spoilt.get((asked.method, kind))
        spoilt, is_done = waiting.pop(0) if waiting else (None, True)
        right = self._right(asked, kind) if is_done else None
        return spoilt or right or ABSENT

    def _right(self, asked: Asked, kind: str) -> Reply:
        kept = self.kept[kind]
        if asked.method == "PUT":
            made = kept.setdefault(
                asked.edge, {"id": next(self._numbers), "externalReferenceCode": asked.edge}
            )
            made |= (
                json.loads(asked.body)
                if kind == "blog-postings"
                else {"contentUrl": f"/documents/{asked.edge}"}
            )
            return Reply(made)
        code = next((one for one, made in kept.items() if asked.edge in (one, str(made["id"]))), None)
        if asked.edge == kind:
            return Reply({"items": list(kept.values()), "lastPage": 1, "actions": {"create": {}}})
        if code is None:
            return ABSENT
        if asked.method == "DELETE":
            del kept[code]
            return Reply(b"", 204)
        return Reply(kept[code])


@contextmanager
def running() -> Iterator[Liferay]:
    with Liferay() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()
