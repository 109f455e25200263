"""The values of a profile's file; whatever is wrong is named with its file and key."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from fairsvc.errors import BadSettings
from fairsvc.facilities.profile import ANY, URL, Fact, Form, Status

FACT_KEYS = ("value", "source", "checked_at", "status", "note", "evidence")


@dataclass(frozen=True, slots=True)
class Place:
    """Where we are in which file, as errors name it."""

    key: str
    where: str

    def __str__(self) -> str:
        return f"{self.key} in {self.where}" if self.key else self.where

    def at(self, key: object) -> Place:
        """Go down to a key."""
        return Place(f"{self.key}.{key}" if self.key else str(key), self.where)


def near(text: str, known: Collection[str]) -> str:
    """Say which known word was perhaps meant, or all of them."""
    found = difflib.get_close_matches(text, list(known), 1)
    return f"Did you mean {found[0]}?" if found else f"Known: {', '.join(sorted(known))}"


def check_keys(table: Mapping[str, Any], known: Collection[str], place: Place) -> None:
    """Refuse a key that is not known. Raises BadSettings."""
    for key in table:
        if key not in known:
            raise BadSettings("a facility profile knows no such key", str(place.at(key)), near(key, known))


def read_fact(value: Any, form: Form, place: Place) -> Fact:
    """Read a table with a value and its origin. Raises BadSettings."""
    table = read_table(value, FACT_KEYS, place)
    if "source" not in table:
        raise BadSettings("a fact needs its source", str(place), 'Write source = "where it is said"')
    status = read_choice(table.get("status", Status.VERIFIED), Status, place.at("status"))
    return Fact(
        read_text(table.get("value", ""), form, place),
        read_text(table["source"], ANY, place.at("source")),
        _checked_at(table.get("checked_at"), place),
        Status(status),
        read_text(table["note"], ANY, place.at("note")) if "note" in table else "",
        read_text(table["evidence"], URL, place.at("evidence")) if "evidence" in table else "",
    )


def read_origin(table: Mapping[str, Any], value: Any, form: Form, place: Place) -> Fact:
    """Read the origin that a table of several values has for all of them, as a fact of the main one."""
    return read_fact({key: table[key] for key in FACT_KEYS[1:] if key in table} | {"value": value}, form, place)


def read_table(value: Any, known: Collection[str], place: Place) -> dict[str, Any]:
    """Read a table of known keys. Raises BadSettings."""
    if not isinstance(value, dict):
        next_step = 'Write { value = "...", source = "where it is said", checked_at = 2026-01-31 }'
        raise BadSettings("a fact needs its source and date", str(place), next_step)
    check_keys(value, known, place)
    return dict(value)


def read_tables(value: Any, place: Place) -> list[Any]:
    """Read a list whose items are read by others. Raises BadSettings."""
    if not isinstance(value, list):
        raise BadSettings("this must be a list of tables", str(place), f"Write [[{place.key}]]")
    return value


def read_text(value: Any, form: Form, place: Place) -> str:
    """Read a text of that form. Raises BadSettings."""
    if not isinstance(value, str) or not form.pattern.match(value):
        raise BadSettings(
            "this is not what belongs here", f"{shown(value)} for {place}", f"It looks like {form.example}"
        )
    return value


def read_texts(value: Any, form: Form, place: Place) -> tuple[str, ...]:
    """Read a list of texts of that form. Raises BadSettings."""
    if not isinstance(value, list):
        raise BadSettings("this must be a list of texts", str(place))
    return tuple(read_text(entry, form, place) for entry in value)


def read_choice(value: Any, kind: type[StrEnum], place: Place) -> str:
    """Read one of the words of a kind. Raises BadSettings."""
    known = [str(member) for member in kind]
    if value not in known:
        raise BadSettings("this is not what belongs here", f"{shown(value)} for {place}", f"Known: {', '.join(known)}")
    return str(value)


def shown(value: Any) -> str:
    """Spell a refused value in a few words, without the user and password of an address."""
    plain = value.rpartition("@")[2] if isinstance(value, str) and "://" in value else value
    return f"{plain!r:.100}"


def _checked_at(value: Any, place: Place) -> datetime:
    """Read a day, which means its first instant in UTC, or an instant with its offset."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    raise BadSettings("a fact needs the day it was checked", str(place), "Write checked_at = 2026-01-31")
