"""What one more post costs on a website whose home is another machine, behind OpenSSH's own SFTP on loopback.

    python bench/homes.py [--json] [--posts 1000]

A site with all but one of its posts is made and carried; then posts go out one at a time. Beside a
publication's files, bytes and milliseconds stand two floors of the same run, by the same library and over a
connection of the same kind: the whole site copied plainly, file by file with none left out, and the same
changed files alone. `wake-up` is a look with nothing to do, `cold` that of a process that has just started.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/

from bench.website import ADDRESS, APART, TITLE, ZONE, Site  # noqa: E402
from scheduler.channels.channel import Mark  # noqa: E402
from scheduler.channels.site.homes.sftp import SftpStore  # noqa: E402
from scheduler.channels.website import WebsiteChannel  # noqa: E402
from scheduler.channels.website_kind import WebsiteSettings  # noqa: E402
from tests.channels import home_servers  # noqa: E402

ROUNDS = 7


class Carried:
    """The site of *made*, a folder behind *server*, as an office has it that carries it there."""

    def __init__(self, made: Site, copy: Path, server: home_servers.Server) -> None:
        self.clock = made.clock
        self._made = made
        self._copy = copy
        self._server = server
        self.channel = self.opened()

    def opened(self) -> WebsiteChannel:
        settings = WebsiteSettings(folder=str(self._copy), address=ADDRESS)
        store = self._server.opened()
        return WebsiteChannel(self._copy, settings, TITLE, "vi", ZONE, self.clock, store)

    def publish(self) -> None:
        """One more post with its two cards, as the courier does it."""
        self.clock.wait(60)
        post = self._made.post_with_pictures()
        prepared = self.channel.prepare(post)
        self.channel.set_mark(Mark("so-cai", 1, "may"))
        self.channel.reveal(post, prepared)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--posts", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, home_servers.sftp(Path(scratch)) as server:
        found = measured(Path(scratch), given.posts, server)
    for name, value in found.items():
        print(f"{name:<44}{value:>12,.2f}")
    if given.json:
        print(json.dumps(found))


def measured(scratch: Path, posts: int, server: home_servers.Server) -> dict[str, float]:
    """What is printed, by its name."""
    made = Site(server.folder, posts - ROUNDS - 1)  # as if the server's own folder had been the site's so far
    site = Carried(made, scratch / "copy" / "site", server)
    start = time.perf_counter()
    site.channel.tidy(site.clock.now())
    first = time.perf_counter() - start
    site.publish()
    changed: list[float] = []
    times: list[float] = []
    wakes: list[float] = []
    colds: list[float] = []
    files: list[int] = []
    sizes: list[int] = []
    for _ in range(ROUNDS):
        before = server.site()
        times.append(timed(site.publish))
        after = server.files()
        differing = {name: data for name, data in after.items() if before.get(name) != data}
        files.append(len(differing))
        sizes.append(sum(map(len, differing.values())))
        changed.append(plainly(server, differing))
        wakes.append(timed(lambda: site.channel.tidy(site.clock.now())))
        cold = site.opened()
        colds.append(timed(lambda one=cold: one.tidy(site.clock.now())))
        cold.close()
        site.clock.wait(APART)
    everything = {name: data for name, data in server.files().items() if not name.startswith(".loa/")}
    whole = plainly(server, everything)
    site.channel.close()
    publication = statistics.median(times)
    return {
        "taking over what is there, ms": first * 1e3,
        "publication, ms": publication * 1e3,
        "publication, files": statistics.median(files),
        "publication, kB": statistics.median(sizes) / 1e3,
        "whole site, files": len(everything),
        "whole site, kB": sum(map(len, everything.values())) / 1e3,
        "whole site copied plainly, ms": whole * 1e3,
        "the changed files copied plainly, ms": statistics.median(changed) * 1e3,
        "ratio to the whole copied plainly": publication / whole,
        "ratio to the changed files copied plainly": publication / statistics.median(changed),
        "wake-up, ms": statistics.median(wakes) * 1e3,
        "wake-up, cold, ms": statistics.median(colds) * 1e3,
    }


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def plainly(server: home_servers.Server, files: dict[str, bytes]) -> float:
    """The seconds that it takes to write each file to its place, over a connection that stands already."""
    store = server.opened()
    assert isinstance(store, SftpStore)
    target = server.folder.parent / "plain"
    for name in files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
    with store.kept.use() as link:
        start = time.perf_counter()
        for name, data in files.items():
            with link.sftp.open(str(target / name), "wb") as file:
                file.set_pipelined(True)
                file.write(data)
        taken = time.perf_counter() - start
    store.close()
    return taken


if __name__ == "__main__":
    main()
