"""Photos of children: the parents' consent, the child's own from 7 years, and consent taken back.

Law on Children 2016, article 21; Decree 56/2017/NĐ-CP, articles 33 and 36.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from scheduler.calendar.model import Card, Post, PostId
from scheduler.calendar.slots import occurrences
from scheduler.cards.pictures import ENDINGS
from scheduler.checks.pictured import which_photo
from scheduler.checks.written import House, Written
from scheduler.folding import comparable, says_nothing
from scheduler.problems import Message, Problem, Text

_OWN_FROM = 7  # years: from then on the child itself is asked
NONE, SEEN, UNSURE = ANSWERS = ("none", "yes", "unsure")  # what a card says of the children on its photo

# Words that say yes and nothing else: of no use to whoever must show who agreed.
_YES = re.compile(
    "rồi|có|ok|oke|okay|okie|vâng|dạ|ừ|ừm|uh|được|đã|xong|đủ|hết|cả|đồng|ý|cho|phép|xin|thuận|chấp|nhất|trí|nhé|nha"
    "|ạ|nhen|ơi|thì|là|của|cũng|đều|yes|done|agreed|agrees?|sure|fine|given|the|a|all"
)
_WHO = re.compile(
    "cha|mẹ|bố|ba|má|tía|phụ|huynh|gia|đình|ông|bà|người|nhà|giám|hộ|em|cháu|bé|con|chị|cô"
    "|parents?|mother|father|mum|family|guardian|child|she|he|they"
)
_PATH = re.compile(  # a link's first part has a full stop
    r"(?:[^\s/:.]*[^\W\d]/)+[^\s/:]*[^\W\d][^\s/:]*|\S+\.(?i:jfif|jpe|gif|bmp|tiff?|avif)"
)
_WORD = re.compile(r"[^\W\d_]+")


def unsure(written: Written, _: House) -> Iterator[Problem]:
    """A card says that its photo may show a child; or that it does, and no age is named."""
    post = written.post
    for number, card in enumerate(post.cards):
        was_never_asked = not card.children_seen and not card.is_photo  # of cards `unasked` tells
        if card.children_seen == NONE or was_never_asked:
            continue
        message = AGES_MISSING if card.children_seen == SEEN else CHILDREN_UNSURE
        if message is CHILDREN_UNSURE or not post.children:
            which = which_photo(post, number)
            yield post.problem(message, *post.card_path(number), "children_seen", which=which)


def unasked(written: Written, house: House) -> Iterator[Problem]:
    """A photo came by Excel or by hand, and nobody has said whether it shows a child.

    Where ages are named the post is held to the consents already; what will not go out by itself any more
    asks nothing, until a person lets it (`never_asked`).
    """
    if written.post.status != "draft" and _may_yet_go_out(written.post, house):  # a draft is asked at its end
        yield from _unasked(written.post)


def never_asked(post: Post, levels: Mapping[str, object]) -> Iterator[Problem]:
    """The same of *post* just before it is made public, however long its time has passed."""
    if levels["children-unasked"] == "error":
        yield from _unasked(post)


def _unasked(post: Post) -> Iterator[Problem]:
    for number, card in enumerate(() if post.children else post.cards):
        photo = "" if card.children_seen or card.is_photo else _photo_of(card)  # albums: `unsure` has them
        if photo:
            which = which_photo(post, number)
            yield post.problem(CHILDREN_UNASKED, *post.card_path(number), photo, which=which)


def _photo_of(card: Card) -> str:
    """The field that names its photo; '' for none. A design of the office's own may call it as it likes, and
    a photo is one whatever its name ends in."""
    named = ((key, value) for key, value in card.fields.items() if isinstance(value, str) and value)
    return next((key for key, value in named if key == "image" or _is_file(value)), "")


def _is_file(value: str) -> bool:
    return value.lower().endswith(ENDINGS) or _PATH.fullmatch(value) is not None


def _may_yet_go_out(post: Post, house: House) -> bool:
    """Whether it could still go out by itself: a little late it does."""
    if post.at is None:
        return True
    last = max((due for _, due in occurrences(post)), default=post.at)
    return last.date() + house.settings.late.publish_within + timedelta(days=1) >= house.today


def missing(written: Written, _: House) -> Iterator[Problem]:
    """Children can be recognised, and no consent of the parents is named."""
    post = written.post
    if post.children and says_nothing(post.consent):
        yield post.problem(CONSENT_MISSING, "children")
    elif post.children and not is_evidence(post.consent):
        yield post.problem(CONSENT_THIN, "consent", words=post.consent)


def own_missing(written: Written, _: House) -> Iterator[Problem]:
    """A child of 7 years or more can be recognised, and its own consent is not named."""
    post = written.post
    ages = [age for age in post.children if age >= _OWN_FROM]
    if not ages:
        return
    if says_nothing(post.child_consent):
        first = post.children.index(ages[0])
        yield post.problem(CHILD_CONSENT_MISSING, "children", first, ages=_listed(ages))
    elif not is_evidence(post.child_consent, is_own=True):
        yield post.problem(CHILD_CONSENT_THIN, "child_consent", words=post.child_consent)


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


def is_evidence(given: str, *, is_own: bool = False) -> bool:
    """Whether *given* says more than yes: a number, a day, or whose yes it is and how.

    Of a child's own it is enough that the child is named.
    """
    words = [word for word in _WORD.findall(comparable(given)) if not _YES.fullmatch(word)]
    telling = [word for word in words if not _WHO.fullmatch(word)]
    return bool(words) and (
        is_own or (bool(telling) and (len(words) > 1 or re.search(r"\d", given) is not None))
    )


def _listed(ages: Iterable[int]) -> Text:
    """Each of *ages*: “8 và 9”."""
    *most, last = map(str, ages)
    head = ", ".join(most)
    return Text(f"{head} và {last}", f"{head} and {last}") if head else Text(last, last)


def _names(given: str, note: str) -> bool:
    """Whether *given*, which may list several, has *note*: number 1 is no part of number 12."""
    wanted, text = comparable(note), comparable(given)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


CHILDREN_UNSURE = Message.of(
    "children-unsure",
    "chưa rõ {which} có trẻ em nhìn rõ mặt hay không, nên bài chưa lên được",
    "nobody has said for sure whether {which} shows a child that can be recognised, so it does not go out",
    "Xem kỹ ảnh. Không có em nào thì ghi children_seen: none; có thì children_seen: yes, ghi tuổi và sự "
    "đồng ý. Còn ngờ thì dùng ảnh khác.",
    "Look at it closely. Without a child write children_seen: none; with one children_seen: yes, its age and "
    "the consents. In doubt use another photo.",
)
CHILDREN_UNASKED = Message.of(
    "children-unasked",
    "chưa ai xem {which} có trẻ em nhìn rõ mặt hay không, nên bài chưa lên được",
    "nobody has looked whether {which} shows a child that can be recognised, so it does not go out",
    "Xem kỹ ảnh, rồi trả lời câu hỏi dưới ảnh ở trang Sửa bài; hoặc ghi dưới thẻ: children_seen: none (không "
    "có em nào), yes (có) hoặc unsure (chưa chắc).",
    "Look at it closely, then answer the question beneath it on the desk; or write under the card: "
    "children_seen: none, yes or unsure.",
)
AGES_MISSING = Message.of(
    "children-unsure",
    "{which} có trẻ em mà chưa ghi tuổi các em",
    "{which} shows children, and their ages are not named",
    "Ghi tuổi từng em, ví dụ: children: [6, 9]. Từ đủ 7 tuổi là phải hỏi cả chính em.",
    "Name each age, such as children: [6, 9]. From 7 years the child itself is asked too.",
)
CONSENT_THIN = Message.of(
    "consent-missing",
    "“{words}” chưa phải là sự đồng ý có thể đưa ra khi có người hỏi",
    "“{words}” is no consent that could be shown to anybody who asks",
    "Ghi rõ: ai đồng ý, ngày nào, phiếu ở đâu.",
    "Say who agreed, on which day, and where the paper is.",
)
CHILD_CONSENT_THIN = Message.of(
    "child-consent-missing",
    "“{words}” chưa rõ em nào đồng ý",
    "“{words}” does not say which child agreed",
    "Ghi rõ: em nào đồng ý, ngày nào, ai hỏi em.",
    "Say which child agreed, on which day, and who asked.",
)
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
    "ảnh có em {ages} tuổi mà chưa ghi sự đồng ý của chính em (từ đủ 7 tuổi là phải hỏi)",
    "the photo shows a child of {ages}, and its own consent is not named (asked for from 7 years)",
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
