"""config/comments.yaml: what an office adds to Loa's own lists of words, or takes out of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from scheduler.files import WorkFolder, read_file
from scheduler.flagging.rules import Flag, Listed, Rules, host_of
from scheduler.flagging.words import phrase_of
from scheduler.kinds.block import Block
from scheduler.kinds.fields import Words
from scheduler.problems import Message, Problem
from scheduler.reader.document import Document
from scheduler.reader.opening import load, unread
from scheduler.reader.parsing import read
from scheduler.reader.shape import fault, meant, nearest, odd_characters, text_of, unknown_empty, validate

FILE = "config/comments.yaml"
_BUILT_IN = Path(__file__).with_name("lists.yaml")
_LONGEST = 80
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_LISTED = {
    "child": Flag.CHILD,
    "self_harm": Flag.SELF_HARM,
    "abuse": Flag.ABUSE,
    "threat": Flag.THREAT,
    "scam": Flag.SCAM,
}
_OTHERS = {"child_named": Flag.CHILD_NAMED, "phone": Flag.PHONE, "link": Flag.LINK}
_TRUSTED = frozenset({"facebook.com", "fb.com", "fb.watch", "gov.vn"})


def _phrase(value: str) -> str:
    words = phrase_of(value).words
    if len(value) > _LONGEST or sum(len(word.plain) for word in words) < 3:
        raise fault(NOT_A_PHRASE, value=text_of(value))
    return value


def _host(value: str) -> str:
    host = host_of(value) or value.lower().removeprefix("www.")
    if not _HOST.fullmatch(host):
        raise fault(NOT_A_HOST, value=text_of(value))
    return host


Phrases = tuple[Annotated[Words, AfterValidator(_phrase)], ...]


class ListBlock(Block):
    """What an office changes of one list."""

    add: Phrases = Field((), description="Những lời thêm vào, viết đủ dấu; … là chen được vài tiếng.")
    remove: Phrases = Field((), description="Những lời của Loa mà đơn vị không muốn báo.")
    unless: Phrases = Field((), description="Những lời nghe giống mà không phải: “giết thời gian”.")


class CommentsBlock(Block):
    """All of config/comments.yaml."""

    child: ListBlock = Field(ListBlock(), description="Em nhỏ có thể đang gặp nguy: báo ngay.")
    self_harm: ListBlock = Field(ListBlock(), description="Có người muốn chết: báo ngay.")
    abuse: ListBlock = Field(ListBlock(), description="Lời kể bị bạo lực, bị lừa.")
    threat: ListBlock = Field(ListBlock(), description="Lời đe dọa.")
    scam: ListBlock = Field(ListBlock(), description="Lời mời gọi lừa đảo.")
    child_named: bool = Field(True, description="Báo khi có tên trẻ em kèm trường, lớp.")
    phone: bool = Field(True, description="Báo khi có số điện thoại ngoài danh bạ.")
    link: bool = Field(True, description="Báo khi có liên kết lạ.")
    safe_links: tuple[Annotated[Words, AfterValidator(_host)], ...] = Field(
        (), description="Những trang mà liên kết tới là bình thường, như phunu.soctrang.gov.vn."
    )
    teencode: dict[str, Words] = Field(default_factory=dict, description="Lối viết tắt: “ko: không”.")
    answers: dict[str, Words] = Field(
        default_factory=dict,
        description="Lời trả lời soạn sẵn cho từng loại (child, abuse…); {lines} là các số của đơn vị.",
    )


@dataclass(frozen=True, slots=True)
class Office:
    """The rules as the office has them, and its own answers."""

    rules: Rules
    answers: Mapping[Flag, str] = field(default_factory=dict)
    shown: Mapping[Flag, tuple[str, ...]] = field(default_factory=dict)  # the lists, as people read them


def read_office(
    folder: WorkFolder, hosts: Iterable[str] = (), numbers: Iterable[str] = ()
) -> tuple[Office, list[Problem]]:
    """The rules of *folder* and every problem of its file; Loa's own where there is none or it is not sound,
    so that no mistake of writing stops the watching. *hosts* and *numbers* are the office's own.
    """
    own = frozenset(filter(None, map(host_of, hosts))) | _TRUSTED
    try:
        data = load(folder.config / "comments.yaml", FILE)
        block, problems = (None, [data]) if isinstance(data, Problem) else _read(data)
    except FileNotFoundError:
        block, problems = None, []
    except Exception as error:  # noqa: BLE001 - whatever lies there, a person is told so in words
        block, problems = None, [unread(FILE, error)]
    return _office(block or CommentsBlock(), own, frozenset(numbers)), problems


def _read(data: bytes) -> tuple[CommentsBlock | None, list[Problem]]:
    document = read(FILE, data)
    problems = [*document.problems, *unknown_empty(CommentsBlock, document.places)]
    if document.value is None:
        return None, problems
    block, wrong = validate(CommentsBlock, document.value, document.places)
    problems += [*wrong, *odd_characters(document.value, document.places)]
    if block is not None:
        problems += _unknown(block, document)
    problems.sort(key=lambda one: (one.place.line, one.place.column))
    return (None if any(one.is_error for one in problems) else block), problems


def _unknown(block: CommentsBlock, document: Document) -> Iterable[Problem]:
    """What is to be taken out and is not there; answers for what there is not."""
    places = document.places
    for key in _LISTED:
        known = _built_in()[key]["phrases"]
        for number, written in enumerate(getattr(block, key).remove):
            if written not in known:
                near = meant(nearest(written, known))
                yield places.problem(NOT_LISTED, key, "remove", number, value=written, meant=near)
    kinds = {*_LISTED, *_OTHERS}
    for key, words in block.answers.items():
        if key not in kinds:
            yield places.problem_at(
                NO_KIND, places.key("answers", key), value=key, known=", ".join(sorted(kinds))
            )
        elif "{lines}" not in words:
            yield places.problem(NO_LINES, "answers", key, sign="{lines}")


@cache
def _built_in() -> dict[str, Any]:
    value = read(_BUILT_IN.name, read_file(_BUILT_IN)).value
    assert isinstance(value, dict), "it is Loa's own"
    return value


def _office(block: CommentsBlock, hosts: frozenset[str], numbers: frozenset[str]) -> Office:
    lists: dict[Flag, Listed] = {}
    shown: dict[Flag, tuple[str, ...]] = {}
    for key, flag in _LISTED.items():
        own: ListBlock = getattr(block, key)
        built_in = _built_in()[key]
        kept = dict.fromkeys((*(one for one in built_in["phrases"] if one not in own.remove), *own.add))
        unless = (*built_in["except"], *own.unless)
        lists[flag] = Listed(tuple(map(phrase_of, kept)), tuple(map(phrase_of, unless)))
        shown[flag] = tuple(kept)
    rules = Rules(
        lists,
        {**_built_in()["teencode"], **{key.lower(): words.lower() for key, words in block.teencode.items()}},
        frozenset(flag for key, flag in _OTHERS.items() if not getattr(block, key)),
        hosts | frozenset(block.safe_links),
        numbers,
    )
    kinds = {**_LISTED, **_OTHERS}
    return Office(rules, {kinds[key]: words for key, words in block.answers.items()}, shown)


NOT_A_PHRASE = Message.of(
    "comment-phrase",
    "“{value}” quá ngắn hoặc quá dài để tìm trong bình luận",
    "“{value}” is too short or too long to be looked for in comments",
    "Viết từ 3 chữ cái đến 80 ký tự, đủ dấu, như: sàm sỡ",
    "Write 3 letters to 80 characters, with accents, such as: sàm sỡ",
)
NOT_A_HOST = Message.of(
    "comment-host",
    "“{value}” không phải tên một trang web",
    "“{value}” is not the name of a website",
    "Chỉ ghi tên trang, như phunu.soctrang.gov.vn",
    "Write its name alone, such as phunu.soctrang.gov.vn",
)
NOT_LISTED = Message.of(
    "comment-not-listed",
    "Loa không có lời “{value}” để bỏ",
    "Loa's list has no “{value}” to be taken out",
    "{meant}Xem danh sách ở mục Bình luận của trang làm việc.",
    "{meant}See the list on the desk's page of comments.",
)
NO_KIND = Message.of(
    "comment-kind",
    "không có loại bình luận “{value}”",
    "there is no kind of comment “{value}”",
    "Các loại: {known}.",
    "The kinds: {known}.",
)
NO_LINES = Message.of(
    "comment-no-lines",
    "lời trả lời soạn sẵn chưa có chỗ cho số đường dây nóng",
    "the ready answer has no place for the hotline",
    "Viết {sign} ở chỗ cần số; Loa lấy số của đơn vị từ danh bạ.",
    "Write {sign} where the numbers belong; Loa takes the unit's from the directory.",
)
