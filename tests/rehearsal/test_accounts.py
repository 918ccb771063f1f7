"""Tokens as Facebook gives them: short, long, a page's own; each with its end."""

from __future__ import annotations

import requests

from scheduler.rehearsal.accounts import APP_ID, OTHER_PAGE

HOUR, DAY = 3600, 86_400


def ask(world, path, token="", **params):
    session = requests.Session()
    session.trust_env = False
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return session.get(f"{world.address}/v26.0/{path}", params=params, headers=headers, timeout=20)


def exchanged(world, short, **params):
    given = {"client_id": APP_ID, "client_secret": world.app_secret, "fb_exchange_token": short} | params
    return ask(world, "oauth/access_token", grant_type="fb_exchange_token", **given)


def page_token(world, user, page=None):
    pages = ask(world, "me/accounts", user, fields="id,name,access_token,tasks").json()["data"]
    (found,) = [one for one in pages if one["id"] == (page or world.page_id)]
    return found["access_token"]


def seen(world, token):
    return ask(world, "debug_token", f"{APP_ID}|{world.app_secret}", input_token=token).json()["data"]


def test_a_page_token_made_from_a_long_user_token_does_not_end_and_one_from_a_short_does(world):
    short = world.log_in()
    answer = exchanged(world, short).json()
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 60 * DAY)
    own = seen(world, page_token(world, answer["access_token"]))
    assert (own["type"], own["profile_id"], own["expires_at"]) == ("PAGE", world.page_id, 0)
    dying = page_token(world, short)
    assert seen(world, dying)["expires_at"] == seen(world, short)["expires_at"] > 0
    world.clock.wait(HOUR)
    refused = ask(world, "me", dying).json()["error"]
    assert (refused["code"], refused["error_subcode"]) == (190, 463)
    assert seen(world, dying)["is_valid"] is False


def test_only_the_page_itself_with_the_scope_for_it_may_post(world):
    long = exchanged(world, world.log_in()).json()["access_token"]
    lacking = exchanged(world, world.log_in(scopes=["pages_show_list"])).json()["access_token"]
    tokens = [long, page_token(world, long, OTHER_PAGE[0]), page_token(world, lacking)]
    for token in tokens:
        answer = requests.post(
            f"{world.address}/v26.0/{world.page_id}/feed",
            data={"message": "Không được lên", "access_token": token},
            timeout=20,
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, 200)
    assert "Không được lên" not in [post["message"] for post in world.posts()]


def test_another_app_or_a_wrong_secret_exchanges_nothing(world):
    short = world.log_in()
    assert exchanged(world, short, client_id="77").json()["error"]["code"] == 101
    assert exchanged(world, short, client_secret="wrong").json()["error"]["code"] == 1
    assert exchanged(world, world.token).json()["error"]["code"] == 190


def test_the_pages_come_by_pages(world):
    user = world.log_in()
    first = ask(world, "me/accounts", user, limit=1).json()
    second = ask(world, "me/accounts", user, limit=1, after=first["paging"]["cursors"]["after"]).json()
    assert [one["id"] for one in (*first["data"], *second["data"])] == [world.page_id, OTHER_PAGE[0]]
    assert "paging" not in second
