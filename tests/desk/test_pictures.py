import io
import re

import pytest
from PIL import Image

from scheduler.cards.sizes import PIXELS
from tests.desk.conftest import client_of


def size_of(answer):
    with Image.open(io.BytesIO(answer.content)) as image:
        image.load()
        return image.size


@pytest.mark.parametrize("size", PIXELS)
def test_a_card_is_painted_at_its_size(folder, size):
    answer = client_of(folder).get(f"/card/mat-khau-manh/0/{size}.jpg")
    assert answer.headers["content-type"] in {"image/jpeg", "image/png"}
    assert size_of(answer) == PIXELS[size]


def test_a_thumbnail_is_small(folder):
    answer = client_of(folder).get("/card/mat-khau-manh/0/portrait.jpg?w=360")
    assert size_of(answer) == (360, 450)
    assert len(answer.content) < 30_000


@pytest.mark.parametrize(
    "address",
    [
        "/card/mat-khau-manh/1/wide.jpg",
        "/card/mat-khau-manh/-1/wide.jpg",
        "/card/mat-khau-manh/0/huge.jpg",
        "/card/mat-khau-manh/0/wide.png",
        "/card/mat-khau-manh/0/wide.jpg?w=5000",
        "/card/mat-khau-manh/0/wide.jpg?w=x",
        "/card/mat-khau-manh/0/wide.jpg?look=1",
        "/card/mat-khau-manh/0/wide.jpg?look=-1",
        "/card/khong-co/0/wide.jpg",
    ],
)
def test_nothing_else_is_painted(folder, address):
    assert client_of(folder).get(address).status_code == 404


def test_the_browser_keeps_a_picture_until_it_changes(folder, posts):
    desk = client_of(folder)
    address = re.search(r'src="(/card/mat-khau-manh[^"]+)"', desk.get("/").text)[1].replace("&amp;", "&")
    first = desk.get(address)
    assert "immutable" in first.headers["cache-control"]
    again = desk.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    posts("Đặt *mật khẩu mạnh*", "Nhớ *mật khẩu mạnh*")
    desk = client_of(folder)
    changed = re.search(r'src="(/card/mat-khau-manh[^"]+)"', desk.get("/").text)[1].replace("&amp;", "&")
    assert changed != address
    assert desk.get(changed).content != first.content
    assert desk.get(address).headers["cache-control"] == "no-cache"


def test_an_edit_elsewhere_leaves_the_picture_alone(folder, posts):
    desk = client_of(folder)
    before = re.search(r'src="(/card/mat-khau-manh[^"]+)"', desk.get("/").text)[1]
    posts("title: Người lạ nhắn tin xin ảnh", "title: Người lạ nhắn tin")
    assert before in client_of(folder).get("/").text


def test_a_drawing_is_painted_small_and_not_sent_twice(folder):
    client = client_of(folder)
    answer = client.get("/drawing/lotus.webp")
    assert size_of(answer) == (144, 144)
    assert len(answer.content) < 10_000
    again = client.get("/drawing/lotus.webp", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["khong-co", "..%2F..%2Fconfig", "LOTUS", "broken"])
def test_what_is_no_drawing_is_not_there(folder, name):
    (folder.assets / "drawings").mkdir()
    (folder.assets / "drawings" / "broken.svg").write_text("<svg", "utf-8")
    assert client_of(folder).get(f"/drawing/{name}.webp").status_code == 404


def test_a_post_of_the_pool_is_shown_in_each_of_its_colours(folder, posts):
    posts("    at: 2026-12-01 07:30\n", "    evergreen: 60\n")
    client = client_of(folder)
    page = client.get("/post/mat-khau-manh").text
    others = re.findall(r'src="([^"]+;look=\d)"', page)
    assert len({client.get(one.replace("&amp;", "&")).content for one in others}) == len(others) > 1
    assert "một trong các tông màu" in page


def test_each_design_of_a_card_has_a_small_sample_in_the_offices_own_colours(folder):
    client = client_of(folder)
    names = set(re.findall(r'src="(/design/[^"]+)"', client.get("/write").text))
    assert {f"/design/{name}.webp" for name in client.app.state.live.reading.gallery.templates} == names
    answer = client.get("/design/tip.webp")
    assert size_of(answer) == (144, 180)
    assert len(answer.content) < 12_000
    kept = client.get("/design/tip.webp", headers={"if-none-match": answer.headers["etag"]})
    assert kept.status_code == 304
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + 'brand: {primary: "#1D4ED8"}\n', "utf-8")
    assert client_of(folder).get("/design/tip.webp").content != answer.content
    assert client.get("/design/khong-co.webp").status_code == 404
    (folder.config / "hotlines.yaml").unlink()
    bare = client_of(folder).get("/design/hotline.webp")
    assert (bare.status_code, bare.headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    "address", ["/static/desk.css", "/static/desk.js", "/static/fonts/BeVietnamPro-Regular.ttf"]
)
def test_the_desks_own_files_come_packed_to_who_unpacks_them_and_whole_to_others(folder, address):
    client = client_of(folder)
    whole = client.get(address, headers={"Accept-Encoding": "identity"})
    small = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert small.content == whole.content
    assert int(small.headers["content-length"]) < int(whole.headers["content-length"]) / 2
    assert small.headers["etag"] != whole.headers["etag"]
    for one in (whole, small):
        assert one.headers["vary"] == "Accept-Encoding"
        encoding = one.headers.get("content-encoding", "identity")
        kept = {"If-None-Match": one.headers["etag"], "Accept-Encoding": encoding}
        assert client.get(address, headers=kept).status_code == 304


def test_no_page_is_packed_since_it_holds_a_secret_beside_what_others_wrote(folder):
    answer = client_of(folder).get("/?text=x", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
