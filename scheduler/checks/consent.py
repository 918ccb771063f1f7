"""Photos of children: the parents' consent, the child's own from 7 years, and consent taken back.

Law on Children 2016, article 21; Decree 56/2017/NĐ-CP, articles 33 and 36.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scheduler.calendar.model import Post, PostId
from scheduler.checks.written import House, Written
from scheduler.folding import comparable, says_nothing
from scheduler.problems import Message, Problem

_OWN_FROM = 7  # years: from then on the child itself is asked


def missing(written: Written, _: House) -> Iterator[Problem]:
    """Children can be recognised, and no consent of the parents is named."""
    post = written.post
    if post.children and says_nothing(post.consent):
        yield post.problem(CONSENT_MISSING, "children")


def own_missing(written: Written, _: House) -> Iterator[Problem]:
    """A child of 7 years or more can be recognised, and its own consent is not named."""
    post = written.post
    if post.children and says_nothing(post.child_consent):
        for index, age in enumerate(post.children):
            if age >= _OWN_FROM:
                yield post.problem(CHILD_CONSENT_MISSING, "children", index, age=age)
                return


def withdrawn(written: Written, house: House) -> Iterator[Problem]:
    """The post names a consent that was taken back."""
    post = written.post
    for key, given in (("consent", post.consent), ("child_consent", post.child_consent)):
        if given:
            for note in house.settings.consents_withdrawn:
                if _names(given, note):
                    yield post.problem(CONSENT_WITHDRAWN, key, note=note)


def relying_on(posts: Iterable[Post], note: str) -> frozenset[PostId]:
    """The ids of those *posts* whose photos rely on the consent *note*."""
    return frozenset(
        post.id for post in posts if _names(post.consent, note) or _names(post.child_consent, note)
    )


def _names(given: str, note: str) -> bool:
    """Whether *given*, which may list several, has *note*: number 1 is no part of number 12."""
    wanted, text = comparable(note), comparable(given)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


CONSENT_MISSING = Message.of(
    "consent-missing",
    "ảnh có trẻ em nhận ra được mà chưa ghi sự đồng ý của cha mẹ",
    "children can be recognised in the photo, and no consent of the parents is named",
    "Xin phép cha mẹ hoặc người giám hộ rồi ghi, ví dụ: consent: Phiếu đồng ý số 12/2026. "
    "Chưa có thì dùng ảnh khác.",
    "Ask the parents or guardian and name it, such as consent: Phiếu đồng ý số 12/2026. "
    "Until then use another photo.",
)
CHILD_CONSENT_MISSING = Message.of(
    "child-consent-missing",
    "ảnh có em {age} tuổi mà chưa ghi sự đồng ý của chính em (từ đủ 7 tuổi là phải hỏi)",
    "the photo shows a child of {age}, and its own consent is not named (asked for from 7 years)",
    "Hỏi em, em chịu thì ghi, ví dụ: child_consent: Em đồng ý ngày 02/12/2026. "
    "Em không chịu thì dùng ảnh khác.",
    "Ask the child and name it, such as child_consent: Em đồng ý ngày 02/12/2026. "
    "If it does not want to, use another photo.",
)
CONSENT_WITHDRAWN = Message.of(
    "consent-withdrawn",
    "sự đồng ý “{note}” đã được rút lại: bài này không được đăng, đã đăng thì phải gỡ",
    "the consent “{note}” was withdrawn: this post may not go out, and must be taken down where it has",
    'Xem bài đang ở những đâu: loa status --consent "{note}". Gỡ xuống, rồi thay ảnh khác trong lịch.',
    'See where it stands: loa status --consent "{note}". Take it down, then use another photo.',
)
