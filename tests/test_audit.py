"""`.ci/audit.py`: a hole fails it, a decision lets it pass, and nobody to ask is neither of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / ".ci" / "audit.py"
HOLE = {"id": "GHSA-aaaa-bbbb-cccc", "aliases": ["CVE-2026-99999"], "summary": "Reads what it should not."}
NAMED = "# 9999. We live with it\n\nAccepted advisory: CVE-2026-99999 (click): nobody calls it here.\n"


def knows_holes_of(*packages: str) -> Callable[[dict], tuple[int, bytes]]:
    """A service as OSV is one: it knows what everybody knows, and a hole of each of *packages*."""

    def answer(query: dict) -> tuple[int, bytes]:
        package = query["package"]
        if package["name"] not in ("jinja2", *packages) or version("jinja2") == query["version"]:
            return 200, b"{}"
        return 200, json.dumps({"vulns": [HOLE | {"affected": [{"package": package}]}]}).encode()

    return answer


def breaks_off(query: dict) -> tuple[int, bytes]:
    """Answers the first question, and then no more."""
    known = knows_holes_of()(query)
    return known if query["package"]["name"] == "jinja2" and query["version"] == "2.4.1" else (500, b"")


@contextmanager
def serving(answer: Callable[[dict], tuple[int, bytes]]) -> Iterator[str]:
    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            status, body = answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def audit(service: str, decisions: Path) -> tuple[int, str]:
    command = [sys.executable, str(SCRIPT), "--service", service, "--decisions", str(decisions)]
    bare = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=100, env=bare)
    assert "Traceback" not in ended.stdout
    return ended.returncode, ended.stdout


def test_where_nobody_can_be_asked_it_is_passed_over_with_words(tmp_path: Path) -> None:
    status, said = audit("http://127.0.0.1:9/v1/query", tmp_path)
    assert (status, said.split(":")[0]) == (0, "Audit passed over")


@pytest.mark.parametrize(
    "answer", [(200, b"<html>Log in</html>"), (200, b"{}"), (200, b"[]"), (403, b"{}"), (503, b"")]
)
def test_what_stands_between_is_not_taken_for_the_service(answer: tuple[int, bytes], tmp_path: Path) -> None:
    with serving(lambda _: answer) as service:
        status, said = audit(service, tmp_path)
    assert (status, said.split(":")[0]) == (0, "Audit passed over")


@pytest.mark.slow
def test_a_known_hole_fails_it_unless_a_decision_names_it(tmp_path: Path) -> None:
    with serving(knows_holes_of("click")) as service:
        status, said = audit(service, tmp_path)
        assert status == 1
        assert f"click {version('click')}: A KNOWN HOLE: CVE-2026-99999, GHSA-aaaa-bbbb-cccc" in said
        (tmp_path / "9999-we-live-with-it.md").write_text(NAMED, encoding="utf-8")
        status, said = audit(service, tmp_path)
    assert status == 0
    assert "accepted by a decision" in said


@pytest.mark.slow
def test_where_there_is_no_hole_it_passes_and_tells_of_decisions_that_are_past(tmp_path: Path) -> None:
    (tmp_path / "9999-we-live-with-it.md").write_text(NAMED, encoding="utf-8")
    with serving(knows_holes_of()) as service:
        status, said = audit(service, tmp_path)
    assert status == 0
    assert "CVE-2026-99999: accepted by a decision, and not found any more" in said


@pytest.mark.slow
def test_a_service_that_breaks_off_is_no_clean_audit(tmp_path: Path) -> None:
    with serving(breaks_off) as service:
        status, said = audit(service, tmp_path)
    assert status == 1
    assert "did not come to its end" in said
