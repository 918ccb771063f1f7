"""Makes the films of cards that move before their hour: each takes seconds, and a wake-up waits for none."""

from __future__ import annotations

import logging
from datetime import timedelta

from scheduler.engine.works import Works

log = logging.getLogger(__name__)

_AHEAD = timedelta(days=1)


def film_ahead(works: Works) -> None:
    """Make what goes out within a day, and what is queued; whoever sends it finds it made."""
    edition, now = works.edition(), works.clock.now()
    coming = [occurrence.post for occurrence in edition.agenda.between(now, now + _AHEAD)]
    for post in {post.id: post for post in (*coming, *edition.agenda.queue)}.values():
        for (_, channel), unit in edition.agenda.targets(post).items():
            if works.stopping.is_set():
                return
            try:
                edition.make_film(post, unit, channel)
            except (LookupError, ValueError, OSError) as error:  # told where the post is checked, and sent
                log.info("%s: no film ahead of its hour: %s", post.id, error)
