"""A post's pictures in WordPress's library: below their post, by a name that is a hash."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from scheduler.channels.channel import ChannelError, Media, Outgoing
from scheduler.channels.wordpress.content import key_print
from scheduler.channels.wordpress.failures import harmless
from scheduler.channels.wordpress.interface import ODD, Interface, Post, id_of, odd

_FIELDS = "id,slug,post,alt_text,source_url"
_OURS = "loa-"  # how the names of our pictures begin


class Library:
    """The pictures behind *site*. Every method raises ChannelError: nothing became public by it."""

    def __init__(self, site: Interface) -> None:
        self._site = site

    def put(self, outgoing: Outgoing, sizes: Collection[str], number: str) -> list[tuple[Media, int, str]]:
        """The pictures of *outgoing* below post *number*, those that lie there too: each with its id and
        address."""
        found = []
        for media in outgoing.shown_in(sizes):
            name = f"{key_print(outgoing.key)[:8]}-{media.sha256[:16]}"
            those = self._site.all("media", _FIELDS, harmless, slug=_OURS + name)
            one = next((one for one in those if one.get("slug") == _OURS + name), None)
            if one is None:
                one = self.upload(name, media, number)
            elif str(one.get("post")) != number or one.get("alt_text") != media.alt:
                fields = {"post": int(number), "alt_text": media.alt}
                self._site.call(partial(self._site.rest.post, f"media/{id_of(one)}", fields), harmless)
            try:
                found.append((media, int(one["id"]), _web(one["source_url"])))
            except ODD:
                raise ChannelError(harmless(odd(one))) from None
        return found

    def upload(self, name: str, media: Media, number: str) -> Post:
        """Put one there, below post *number*."""
        given = f"{_OURS}{name}{media.suffix}", media.mime, media.data
        upload = partial(self._site.rest.upload, *given, slug=_OURS + name, post=number, alt_text=media.alt)
        made: Post = self._site.call(upload, harmless).body
        try:
            id_of(made)
        except ODD:
            raise ChannelError(harmless(odd(made))) from None
        return made

    def drop(self, number: str, kept: Collection[str] = ()) -> None:
        """Delete ours below that post but those *kept*."""
        for one in list(self._site.all("media", _FIELDS, harmless, parent=number)):
            if str(one.get("slug", "")).startswith(_OURS) and id_of(one) not in kept:
                self._site.forget("media", id_of(one))


def _web(address: object) -> str:
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise ValueError(address)
    return address
