"""The command that gives advice from the office's own figures."""

from __future__ import annotations

import click

from scheduler.cli.app import OK, WRONG_USE, Session, command, option
from scheduler.cli.deciding import opened
from scheduler.problems import Stop, Text


@command(
    "Gợi ý từ số liệu của chính mình: giờ nào có vẻ khá, đối tượng và chủ đề nào bị bỏ quên.\n\n"
    "Thử hai thẻ cho một bài: viết hai bài chỉ khác thẻ, chia đơn vị bằng --halves, rồi so bằng --compare.",
    "Advice from your own figures: which hours seem to do well, which audiences and topics were left out.\n\n"
    "To try two cards: write two posts that differ in the card alone, share the units out by --halves, then "
    "--compare.",
)
@option(
    "--halves", "Chia các đơn vị của bài làm hai nửa ngang nhau.", "Share the post's units out.", metavar="ID"
)
@option("--compare", "So hai bài chỉ khác thẻ.", "Compare two posts.", nargs=2, metavar="ID ID")
def advice(session: Session, halves: str | None, compare: tuple[str, str] | None) -> int:
    """What seems so, in sentences."""
    from scheduler.calendar.model import PostId
    from scheduler.engine import advising
    from scheduler.queries.advice import halves as shared_out

    if halves and compare:
        raise Stop(_EITHER, status=WRONG_USE)
    with opened(session) as works:
        calendar, now = works.calendar(), works.clock.now()
        if halves:
            post = calendar.post(halves)
            if post is None:
                raise Stop(_NO_POST, status=WRONG_USE, post=halves)
            units = [unit.id for unit in calendar.units_of(post)]
            for part in shared_out(units, advising.followers(works, units), halves):
                click.echo(f"units: [{', '.join(part)}]")
            return OK
        if compare:
            lines = advising.comparison(
                works.ledger, works.settings, now, PostId(compare[0]), PostId(compare[1])
            )
        else:
            lines = advising.advice(works.ledger, works.settings, calendar, now)
        for line in lines:
            click.echo(line.say(session.language))
    return OK


_EITHER = Text("Chỉ chọn một: --halves hoặc --compare.", "Choose one: --halves or --compare.")
_NO_POST = Text(
    "Không có bài “{post}”, hoặc bài đang có lỗi. Xem: loa check",
    "There is no post “{post}”, or it has errors. See: loa check",
)
