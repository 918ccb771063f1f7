"""`/healthz` and `/metrics`: how the program stands, for machines that watch it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from scheduler.clock import Clock
from scheduler.delivery.leases import workers_of
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.store import Where, is_begun
from scheduler.engine.pulse import Pulse
from scheduler.problems import Stop

Metric = tuple[str, str, float]  # name with labels, its type, its value


class Health:
    """Answers from the rounds' *pulse* (None: nobody carries here) and from the ledger that *where* names."""

    def __init__(self, pulse: Pulse | None, where: Callable[[], Where | None], clock: Clock) -> None:
        self._pulse = pulse
        self._where = where
        self._clock = clock

    def routes(self) -> list[Route]:
        """Where each answers."""
        return [Route("/healthz", self.healthz), Route("/metrics", self.metrics)]

    def healthz(self, _: Request) -> Response:
        """200 while rounds go well; 503 when none did for five minutes, or while nothing may be carried."""
        pulse = self._pulse
        if pulse is None:
            return JSONResponse({"status": "ok", "serving": False})
        is_well = pulse.is_well(self._clock.now())
        last = pulse.last_good
        standing = pulse.standstill
        body = {
            "status": "stuck" if not is_well else "standstill" if standing else "ok",
            "serving": True,
            "last_good_round": last.isoformat(timespec="seconds") if last else None,
            "failed_rounds": pulse.failures,
        }
        if standing is not None:
            body |= {"code": standing.reason.code, "since": standing.since.isoformat(timespec="seconds")}
        return JSONResponse(body, 200 if body["status"] == "ok" else 503)

    def metrics(self, _: Request) -> Response:
        """The same in numbers, in the text form of Prometheus."""
        lines = []
        told = set()
        for name, kind, value in (*self._of_rounds(), *self._of_ledger()):
            bare = name.partition("{")[0]
            if bare not in told:
                told.add(bare)
                lines.append(f"# TYPE {bare} {kind}")
            lines.append(f"{name} {value:.15g}")
        return PlainTextResponse("\n".join([*lines, ""]), media_type="text/plain; version=0.0.4")

    def _of_rounds(self) -> Iterator[Metric]:
        pulse = self._pulse
        yield "loa_serving", "gauge", pulse is not None
        if pulse is None:
            return
        yield "loa_rounds_total", "counter", pulse.rounds
        yield "loa_published_total", "counter", pulse.published
        yield "loa_failed_rounds", "gauge", pulse.failures
        yield "loa_standstill", "gauge", pulse.standstill is not None
        if pulse.last_good:
            yield "loa_last_good_round_timestamp_seconds", "gauge", pulse.last_good.timestamp()

    def _of_ledger(self) -> Iterator[Metric]:
        where = self._where()
        if where is None or not is_begun(where):
            return
        with suppress(Stop):  # a ledger that cannot be read has no numbers; the rounds' own tell of it
            ledger = Ledger.open(where, self._clock)
            try:
                counted = ledger.count_by_state()
                paused = Counter(page.kind.value for page in ledger.paused().values())
                roles = Counter(one.role for one in workers_of(ledger) if one.is_alive)
            finally:
                ledger.close()
            for state, count in sorted(counted.items(), key=lambda one: one[0].value):
                yield f'loa_deliveries{{state="{state.value}"}}', "gauge", count
            for role, count in sorted(roles.items()):
                yield f'loa_workers{{role="{role}"}}', "gauge", count
            for kind, count in sorted(paused.items()):
                yield f'loa_paused_pages{{cause="{kind}"}}', "gauge", count
