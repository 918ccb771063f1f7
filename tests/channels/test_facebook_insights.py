"""What Facebook tells of posts: each metric apart, a dead name costs itself alone, and not told is not 0."""

from __future__ import annotations

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Figure, Measures, Standing
from scheduler.channels.facebook_kind import KIND
from scheduler.clock import FixedClock
from scheduler.kinds.metric import Measure
from tests.channels.graph_server import PAGE, Reply, refusal
from tests.channels.making import START, facebook
from tests.channels.test_facebook_usage import page_usage

POST, REEL = Standing(f"{PAGE}_77"), Standing(f"{PAGE}_88", ("501:abc", "502:def"))
DEAD = refusal(100, message="(#100) The value must be a valid insights metric")


def told(name, *values, **more):
    shown = [value if isinstance(value, dict) and "value" in value else {"value": value} for value in values]
    return Reply({"data": [{"name": name, "period": "lifetime", "values": shown}]}, **more)


def values(channel, post=POST):
    ((of, figures),) = channel.figures([post])
    assert of == post
    return {one.metric: one.value for one in figures}


def test_each_metric_is_asked_apart_and_counts_by_kind_are_summed(graph):
    graph.will(
        "insights",
        told("post_media_view", 412),
        told("post_total_media_view_unique", 300),
        told("post_clicks", 0),
        told("post_reactions_by_type_total", {"like": 20, "love": 4}),
        told("post_activity_by_action_type", {"like": 24, "share": 3}),
    )
    channel = facebook(graph.address)
    assert isinstance(channel, Measures)
    assert channel.tells_figures
    assert values(channel) == {
        "post_media_view": 412,
        "post_total_media_view_unique": 300,
        "post_clicks": 0,
        "post_reactions_by_type_total": 24,
        "post_activity_by_action_type:comment": 0,  # it was told, and left out
        "post_activity_by_action_type:share": 3,
    }
    assert all("," not in one.query["metric"] for one in graph.asked)
    assert all(one.path == f"/v26.0/{PAGE}_77/insights" for one in graph.asked)


@pytest.mark.parametrize(
    "answer", [DEAD, Reply({"data": []}), told("post_media_view", "many"), told("post_media_view", -1)]
)
def test_a_dead_name_costs_itself_alone_and_what_is_not_told_is_not_0(graph, answer):
    graph.will("insights", answer, told("post_total_media_view_unique", 300))
    found = values(facebook(graph.address))
    assert found["post_media_view"] is None
    assert found["post_total_media_view_unique"] == 300


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal(10, status=403), FailureKind.CREDENTIAL),
        (refusal(190, 463), FailureKind.CREDENTIAL),
        (refusal(80001), FailureKind.THROTTLED),
        (refusal(2, status=500), FailureKind.DOUBTFUL),
        (refusal(100, status=500), FailureKind.DOUBTFUL),
        (Reply({"data": 3}), FailureKind.DOUBTFUL),
        (Reply([]), FailureKind.DOUBTFUL),
    ],
)
def test_a_failure_is_no_figure(graph, answer, kind):
    graph.will("insights", told("post_media_view", 412), answer)
    with pytest.raises(ChannelError) as failed:
        values(facebook(graph.address))
    assert failed.value.failure.kind is kind


def test_a_post_that_facebook_says_nothing_clear_of_keeps_no_other_waiting(graph):
    graph.will("insights", refusal(2, status=500), told("post_media_view", 412), *[Reply({"data": []})] * 4)
    found = {}
    with pytest.raises(ChannelError):
        for of, figures in facebook(graph.address).figures([Standing(f"{PAGE}_76"), POST]):
            found[of] = figures[0].value
    assert found == {POST: 412}
    graph.will("insights", *[refusal(2, status=500)] * 9)
    before = len(graph.asked)
    with pytest.raises(ChannelError):
        list(facebook(graph.address).figures([Standing(f"{PAGE}_{number}") for number in range(9)]))
    assert len(graph.asked) - before <= 4


def test_a_right_that_lacks_is_named_as_that_to_read_figures(graph):
    graph.will("insights", refusal(10, status=403))
    with pytest.raises(ChannelError) as failed:
        values(facebook(graph.address))
    assert "Thiếu quyền xem số liệu" in failed.value.failure.why.vi
    assert "read_insights" in failed.value.failure.todo.vi


def test_of_a_reel_the_film_is_asked(graph):
    graph.will(
        "video_insights",
        told("blue_reels_play_count", 950),
        DEAD,
        told("post_video_likes_by_reaction_type", {"REACTION_LIKE": 7, "REACTION_LOVE": 2}),
        told("post_video_social_actions", {"SHARE": 5}),
    )
    assert values(facebook(graph.address), REEL) == {
        "blue_reels_play_count": 950,
        "post_impressions_unique": None,
        "post_video_likes_by_reaction_type": 9,
        "post_video_social_actions:COMMENT": 0,
        "post_video_social_actions:SHARE": 5,
    }
    assert {one.path for one in graph.asked} == {"/v26.0/502/video_insights"}


def test_of_a_film_that_is_no_reel_the_post_is_asked(graph):
    graph.will("video_insights", DEAD, DEAD, DEAD, DEAD)
    graph.will("insights", told("post_media_view", 12))
    assert values(facebook(graph.address), REEL)["post_media_view"] == 12


def test_a_page_tells_its_followers_and_the_views_of_each_day_as_the_office_counts_days(graph):
    days = [
        {"value": 30, "end_time": "2026-03-21T07:00:00+0000"},
        {"value": 40, "end_time": "2026-03-22T07:00:00+0000"},
    ]
    graph.will(
        "insights", told("page_follows", {"value": 4200}, {"value": 4210}), told("page_media_view", *days)
    )
    follows, first, second = facebook(graph.address).page_figures()
    assert follows == Figure("page_follows", 4210)
    assert [(one.value, f"{one.at:%m-%d %H}") for one in (first, second)] == [
        (30, "03-20 19"),
        (40, "03-21 19"),
    ]


def test_while_calls_run_short_no_more_figures_are_asked_for(graph):
    busy = told("post_media_view", 1, headers={"Content-Type": "application/json", **page_usage(80)})
    graph.will("insights", busy)
    channel = facebook(graph.address, clock=FixedClock(START))
    with pytest.raises(ChannelError) as failed:
        list(channel.figures([POST, Standing(f"{PAGE}_78")]))
    assert failed.value.failure.kind is FailureKind.THROTTLED
    assert failed.value.failure.wait_seconds > 0
    assert {one.path for one in graph.asked} == {f"/v26.0/{PAGE}_77/insights"}


def test_no_measure_is_counted_twice_for_one_post():
    for metrics in (KIND.metrics[:6], KIND.metrics[6:]):
        found = [metric.measure for metric in metrics]
        assert len(found) == len(set(found))
        assert Measure.VIEWS in found
