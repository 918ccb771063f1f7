"""How a channel is connected with a person's help: what its guide may ask."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import Protocol

from scheduler.problems import Stop, Text
from scheduler.secrets import Secret


class Guide(Protocol):
    """A person at the command line, and what she gave with the command."""

    folder: Path  # of work
    zone: tzinfo
    is_there: bool  # there is somebody to answer; else secrets come through stdin, a line each
    app_id: str  # '' where it was not given
    is_live: bool  # she says that what the channel's app publishes, everybody sees

    def tell(self, words: Text, /, **values: object) -> None:
        """Say that to her."""

    def confirm(self, question: Text) -> bool:
        """Whether she says yes."""

    def ask(self, question: Text, instead: Text) -> str:
        """Her answer.

        Raises:
            Stop: nobody is there; *instead* says what to write.
        """

    def secret(self, question: Text, *, spaced: bool = False) -> Secret:
        """A secret that does not show while it is given; *spaced*: it may have blanks within.

        Raises:
            Stop: she gave none that can be one.
        """

    def token(self, question: Text) -> Secret:
        """The token that she got for this: from the file that she named, or as any secret.

        Raises:
            Stop: there is none that can be one.
        """

    def keep(self, reference: str, secret: Secret) -> None:
        """Keep the *secret* where *reference* says.

        Raises:
            Stop: it cannot be kept there.
        """


def checked(given: str, *, spaced: bool = False) -> Secret:
    """What was given, as a secret; *spaced*: it may have blanks within.

    Raises:
        Stop: it can be none.
    """
    if not given or not given.isascii() or (not spaced and any(letter.isspace() for letter in given)):
        raise Stop(_NO_SECRET, status=WRONG_USE)
    return Secret(given)


WRONG_USE = 2  # the command's exit status
_NO_SECRET = Text(
    "Chưa nhận được mã, hoặc mã có khoảng trắng hay chữ có dấu. Chép lại cả mã rồi làm lại.",
    "No secret was given, or it has blanks or accented letters. Copy it whole and do it again.",
)
