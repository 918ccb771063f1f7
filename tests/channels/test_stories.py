"""A card, or an upright film, as a story of the page: shown once, found by its id, gone after a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.channel import ChannelError, FailureKind, Media, Outgoing, Trace
from scheduler.channels.facebook_failures import TABLE
from scheduler.channels.outlets import Outlets
from scheduler.channels.said import Book
from scheduler.channels.stories import Stories
from scheduler.channels.stories_kind import refuses_film
from scheduler.checks.rules import read_checked
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.kinds.film import FilmShape
from scheduler.rehearsal.faults import Kind
from scheduler.rehearsal.server import Rehearsal, start
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from tests.channels.graph_server import GraphServer, Reply, refusal
from tests.channels.making import PORTRAIT, START, outgoing, picture
from tests.channels.promises import keep_promises
from tests.films import film

KEYS = iter(range(10_000))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with start(tmp_path_factory.mktemp("stories"), start=START) as world:
        yield world


@pytest.fixture
def world(shared: Rehearsal) -> Iterator[Rehearsal]:
    yield shared
    shared.disarm()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "var").mkdir()
    return tmp_path


def outlets_of(world: Rehearsal, folder: Path, **changes: object) -> Outlets:
    page = {"page": world.page_id, "token": "file:token.txt", "graph_url": world.address} | changes
    token = folder / "token.txt"
    if not token.exists():
        token.write_text(world.token)
        token.chmod(0o600)
    blocks = {"facebook": page, "stories": {"page": world.page_id}}
    settings = Settings.whole().model_validate({"organisation": "Hội", **blocks})
    return Outlets(WorkFolder(folder), settings, {}, world.clock)


def opened(world: Rehearsal, folder: Path) -> Stories:
    channel = outlets_of(world, folder).get(PROVINCE, ChannelName("stories"))
    assert isinstance(channel, Stories)
    return channel


def a_post(*, upright: bool = False) -> Outgoing:
    made = outgoing(f"tin-{next(KEYS)}", channel="stories", media=(picture("story"),))
    if not upright:
        return made
    shown = Media(film(540, 960, 3), "video/mp4", 540, 960, "film", "Mẹ và con", 3.0, PORTRAIT.data)
    return replace(made, media=(*made.media, shown))


def trace(post: Outgoing, *media: str, **changes: object) -> Trace:
    return replace(Trace(post.key, post.due, frozenset(media), post.wording.text), **changes)


def failure_of(call, *given):
    with pytest.raises(ChannelError) as failed:
        call(*given)
    return failed.value.failure


def shown(world: Rehearsal, *media: str) -> list[str]:
    """The stories that show one of those."""
    world.clock.advance_to(
        world.clock.now() + timedelta(minutes=10)
    )  # whatever Facebook works on, or asks to wait
    return [one["id"] for one in world.stories() if one["media"] in media]


@pytest.mark.parametrize("upright", [False, True])
def test_it_keeps_its_promises(world, folder, upright):
    keep_promises(opened(world, folder), a_post(upright=upright))


@pytest.mark.parametrize("upright", [False, True])
def test_the_first_card_or_the_upright_film_is_shown_once(world, folder, upright):
    stories, post = opened(world, folder), a_post(upright=upright)
    prepared = stories.prepare(post)
    assert stories.prepare(replace(post, draft=prepared.draft)) == prepared  # nothing is uploaded twice
    receipt = stories.reveal(post, prepared)
    assert shown(world, *prepared.media) == [receipt.remote_id]
    assert opened(world, folder).reveal(post, prepared) == receipt
    assert shown(world, *prepared.media) == [receipt.remote_id]
    assert stories.try_out()


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=() if kind is Kind.CUT_AFTER else pytest.mark.slow)
        for kind in Kind
        if kind not in {Kind.LATE, Kind.CUT_HALF, Kind.NEARLY_FULL}
    ],
)
def test_whatever_the_network_does_it_is_shown_once_or_certainly_not(world, folder, kind, upright):
    stories, post = opened(world, folder), a_post(upright=upright)
    prepared = stories.prepare(post)
    try:
        world.arm(kind.value, "video_stories" if upright else "photo_stories")
        found = stories.reveal(post, prepared).remote_id
    except ChannelError as error:
        world.disarm()
        there = shown(world, *prepared.media)
        (receipts,) = stories.confirm([trace(post, *prepared.media, drafts=(prepared.draft,))])
        assert [one.remote_id for one in receipts] == there
        assert all(one.address for one in receipts)
        if error.failure.kind not in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE}:
            assert there == []
        found = there[0] if there else stories.reveal(post, prepared).remote_id
    assert shown(world, *prepared.media) == [found]


def test_each_refusal_of_the_table_means_the_same_here_and_what_is_refused_for_sure_was_not_said(
    world, folder, graph: GraphServer
):
    stories = outlets_of(world, folder, graph_url=graph.address).get(PROVINCE, ChannelName("stories"))
    post = a_post()
    prepared = stories.prepare(post)
    told = Book(folder / "var" / f"stories-{world.page_id}.json")
    for (code, subcode), row in TABLE.items():
        post = replace(post, key=a_post().key)
        graph.will("photo_stories", refusal(code, subcode))
        failure = failure_of(stories.reveal, post, prepared)
        stories._graph._usage = None  # a refusal for too many calls holds the next one back
        assert failure.kind is row.kind, (code, subcode)
        is_unsure = row.kind in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE}
        assert bool(told.of(post.key)) == is_unsure, (code, subcode)


def test_a_card_that_was_exchanged_meanwhile_leaves_no_draft_that_could_still_come(world, folder):
    stories, post = opened(world, folder), a_post()
    first = stories.prepare(post)
    other = replace(post, media=(picture("story", colour="#204060"),), draft=first.draft)
    second = stories.prepare(other)
    assert second.draft != first.draft
    assert failure_of(stories.reveal, post, first).kind is not FailureKind.DOUBTFUL  # it is gone there
    stories.reveal(other, second)
    late = replace(a_post(upright=True), key=post.key, draft=second.draft)
    assert stories.prepare(late).draft.count(":") == 1  # a film now: the card is taken away


def test_a_picture_that_facebook_has_deleted_is_uploaded_anew(world, folder):
    stories, post = opened(world, folder), a_post()
    first = stories.prepare(post)
    world.clock.advance_to(world.clock.now() + timedelta(hours=25))
    assert stories.prepare(replace(post, draft=first.draft)).media != first.media


def test_after_a_day_nobody_knows_and_a_persons_word_alone_shows_it_again(world, folder):
    stories, post = opened(world, folder), a_post()
    prepared = stories.prepare(post)
    world.arm("cut-after", "photo_stories")
    assert failure_of(stories.reveal, post, prepared).kind is FailureKind.DOUBTFUL
    world.clock.advance_to(world.clock.now() + timedelta(hours=25))
    asked = trace(post, *prepared.media, drafts=(prepared.draft,))
    failure = failure_of(stories.confirm, [asked])
    assert (failure.kind, failure.code) == (FailureKind.DOUBTFUL, "stories:expired")
    again = stories.prepare(replace(post, draft=prepared.draft))
    assert stories.confirm([asked]) == [()]
    stories.reveal(post, again)
    assert len(shown(world, *again.media)) == 1


def test_a_new_ledger_learns_of_stories_that_are_gone_and_of_those_that_were_begun(world, folder):
    stories, done, begun = opened(world, folder), a_post(), a_post()
    receipt = stories.reveal(done, stories.prepare(done))
    prepared = stories.prepare(begun)
    world.arm("cut-before", "photo_stories")
    failure_of(stories.reveal, begun, prepared)
    world.clock.advance_to(world.clock.now() + timedelta(days=3))
    found = opened(world, folder).confirm([trace(done), trace(begun), trace(a_post())])
    assert [[one.remote_id for one in those] for those in found] == [
        [receipt.remote_id],
        [*prepared.media],
        [],
    ]


def test_what_is_shown_and_could_not_be_noted_is_shown_all_the_same(world, folder):
    stories, post = opened(world, folder), a_post()
    prepared = stories.prepare(post)
    book, real = folder / "var" / f"stories-{world.page_id}.json", stories._graph.post

    def without_a_disk(*given):
        answer = real(*given)
        book.rename(folder / "kept")
        book.mkdir()
        return answer

    stories._graph.post = without_a_disk
    receipt = stories.reveal(post, prepared)
    assert shown(world, *prepared.media) == [receipt.remote_id]
    book.rmdir()
    (folder / "kept").rename(book)
    (found,) = opened(world, folder).confirm([trace(post)])  # a new ledger takes it for shown
    assert found


def test_a_sure_refusal_does_not_answer_for_the_call_before_it(world, folder):
    stories, post = opened(world, folder), a_post()
    prepared = stories.prepare(post)
    world.arm("cut-after", "photo_stories")
    assert failure_of(stories.reveal, post, prepared).kind is FailureKind.DOUBTFUL
    world.arm("throttle", "photo_stories")
    assert failure_of(stories.reveal, post, prepared).kind is FailureKind.THROTTLED
    world.clock.advance_to(world.clock.now() + timedelta(days=3))
    (found,) = opened(world, folder).confirm([trace(post)])
    assert [one.remote_id for one in found] == [*prepared.media]


def test_a_damaged_book_shows_nothing(world, folder):
    stories, post = opened(world, folder), a_post()
    prepared = stories.prepare(post)
    (folder / "var" / f"stories-{world.page_id}.json").write_text("{")
    failure = failure_of(stories.reveal, post, prepared)
    assert (failure.kind, failure.code) == (FailureKind.CERTAIN, "book")
    assert shown(world, *prepared.media) == []


@pytest.mark.parametrize("body", [{"data": [{"post_id": "x"}]}, {"data": [7]}, {"data": None}, []])
def test_a_list_of_another_form_proves_nothing(world, folder, graph: GraphServer, body):
    post = a_post()
    stories = outlets_of(world, folder, graph_url=graph.address).get(PROVINCE, ChannelName("stories"))
    graph.will("stories", Reply(body))
    assert failure_of(stories.confirm, [trace(post, "7")]).kind is FailureKind.DOUBTFUL


def test_a_post_without_a_card_has_nothing_to_show(world, folder):
    failure = failure_of(opened(world, folder).prepare, replace(a_post(), media=()))
    assert failure.kind is FailureKind.CONTENT


@pytest.mark.parametrize(
    ("shape", "is_taken"),
    [
        (FilmShape(1080, 1920, 60, 30), True),
        (FilmShape(1080, 1920, 61, 30), False),
        (FilmShape(1920, 1080, 30, 30), False),
        (FilmShape(1080, 1350, 30, 30), False),
    ],
)
def test_a_film_that_is_no_story_is_told_beforehand(shape, is_taken):
    assert (refuses_film(shape) is None) == is_taken


def test_it_opens_through_the_page_of_the_same_unit_alone_and_hears_of_a_new_token(world, folder):
    outlets = outlets_of(world, folder)
    stories = outlets.get(PROVINCE, ChannelName("stories"))
    assert outlets.look_again({stories.page_key}) == frozenset()
    (folder / "token.txt").write_text(world.token + "x")
    assert outlets.look_again({stories.page_key}) == {stories.page_key}
    other = outlets_of(world, folder, page="77")
    assert other.get(PROVINCE, ChannelName("stories")) is None
    (stop,) = other.missing.values()
    assert world.page_id in stop.say("vi")


def test_a_post_is_a_story_only_where_it_says_so_and_goes_to_the_page_with_a_card(tmp_path):
    for part in ("config", "posts", "assets"):
        (tmp_path / part).mkdir()
    folder = WorkFolder(tmp_path)
    (folder.config / "settings.yaml").write_text(
        'organisation: Hội\nfacebook: {page: "1", token: env:A}\nstories: {page: "1"}\n', encoding="utf-8"
    )
    settings, _ = load_settings(folder)
    assert settings is not None

    def told(more: str) -> tuple[list[str], list[str]]:
        post = f"{{id: a, at: 2026-12-01 07:30, title: Họp, text: Mời các chị họp lúc tám giờ., {more}}}"
        (folder.posts / "a.yaml").write_text(f"posts:\n  - {post}\n", encoding="utf-8")
        read = read_checked(folder, settings, today=START.date())
        where = [name for one in read.posts for name in one.channels]
        return [one.code for one in read.problems if one.is_error], where

    card = "card: {template: tip, headline: Họp, points: [Đúng giờ, Mang sổ, Ghi lại], alt: Tấm thẻ}"
    assert told(card) == ([], ["facebook"])
    assert told(f"channels: [facebook, stories], {card}") == ([], ["facebook", "stories"])
    assert told(f"channels: [stories], {card}")[0] == ["article-missing"]
    assert told("channels: [facebook, stories]")[0] == ["pictures-missing"]


def test_without_the_pages_token_it_is_said_how_the_page_is_connected(folder):
    settings = Settings.whole().model_validate(
        {"organisation": "Hội", "facebook": {"page": "1", "token": "env:X"}, "stories": {"page": "1"}}
    )
    outlets = Outlets(WorkFolder(folder), settings, {}, FixedClock(START))
    assert outlets.get(PROVINCE, ChannelName("stories")) is None
    assert "loa connect facebook" in next(iter(outlets.missing.values())).say("vi")
