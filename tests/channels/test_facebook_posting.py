"""What goes to Facebook, and how: as seen by the server."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading

import facebook as sdk
import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Prepared
from tests.channels import graph_server
from tests.channels.graph_server import PAGE, GraphServer, Reply
from tests.channels.making import APP_SECRET, START, TEXT, TOKEN, facebook, outgoing, picture


def test_a_picture_goes_up_unpublished_with_its_alt_text(graph: GraphServer) -> None:
    post = outgoing(channel="facebook", media=(picture("wide"), picture("portrait", alt="Ba bước")))
    media = facebook(graph.address).prepare(post).media
    (asked,) = graph.asked
    assert (asked.method, asked.path) == ("POST", f"/v26.0/{PAGE}/photos")
    assert asked.files == [("source", "image/jpeg", post.media[1].data)]
    assert sorted(asked.form) == [("alt_text_custom", "Ba bước"), ("published", "false")]
    assert media == ("700001",)


def test_the_post_is_one_call_with_its_pictures_as_json(graph: GraphServer) -> None:
    post = outgoing(channel="facebook", link="https://tongdai111.vn/")
    receipt = facebook(graph.address).reveal(post, Prepared(("11", "22")))
    (asked,) = graph.asked
    assert asked.path == f"/v26.0/{PAGE}/feed"
    assert json.loads(asked.one("attached_media")) == [{"media_fbid": "11"}, {"media_fbid": "22"}]
    assert asked.one("message") == TEXT
    assert {name for name, _ in asked.form} == {"attached_media", "message"}  # no link beside pictures
    assert (receipt.remote_id, receipt.at) == (f"{PAGE}_700001", START)
    assert receipt.address == f"{graph.address}/{PAGE}_700001"


def test_a_carousel_is_uploaded_whole_or_not_at_all(graph: GraphServer) -> None:
    post = outgoing(channel="facebook", media=tuple(picture("portrait", alt=str(n)) for n in range(3)))
    graph.will("photos", Reply({"id": "1"}), Reply({"id": "2"}), graph_server.refusal(324))
    with pytest.raises(ChannelError) as error:
        facebook(graph.address).prepare(post)
    assert error.value.failure.kind is FailureKind.CONTENT
    assert [asked.edge for asked in graph.asked] == ["photos"] * 3


def test_a_link_is_sent_as_such_only_without_pictures(graph: GraphServer) -> None:
    facebook(graph.address).reveal(outgoing(channel="facebook", link="https://tongdai111.vn/"), Prepared())
    assert graph.asked[0].one("link") == "https://tongdai111.vn/"


def test_on_facebook_itself_a_post_is_seen_on_its_website() -> None:
    channel = facebook("https://graph.facebook.com")
    assert channel._permalink("1_2") == "https://www.facebook.com/1_2"
    assert (channel.page_key, channel.describe()) == (f"facebook:{PAGE}", f"Facebook {PAGE}")


@pytest.mark.parametrize("version", ["v26.0", "v9.0", "v101.0"])
def test_any_version_of_the_settings_is_used(graph: GraphServer, version: str) -> None:
    facebook(graph.address, version=version).reveal(outgoing(), Prepared())
    assert graph.asked[0].path.startswith(f"/{version}/")


def test_the_token_goes_in_the_header_alone(graph: GraphServer) -> None:
    channel = facebook(graph.address)
    channel.prepare(outgoing())
    channel.reveal(outgoing(), Prepared(("1",)))
    channel.confirm([_trace()])
    assert {"photos", "feed", "published_posts"} <= {asked.edge for asked in graph.asked}
    for asked in graph.asked:
        assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
        assert "access_token" not in asked.query | dict(asked.form)
        assert TOKEN not in asked.path + json.dumps(asked.query) + json.dumps(asked.form)


def test_the_proof_of_the_app_secret_goes_with_every_call(graph: GraphServer) -> None:
    channel = facebook(graph.address, app_secret=APP_SECRET)
    channel.prepare(outgoing())
    channel.reveal(outgoing(), Prepared(("1",)))
    channel.confirm([_trace()])
    assert {"photos", "feed", "published_posts"} <= {asked.edge for asked in graph.asked}
    proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    for asked in graph.asked:
        assert (asked.query if asked.method == "GET" else dict(asked.form))["appsecret_proof"] == proof


def test_each_channel_keeps_to_its_own_address_whatever_the_sdks_global_says(
    graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdk, "FACEBOOK_GRAPH_URL", "http://192.0.2.1/")
    with graph_server.running() as other:
        servers = [graph, other]
        channels = [facebook(server.address) for server in servers]

        def post_often(index: int) -> None:
            for number in range(10):
                channels[index].reveal(outgoing(text=f"{index} {number}"), Prepared())

        threads = [threading.Thread(target=post_often, args=(index,)) for index in (0, 1) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for index, server in enumerate(servers):
            assert len(server.asked) == 20
            assert {asked.one("message").split()[0] for asked in server.asked} == {str(index)}


def test_threads_of_one_channel_do_not_mix_their_answers(graph: GraphServer) -> None:
    channel = facebook(graph.address)
    found: list[str] = []

    def call(number: int) -> None:
        try:
            if number % 2:
                found.append(channel.reveal(outgoing(), Prepared()).remote_id)
            else:
                channel.confirm([_trace()])
        except ChannelError as error:
            found.append(error.failure.code)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(set(found)) == 8
    assert all(one.startswith(PAGE) for one in found)


def test_a_redirect_is_not_followed_and_takes_no_token_along(graph: GraphServer) -> None:
    with graph_server.running() as elsewhere:
        for edge in ("feed", "photos", "published_posts"):
            graph.will(edge, Reply(b"", 307, {"Location": f"{elsewhere.address}/v26.0/{PAGE}/{edge}"}))
        channel = facebook(graph.address)
        with pytest.raises(ChannelError) as failed:
            channel.reveal(outgoing(), Prepared())
        assert failed.value.failure.kind is FailureKind.DOUBTFUL
        with pytest.raises(ChannelError):
            channel.prepare(outgoing())
        with pytest.raises(ChannelError):
            channel.confirm([_trace()])
        assert elsewhere.asked == []


def test_neither_netrc_nor_proxy_of_the_environment_gets_near_plain_http(
    graph: GraphServer, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login nobody password nothing\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    with graph_server.running() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        facebook(graph.address).reveal(outgoing(), Prepared())
        assert proxy.asked == []
    assert graph.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_proxy_of_the_environment_sees_a_tunnel_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    heard: list[bytes] = []
    with _listener(heard) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(ChannelError) as failed:
            facebook("https://graph.facebook.com", timeout=(2, 2)).reveal(outgoing(), Prepared())
    assert failed.value.failure.kind is FailureKind.CERTAIN
    assert heard[0].startswith(b"CONNECT graph.facebook.com:443")
    assert TOKEN.encode() not in b"".join(heard)


def test_no_call_is_sent_twice_by_the_transport(graph: GraphServer) -> None:
    graph.will("feed", Reply(cut="before"))
    with pytest.raises(ChannelError):
        facebook(graph.address).reveal(outgoing(), Prepared())
    assert len(graph.asked) == 1


def test_cookies_are_not_kept(graph: GraphServer) -> None:
    kind = {"Content-Type": "application/json", "Set-Cookie": "datr=1; Path=/"}
    graph.will("photos", Reply({"id": "5"}, headers=kind))
    channel = facebook(graph.address)
    channel.prepare(outgoing())
    channel.reveal(outgoing(), Prepared(("5",)))
    assert "Cookie" not in graph.asked[1].headers


def _trace():
    from scheduler.channels.channel import Trace

    return Trace("p@first/province/facebook", START, frozenset({"1"}), TEXT)


def _listener(heard: list[bytes]):
    """A port that keeps what it is asked, and lets nobody through."""
    import contextlib
    import socket

    @contextlib.contextmanager
    def listening():
        with socket.create_server(("127.0.0.1", 0)) as server:

            def hear() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = server.accept()
                        with connection:
                            heard.append(connection.recv(65536))
                            connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

            thread = threading.Thread(target=hear, daemon=True)
            thread.start()
            yield server.getsockname()[1]
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)

    return listening()
