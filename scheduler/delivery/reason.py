"""A reason: what the ledger keeps of why something stands where it stands, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from scheduler.channels.channel import Failure, FailureKind
from scheduler.problems import Language, Text

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code, the reason and the way out, with nothing left to fill in.

    *detail* is for whoever looks deeper: a channel's own words, never a secret. *values* are what was filled
    into the sentences, or, of a sentence that is still to be filled, what is where nothing else is given.
    """

    code: str
    why: Text = _NOTHING
    todo: Text = _NOTHING
    detail: str = ""
    values: Mapping[str, str | Text] = field(default_factory=dict, compare=False)

    def filled(self, **values: object) -> Reason:
        """The same with *values* put into its sentences."""
        new = {name: value if isinstance(value, Text) else str(value) for name, value in values.items()}
        given = {**self.values, **new}
        if not given:
            return self
        return Reason(self.code, self.why.filled(**given), self.todo.filled(**given), self.detail, given)

    def words(self, language: Language) -> str:
        """Reason and way out in one line, for a log."""
        return ". ".join(
            part.rstrip(".") for part in (self.why.say(language), self.todo.say(language)) if part
        )


# Why nothing may be carried just now; None: nothing hinders it. Cheap, and it neither raises nor writes: it
# is asked right before each public call. A reason without a `todo` passes by itself within moments.
Hindrance = Callable[[], Reason | None]

NOTHING = Reason("")


def of_failure(failure: Failure) -> Reason:
    """A channel's failure as the ledger keeps it."""
    return Reason(failure.code, failure.why, failure.todo, failure.detail, failure.values)


def as_failure(reason: Reason, kind: FailureKind) -> Failure:
    """What no table foresaw, as if the channel itself had failed in that way."""
    return Failure(kind, reason.code, reason.why, reason.todo, detail=reason.detail, values=reason.values)


def is_of_the_machine(error: BaseException) -> bool:
    """Whether it is the machine that refuses (a full disk, no permission), and no fault of the program."""
    return isinstance(error, OSError) and error.errno is not None  # an error of the network has none


def before(todo: Text) -> Text:
    """*todo* as a sentence before another one; where nothing is to be done, nothing."""
    return Text(*(f"{one.rstrip('.')}. " if one else "" for one in (todo.vi, todo.en)))


def ordered(reason: Reason, who: str, why: str, **values: object) -> Reason:
    """What a person asks for in *reason*; her own words are kept in the detail."""
    return replace(reason.filled(who=who, why=why or "–", **values), detail=why)
