"""Is this post the union's? `proof` has the key by which lists are signed, `verify` checks one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, OK, WRONG_USE, Session, argument, command, flag, option
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.channels.site.proof.signing import PublicKey, SigningKey
    from scheduler.channels.site.proof.verifying import Judgement, Reader
    from scheduler.settings.model import Settings


@command(
    "Khóa ký danh sách bài của trang web: in dấu khóa và khóa công khai.\n\n"
    "--make-key tạo khóa lần đầu, cất ở nơi website.signing_key ghi. Loa không bao giờ tự đổi khóa.",
    "The key that signs the website's lists of posts: prints its fingerprint and the public key.\n\n"
    "--make-key makes it once, where website.signing_key says. Loa never changes a key by itself.",
)
@flag("--make-key", "Tạo khóa, nếu chưa có.", "Make the key, if there is none.")
def proof(session: Session, make_key: bool) -> int:
    """Prints what anybody may see; the private key is never shown."""
    from scheduler.channels.site.proof.proofs import who_of
    from scheduler.channels.site.proof.signing import signers_line
    from scheduler.cli.opening import open_settings

    settings = open_settings(session)
    reference = _reference(settings)
    if not reference:
        raise Stop(_NO_SETTING, status=WRONG_USE)
    if make_key:
        _make(session, reference)
    who, key = who_of(settings.home), _own_key(session, settings)
    if key is None:
        raise Stop(_NO_KEY, reference=reference)
    session.tell(_PRINT, fingerprint=key.public.fingerprint)
    click.echo(signers_line(who, key.public), nl=False)
    return OK


@command(
    "Kiểm tra một bài, một danh sách hay một tấm ảnh có đúng của Hội không.\n\n"
    "TỆP: danh sách đã tải về (chữ ký .sig và khoa.txt để cạnh), hoặc ảnh hay tệp bài cần tra; không cần "
    "mạng. Cũng có thể là địa chỉ của bài trên trang web.",
    "Check whether a post, a list or a picture is the union's.\n\n"
    "FILE: a list that was downloaded (its .sig and khoa.txt beside it), or a picture or record to look "
    "for; no network is needed. It may also be the web address of a post.",
)
@argument("what", "TỆP|ĐỊA-CHỈ", "FILE|URL")
@option(
    "--key",
    "Tệp khóa công khai lấy từ nơi chị tin.",
    "The public key's file, from where you trust it.",
    into="key_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@option(
    "--list",
    "Danh sách để tra; không ghi thì tự tìm quanh tệp.",
    "The list to look in; else it is found.",
    into="list_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
def verify(session: Session, what: str, key_file: Path | None, list_file: Path | None) -> int:
    """Exit 0: the union's, and it stands; 1: anything else."""
    from scheduler.channels.site.proof.verifying import Outcome
    from scheduler.characters import shown

    _need_extra()
    if "://" in what:
        judged, key = _at_the_site(session, what, key_file)
    else:
        judged, key = _on_the_disk(session, Path(what), key_file, list_file)
    post = judged.post
    said = _SAID[judged.outcome.value]
    click.echo(
        said.say(
            session.language,
            about=shown(judged.about),
            post=shown(post.name) if post else "",
            first=shown(post.first) if post else "",
            last=shown(post.last) if post else "",
        )
    )
    if key is not None:
        session.tell(
            _KEY_TRUSTED if key_file or key == _own_public(session) else _KEY_FOUND, key=key.fingerprint
        )
    return OK if judged.outcome in (Outcome.GENUINE, Outcome.LIST) else ERRORS


def _on_the_disk(
    session: Session, path: Path, key_file: Path | None, list_file: Path | None
) -> tuple[Judgement, PublicKey | None]:
    from scheduler.channels.site.proof import lists, verifying
    from scheduler.files import read_file

    try:
        data = read_file(path)
    except OSError as error:
        raise Stop(_NO_FILE, status=WRONG_USE, path=path, why=error.strerror or error) from None
    if lists.is_list(data):
        folder = path.resolve().parent
        keys = _keys(session, key_file, folder / "khoa.txt")
        return verifying.judge_list(_reader(folder), path.name, keys), next(iter(keys), None)
    found = [list_file.resolve()] if list_file else list(_lists_around(path.resolve()))
    folder = found[0].parent if found else path.resolve().parent
    keys = _keys(session, key_file, folder / "khoa.txt")
    names = [one.name for one in found]
    return verifying.judge_file(data, _reader(folder), names, keys), next(iter(keys), None)


