"""What whoever answers at some addresses of the desk has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.routing import Route

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.rendering import Pages


@dataclass(eq=False)
class Answers(ABC):
    """Answers with one of *pages*, to what *visit* finds in a request."""

    pages: Pages
    visit: Callable[[Request], Visit]

    @abstractmethod
    def routes(self) -> list[Route]:
        """Its addresses."""
