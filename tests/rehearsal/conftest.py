"""One practice world for all tests that only need its rules; those about its life start their own."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from PIL import Image

from scheduler.rehearsal.server import Rehearsal, start

FIRST_DAY = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
_numbers = itertools.count(1)


class Api:
    """The page's API with the right token, as a client would use it."""

    def __init__(self, world: Rehearsal) -> None:
        self.world = world
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {world.token}"

    def url(self, path: str, version: str = "v26.0") -> str:
        return f"{self.world.address}/{version}/{path}"

    def get(self, path: str, **params) -> requests.Response:
        return self.session.get(self.url(path), params=params, timeout=20)

    def on_page(self, edge: str, **params) -> requests.Response:
        return self.get(f"{self.world.page_id}/{edge}", **params)

    def feed(self, files=None, timeout=20, **data) -> requests.Response:
        url = self.url(f"{self.world.page_id}/feed")
        return self.session.post(url, data=data, files=files, timeout=timeout)

    def story(self, photo: str) -> requests.Response:
        url = self.url(f"{self.world.page_id}/photo_stories")
        return self.session.post(url, data={"photo_id": photo}, timeout=20)

    def photos(self, data: bytes, **fields) -> requests.Response:
        url = self.url(f"{self.world.page_id}/photos")
        return self.session.post(url, data=fields, files={"source": data}, timeout=20)

    def upload(self, **fields) -> str:
        answer = self.photos(picture(), **({"published": "false"} | fields))
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    def messages(self) -> list[str]:
        return [post["message"] for post in self.world.posts()]


def picture(kind: str = "PNG", **options) -> bytes:
    """A small picture, unlike every other one."""
    number = next(_numbers)
    out = io.BytesIO()
    Image.new("RGB", (8, 10), (number % 256, number // 256, 7)).save(out, kind, **options)
    return out.getvalue()


def media(*photos: str) -> str:
    return json.dumps([{"media_fbid": photo} for photo in photos])


@pytest.fixture(scope="session")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    site = tmp_path_factory.mktemp("site")
    with start(tmp_path_factory.mktemp("world"), start=FIRST_DAY, site=site) as world:
        yield world


@pytest.fixture
def world(shared_world: Rehearsal) -> Iterator[Rehearsal]:
    shared_world.clock.wait(26 * 3600)  # what another test posted or uploaded is out of the rules' sight
    yield shared_world
    shared_world.disarm()


@pytest.fixture
def api(world: Rehearsal) -> Api:
    return Api(world)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "world"