def _at_the_site(session: Session, address: str, key_file: Path | None) -> tuple[Judgement, PublicKey | None]:
    from scheduler.asking import ask, is_this_machine
    from scheduler.channels.site.proof import lists, verifying
    from scheduler.channels.site.proof.signing import read_signers
    from scheduler.channels.site.proof.verifying import Outcome
    from scheduler.characters import shown

    site, name = verifying.post_in(address)
    is_list = address.endswith(".txt") and f"/{lists.FOLDER}/" in address
    if is_list:
        site = address[: address.rindex(f"{lists.FOLDER}/")]
    if not site:
        raise Stop(_NO_POST, status=WRONG_USE, address=address)

    @cache
    def read(file: str) -> bytes | None:
        answer = ask(site + file, who=site, most=_MOST, is_private_allowed=True)  # a person named the address
        if answer.trouble or not (answer.is_there or answer.status in (404, 410)):
            raise Stop(_NO_ANSWER, address=site + file)
        return answer.body if answer.is_there and answer.is_whole else None

    keys = _keys(session, key_file, None) or read_signers(read(lists.KEY) or b"")
    file = address.removeprefix(site) if is_list else lists.HEAD
    judged = verifying.judge_list(read, file, keys) if is_list else verifying.judge_post(name, read, keys)
    sound = judged.outcome in {Outcome.GENUINE, Outcome.WITHDRAWN, Outcome.LIST}
    signed = read(file) or b""
    if sound and not is_this_machine(site) and not verifying.is_of(signed, site):  # a rehearsal's is here
        raise Stop(_A_COPY, site=site, address=shown(lists.address_in(signed)))
    return judged, next(iter(keys), None)


def _lists_around(path: Path) -> Iterator[Path]:
    """The months' lists beside *path*, or in the site that it lies in."""
    from scheduler.channels.site.proof import lists, verifying

    for folder in (path.parent, *(parent / lists.FOLDER for parent in path.parents)):
        found = list(verifying.lists_in([one.name for one in folder.glob("*.txt")]))
        if found:
            yield from (folder / name for name in found)
            return


def _reader(folder: Path) -> Reader:
    from scheduler.files import read_file

    def read(name: str) -> bytes | None:
        try:
            return read_file(folder / name)
        except OSError:
            return None

    return read


def _keys(session: Session, key_file: Path | None, beside: Path | None) -> list[PublicKey]:
    """The key that a person gave; else this office's own; else what lies beside the list."""
    from scheduler.channels.site.proof.signing import read_signers

    if key_file:
        found = read_signers(key_file.read_bytes())
        if not found:
            raise Stop(_NO_PUBLIC_KEY, status=WRONG_USE, path=key_file)
        return found
    own = _own_public(session)
    if own:
        return [own]
    return read_signers(beside.read_bytes()) if beside and beside.is_file() else []


def _own_public(session: Session) -> PublicKey | None:
    from scheduler.settings.loading import load_settings

    settings = load_settings(session.folder)[0] if session.folder.config.is_dir() else None
    if settings is None:
        return None
    session.language_set = settings.language
    key = _own_key(session, settings)
    return key.public if key else None


def _own_key(session: Session, settings: Settings) -> SigningKey | None:
    from scheduler.channels.site.proof.signing import NotAKey, read_key
    from scheduler.secrets import SecretMissing, fetch

    reference = _reference(settings)
    if not reference:
        return None
    _need_extra()
    try:
        return read_key(fetch(reference, session.folder.root).reveal())
    except (SecretMissing, NotAKey):
        return None


def _reference(settings: Settings) -> str:
    """Where the settings say that the key is kept; '' where they name none."""
    from scheduler.channels.website_kind import WebsiteSettings

    block = settings.channels.get("website")
    return (block.signing_key if isinstance(block, WebsiteSettings) else None) or ""


def _make(session: Session, reference: str) -> None:
    from scheduler.channels.site.proof.signing import make_key
    from scheduler.secrets import Secret, SecretMissing, check_keeps, fetch, keep

    _need_extra()
    check_keeps(reference)
    kind, _, name = reference.partition(":")
    try:
        fetch(reference, session.folder.root)
        is_there = True
    except SecretMissing:
        is_there = kind == "file" and (session.folder.root / name).exists()
    if is_there:
        raise Stop(_THERE, reference=reference)
    keep(reference, Secret(make_key()), session.folder.root)
    session.tell(_MADE, reference=reference)


