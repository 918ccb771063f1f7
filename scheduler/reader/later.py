"""A file whose values are known already: read again only when somebody asks where one of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.reader.document import Document
from scheduler.reader.parsing import read
from scheduler.reader.places import Node, Path
from scheduler.reader.source import Source


@dataclass(slots=True)
class Later:
    """The file named *file* with the content *data*, where `Places` finds values as in its `Document`."""

    file: str
    data: bytes = field(repr=False)
    items: str = ""
    _document: Document | None = field(default=None, repr=False)

    @property
    def source(self) -> Source:
        """Its text."""
        return self._read.source

    def deepest(self, path: Path) -> tuple[Node | None, int]:
        """The deepest node along *path* that exists, and how many there are on the way, itself among them."""
        return self._read.deepest(path)

    @property
    def _read(self) -> Document:
        if self._document is None:
            self._document = read(self.file, self.data, items=self.items)
            self._document.value = None
        return self._document
