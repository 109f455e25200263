"""Parse foreign JSON safely, and read objects without losing the keys that nobody asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from fairsvc.errors import Unreadable

MAX_BYTES = 16 * 2**20
# A lone surrogate and NUL are legal in JSON text and cannot be stored as UTF-8 or in PostgreSQL.
_UNSTORABLE = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)
_UNSTORABLE_CHARACTERS = re.compile("[\x00\ud800-\udfff]")


def read_json(body: bytes) -> Any:
    """Parse one JSON document in UTF-8, 16 or 32, with or without a BOM. Raises Unreadable."""
    if len(body) > MAX_BYTES:
        raise Unreadable("the JSON document is too large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError as fault:
        raise Unreadable("the JSON is not in a Unicode encoding", str(fault)[:200]) from None
    return read_json_text(text)


def read_json_text(text: str, *, strict: bool = True) -> Any:
    """Parse JSON text; with `strict` false, control characters may stand inside strings. Raises Unreadable."""
    try:
        return (
            storable(json.loads(text, strict=strict)) if _UNSTORABLE.search(text) else json.loads(text, strict=strict)
        )
    except ValueError as fault:
        raise Unreadable("the JSON is not well formed", str(fault)[:200]) from None
    except RecursionError:
        raise Unreadable("the JSON is nested too deeply") from None


def storable(value: Any) -> Any:
    """Replace the characters of strings that no store takes, in keys too."""
    if isinstance(value, str):
        return _UNSTORABLE_CHARACTERS.sub("\ufffd", value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def compact(value: Any) -> str:
    """Write any JSON value as one line; empty for what says nothing."""
    if value in (None, "", [], {}):
        return ""
    return " ".join(value.split()) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class JsonObject:
    """One object being read; it knows which keys were asked for."""

    __slots__ = ("_asked", "_values")

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values
        self._asked: set[str] = set()

    def get(self, *names: str) -> Any:
        """Read the first of the keys that is there and not null; None when there is none."""
        self._asked.update(names)
        return next((value for name in names if (value := self._values.get(name)) is not None), None)

    def line(self, *names: str) -> str:
        """Read text or a number as one line; empty when it is absent or anything else."""
        for name in names:
            value = self._values.get(name)
            if value is not None:
                break
        else:
            return ""
        if not isinstance(value, (str, int, float)):
            return ""
        self._asked.update(names)
        return " ".join(str(value).split())

    def prose(self, *names: str) -> str:
        """Read text with its line breaks."""
        value = self.get(*names)
        return value.strip() if isinstance(value, str) else self.line(*names)

    def rest(self) -> Iterator[tuple[str, str]]:
        """Yield what was not asked for, as key and one line of text."""
        for name, value in self._values.items():
            if name not in self._asked and (text := compact(value)):
                yield name, text