def _need_extra() -> None:
    from importlib.util import find_spec

    from scheduler.channels.site.proof.opening import NO_EXTRA

    if find_spec("cryptography") is None:
        raise Stop(NO_EXTRA)


_MOST = 30 * 1024 * 1024  # bytes of one file
_SAID = {
    "genuine": Text(
        "ĐÚNG: bài “{post}” do Hội đăng, và đang còn (theo {about}; sửa lần cuối {last}).",
        "GENUINE: the union published “{post}”, and it stands (by {about}; last changed {last}).",
    ),
    "withdrawn": Text(
        "ĐÃ GỠ: bài “{post}” Hội từng đăng và đã gỡ xuống lúc {last} (theo {about}).",
        "WITHDRAWN: the union published “{post}” and took it down at {last} (by {about}).",
    ),
    "list": Text("ĐÚNG: {about} có chữ ký của Hội.", "GENUINE: {about} is signed by the union."),
    "changed": Text(
        "KHÁC: {about} của bài “{post}” không giống bản Hội đã ký.",
        "CHANGED: {about} of “{post}” is not what the union signed.",
    ),
    "unknown": Text(
        "KHÔNG CÓ trong danh sách của Hội: {about}.", "NOT in the union's lists: {about}."
    ),
    "refused": Text(
        "SAI CHỮ KÝ: {about} không phải do Hội ký, hoặc đã bị sửa. Vừa đăng bài thì thử lại sau ít phút.",
        "BAD SIGNATURE: {about} was not signed by the union, or was changed. If a post has just gone out, "
        "try again in some minutes.",
    ),
    "unsigned": Text(
        "CHƯA KIỂM ĐƯỢC: không thấy danh sách hoặc chữ ký {about}. Tải danh sách, .sig và khoa.txt về "
        "cùng chỗ.",
        "NOT CHECKED: there is no list or signature {about}. Put the list, its .sig and khoa.txt together.",
    ),
}  # fmt: skip
_KEY_TRUSTED = Text("Kiểm bằng khóa {key}.", "Checked by the key {key}.")
_KEY_FOUND = Text(
    "Kiểm bằng khóa nằm cùng danh sách: {key}. So dấu này với dấu Hội công bố thì mới chắc.",
    "Checked by the key that lies with the list: {key}. Compare it with what the union has announced.",
)
_PRINT = Text("Dấu khóa: {fingerprint}", "Fingerprint: {fingerprint}")
_MADE = Text(
    "Đã tạo khóa ký ở {reference}, chỉ chủ máy đọc được. Chép ngay một bản cất nơi khác: mất khóa thì "
    "phải đổi khóa.",
    "The key is made at {reference}, for its owner's eyes alone. Keep a copy elsewhere: a lost key cannot "
    "be had again.",
)
_THERE = Text(
    "Ở {reference} đã có khóa (hoặc một tệp khác), nên không tạo khóa mới.",
    "There is a key (or another file) at {reference} already, so none is made.",
)
_NO_KEY = Text(
    "Không đọc được khóa ký ở {reference}. Chưa từng có: loa proof --make-key. Mất: chép lại từ bản sao lưu.",
    "The signing key at {reference} cannot be read. If there never was one: loa proof --make-key. If it "
    "is lost, restore its copy.",
)
_NO_SETTING = Text(
    "Cài đặt chưa có khóa ký. Thêm vào mục website dòng  signing_key: file:config/khoa-ky  rồi chạy lại.",
    "The settings name no signing key. Add  signing_key: file:config/khoa-ky  below website and run again.",
)
_NO_FILE = Text("Không đọc được {path}: {why}", "{path} cannot be read: {why}")
_NO_POST = Text(
    "{address} không phải là địa chỉ của một bài hay một danh sách trên trang web của Hội.",
    "{address} is no address of a post or a list on the union's website.",
)
_NO_ANSWER = Text(
    "CHƯA KIỂM ĐƯỢC: {address} không trả lời.", "NOT CHECKED: {address} does not answer."
)  # fmt: skip
_A_COPY = Text(
    "KHÔNG PHẢI ĐỊA CHỈ CỦA HỘI: danh sách có chữ ký là của trang {address}, còn trang này ở {site}. Trang "
    "chép lại có thể đã sửa chữ. Mở trang thật mà kiểm.",
    "NOT THE UNION'S ADDRESS: the signed list is of {address}, and this page is at {site}. The pages of "
    "a copy may say anything. Check the real one.",
)
_NO_PUBLIC_KEY = Text(
    "{path} không có khóa công khai ssh-ed25519 nào.", "{path} holds no public key ssh-ed25519."
)
