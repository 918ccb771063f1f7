"""`python .ci/audit.py`: whether what is installed here has a known hole.

Exit status 0: none that no decision names, or nobody could be asked (said in words); 1: a hole, or an audit
that could not be brought to its end although the service answers. A hole is accepted by a line of its own
in a record of docs/decisions: `Accepted advisory: GHSA-xxxx-xxxx-xxxx`, any of its names.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

SERVICE = "https://api.osv.dev/v1/query"
DECISIONS = Path(__file__).resolve().parents[1] / "docs" / "decisions"
# A hole that has been known for years: who does not know it is not the service, but something in between.
_KNOWN = {"package": {"name": "jinja2", "ecosystem": "PyPI"}, "version": "2.4.1"}
_ACCEPTED = re.compile(r"^Accepted advisory: *`?([A-Za-z0-9-]+)", re.MULTILINE)


def main() -> int:
    """Ask, judge, tell; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=SERVICE, help="the advisory service (OSV)")
    parser.add_argument("--decisions", type=Path, default=DECISIONS, help="the folder of decisions")
    asked = parser.parse_args()
    why = unreachable(asked.service)
    if why:
        print(f"Audit passed over: the advisory service {asked.service} cannot be reached ({why}).")
        return 0
    report = audit(asked.service)
    if report is None:
        print("The audit did not come to its end although the advisory service answers: run it again.")
        return 1
    return judge(report, accepted(asked.decisions))


def unreachable(service: str) -> str:
    """Why the advisory service cannot be asked; '' if it answers, and knows what it must know."""
    request = urllib.request.Request(  # noqa: S310 - the address is this program's own
        service, json.dumps(_KNOWN).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # nosec B310 # noqa: S310
            found = json.load(answer)
    except (OSError, ValueError) as error:
        return str(error) or type(error).__name__
    return "" if isinstance(found, dict) and found.get("vulns") else "what answers there is not the service"


def audit(service: str) -> dict | None:
    """pip-audit's report of all that is installed beside this interpreter; None if it made none."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--local",
            "--skip-editable",
            "--progress-spinner",
            "off",
        ]
        command += ["--vulnerability-service", "osv", "--osv-url", service]
        command += ["--format", "json", "--aliases", "on", "--desc", "on", "--output", str(report)]
        # Its status says 1 for a hole and for a failure alike: only the report tells them apart.
        subprocess.run(command, check=False)  # nosec B603 # noqa: S603 - this very interpreter
        try:
            return json.loads(report.read_bytes())
        except (OSError, ValueError):
            return None


def accepted(decisions: Path) -> set[str]:
    """The advisories that a decision names."""
    records = sorted(decisions.glob("*.md"))
    return {name for record in records for name in _ACCEPTED.findall(record.read_text(encoding="utf-8"))}


def judge(report: dict, known: set[str]) -> int:
    """Tell every hole; 1 if one of them is named by no decision."""
    status, used = 0, set()
    for one in report["dependencies"]:
        if "skip_reason" in one and "editable" not in one["skip_reason"]:
            print(f"{one['name']}: not audited: {one['skip_reason']}")
            status = 1
        for hole in one.get("vulns", ()):
            names = {hole["id"], *hole.get("aliases", ())}
            used |= names & known
            mended = ", ".join(hole["fix_versions"]) or "no version yet"
            verdict = "accepted by a decision" if names & known else "A KNOWN HOLE"
            print(
                f"{one['name']} {one['version']}: {verdict}: {', '.join(sorted(names))}; mended in {mended}"
            )
            print(f"    {hole.get('description', '')[:300]}")
            status = status if names & known else 1
    for name in sorted(known - used):
        print(f"{name}: accepted by a decision, and not found any more: take the line out.")
    print(f"{len(report['dependencies'])} packages audited: {'see above' if status else 'no hole to mend'}.")
    return status


if __name__ == "__main__":
    sys.exit(main())
