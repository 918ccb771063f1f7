"""Somebody who filled in a form, as a channel's guide sees her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path

from scheduler.channels.guiding import checked
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret


class Giver:
    """What she gave, by the names of the form. Keeps `channels.guiding.Guide`.

    What the guide keeps is noted in *kept*, and written by whoever asked once all else is saved.
    """

    def __init__(self, folder: Path, zone: tzinfo, given: Mapping[str, str], *, is_live: bool) -> None:
        self.folder = folder
        self.zone = zone
        self.is_there = False  # she gave all there is
        self.app_id = given.get("app_id", "")
        self.is_live = is_live
        self.kept: list[tuple[str, Secret]] = []
        self._given = given

    def tell(self, words: Text, /, **values: object) -> None:
        """The page says how it stands."""

    def confirm(self, question: Text) -> bool:
        """Nothing that she did not say."""
        del question
        return False

    def ask(self, question: Text, instead: Text) -> str:
        """There is nothing more than the form has."""
        del question
        raise Stop(instead)

    def secret(self, question: Text, *, spaced: bool = False) -> Secret:
        """The secret of the app, or the password."""
        del question
        return checked(self._given.get("app_secret") or self._given.get("password", ""), spaced=spaced)

    def token(self, question: Text) -> Secret:
        """What she got for this."""
        del question
        return checked(self._given.get("token", ""))

    def keep(self, reference: str, secret: Secret) -> None:
        """Later."""
        self.kept.append((reference, secret))
