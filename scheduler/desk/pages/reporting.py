"""The addresses of the report: its page, the deliveries behind a figure, and the files."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.report import MIMES, Reports
from scheduler.problems import Stop


@dataclass(eq=False)
class Reporting(Answers):
    """What the addresses of the report answer."""

    reports: Reports

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/report", self.page),
            Route("/report/rows", self.rows),
            Route("/report/{kind}", self.file),
        ]

    def page(self, request: Request) -> Response:
        """The figures of a period."""
        visit = self.visit(request)
        return self.pages.report(visit, self.reports.view(visit))

    def rows(self, request: Request) -> Response:
        """The deliveries behind one of them."""
        visit = self.visit(request)
        return self.pages.report_rows(visit, self.reports.view(visit))

    def file(self, request: Request) -> Response:
        """The same report as a file."""
        visit, kind = self.visit(request), request.path_params["kind"]
        if kind not in MIMES:
            return self.pages.nothing_here(visit)
        try:
            name, data = self.reports.file(visit, kind)
        except Stop as stop:
            return self.pages.refused(visit, stop.say(visit.language), status=409)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type=MIMES[kind], headers=headers)
