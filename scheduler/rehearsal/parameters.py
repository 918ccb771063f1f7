"""What a call was given: query, form, multipart or JSON, each parameter once, unknown ones refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from scheduler.rehearsal.refusals import Refused, invalid, unknown_parameter

_EVERY_CALL = frozenset({"access_token", "appsecret_proof", "fields"})
_INDEXED = re.compile(r"(?P<name>[a-z_]+)\[(?P<index>\d+)\]")


class Parameters:
    """The parameters of one call, as text, and its uploaded files."""

    def __init__(self, pairs: Iterable[tuple[str, str]], files: Iterable[bytes] = ()) -> None:
        """Take *pairs* in.

        Raises:
            Refused: one came twice (facebook-sdk does that to a Python list, silently wrong).
        """
        self.files = tuple(files)
        self._values: dict[str, str] = {}
        for name, value in pairs:
            if name in self._values:
                raise Refused(invalid(f"Parameter {name} was given more than once"))
            self._values[name] = value

    @classmethod
    async def read(cls, request: Request, *, has_bytes: bool = False) -> Parameters:
        """The parameters of *request*, from its address and its body; *has_bytes*: that is a film's own.

        Raises:
            Refused: the body cannot be read, or a parameter came twice.
        """
        pairs = parse_qsl(request.url.query, keep_blank_values=True)
        if request.method != "POST" or has_bytes:
            return cls(pairs)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        files: list[bytes] = []
        if kind == "application/json":
            pairs += _from_json(await request.body())
        elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            try:
                form = await request.form(max_part_size=2 * 1024 * 1024)
            except HTTPException:
                raise Refused(invalid("The body of the request cannot be read")) from None
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files.append(await value.read())
                else:
                    pairs.append((name, value))
            await form.close()
        elif await request.body():
            raise Refused(invalid("The body must be a form, multipart or JSON"))
        return cls(pairs, files)

    def only(self, *known: str, lists: Iterable[str] = ()) -> None:
        """Let pass only what every call knows, *known*, and *lists* (also as `name[0]`).

        Raises:
            Refused: anything else, by its name.
        """
        listed = frozenset(lists)
        for name in self._values:
            indexed = _INDEXED.fullmatch(name)
            plain = name in _EVERY_CALL or name in known or name in listed
            if not plain and not (indexed and indexed["name"] in listed):
                raise Refused(unknown_parameter(name))

    def text(self, name: str) -> str:
        """The value of *name*, '' if absent."""
        return self._values.get(name, "")

    def given(self, name: str) -> bool:
        """Whether *name* came at all."""
        return name in self._values

    def flag(self, name: str, *, default: bool) -> bool:
        """A boolean: true, false, 1 or 0.

        Raises:
            Refused: anything else; so too Python's `True` and `False`, which only a slip sends.
        """
        value = self._values.get(name)
        if value is None:
            return default
        if value not in {"true", "false", "1", "0"}:
            raise Refused(invalid(f"Param {name} must be a boolean"))
        return value in {"true", "1"}

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number from *least* to *most*.

        Raises:
            Refused: anything else.
        """
        value = self._values.get(name)
        if value is None:
            return default
        if not re.fullmatch(r"\d{1,9}", value) or not least <= int(value) <= most:
            raise Refused(invalid(f"Param {name} must be an integer between {least} and {most}"))
        return int(value)

    def instant(self, name: str) -> datetime | None:
        """A UNIX time in seconds, or ISO 8601 with its offset; None if absent.

        Raises:
            Refused: anything else.
        """
        value = self._values.get(name)
        if value is None:
            return None
        try:
            if re.fullmatch(r"\d{1,11}", value):
                return datetime.fromtimestamp(int(value), UTC)
            instant = datetime.fromisoformat(value)
            if instant.tzinfo is not None:
                return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise Refused(invalid(f"Param {name} must be a valid unix timestamp or an ISO 8601 time with offset"))

    def objects(self, name: str) -> list[dict[str, object]]:
        """A list of objects: one JSON list, or one JSON object for each of `name[0]`, `name[1]`, …

        Raises:
            Refused: anything else.
        """
        found: list[object] = []
        if name in self._values:
            whole = _parsed(self._values[name])
            if not isinstance(whole, list):
                raise Refused(invalid(f"Param {name} must be an array."))
            found += whole
        indexed = [
            (match, value) for key, value in self._values.items() if (match := _INDEXED.fullmatch(key))
        ]
        for match, value in sorted(indexed, key=lambda pair: int(pair[0]["index"])):
            if match["name"] == name:
                found.append(_parsed(value))
        objects = [one for one in found if isinstance(one, dict)]
        if len(objects) < len(found):
            raise Refused(invalid(f"Param {name} must be an array of objects."))
        return objects


def _from_json(body: bytes) -> list[tuple[str, str]]:
    value = _parsed(body)
    if not isinstance(value, dict):
        raise Refused(invalid("The JSON body must be an object"))
    pairs = [(key, one if isinstance(one, str) else json.dumps(one)) for key, one in value.items()]
    if any("\ud800" <= letter <= "\udfff" for pair in pairs for text in pair for letter in text):
        raise Refused(invalid("The JSON body holds half a character"))
    return pairs


def _parsed(text: str | bytes) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return None
    return value
