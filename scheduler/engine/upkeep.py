"""What a wake-up keeps in order before it carries: secrets, access, places that tidy themselves."""

from __future__ import annotations

import logging
from datetime import datetime

from scheduler.channels.channel import ChannelError, FailureKind, KeepsAccess, Tidies
from scheduler.delivery.decisions import pause_after
from scheduler.delivery.hindrances import TOKEN_TAKEN_UP
from scheduler.engine.works import Works

log = logging.getLogger(__name__)


def take_up_mended(works: Works) -> None:
    """Use the secrets that somebody mended: pages that waited for theirs try again at once."""
    paused = works.ledger.paused().values()
    waiting = {page.page_key for page in paused if page.kind is FailureKind.CREDENTIAL}
    mended = works.outlets.look_again(waiting)
    if mended:
        with works.ledger.writing("loa") as book:
            book.lift(FailureKind.CREDENTIAL, mended)
            for page in mended:
                book.remark(page, TOKEN_TAKEN_UP)
        log.info("a new token is in use: %s", ", ".join(sorted(mended)))


def keep_access(works: Works, now: datetime) -> None:
    """Let each channel renew what ends by itself; one that lost it is closed, and so told at once."""
    for channel in works.places():
        if not isinstance(channel, KeepsAccess) or works.is_paused(channel.page_key):
            continue
        try:
            channel.keep_access()
        except ChannelError as error:
            failure = error.failure
            log.warning("%s: %s", channel.page_key, failure.why.say(works.settings.language))
            pause = pause_after(failure, works.ledger.paused().get(channel.page_key), now)
            if pause:
                with works.ledger.writing("loa") as book:
                    book.pause(channel.page_key, pause)


def tidy(works: Works, now: datetime) -> None:
    """Let each channel that keeps something in order do so; a failure stays its own."""
    for channel in works.places():
        if isinstance(channel, Tidies):
            try:
                channel.tidy(now)
            except ChannelError as error:
                why = error.failure.why.say(works.settings.language)
                log.warning("%s: %s %s", channel.page_key, why, error.failure.detail)
            except Exception:
                log.exception("%s: could not be tidied", channel.page_key)
