"""The text of a profile to values; whatever is wrong is named with its file and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from fairsvc.errors import BadSettings
from fairsvc.facilities.profile import ANY, URL, Fact, Form, Holding, OaiEndpoint, Quirk, Shape, Status, sections

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_FACT_KEYS = ("value", "source", "checked_at", "status", "note", "evidence")
_LISTS = ("sets", "harvest_sets", "former_urls")
_ENDPOINT_KEYS = ("id", "url", "prefix", *_LISTS, "holds", "requests_per_s", "quirks", *_FACT_KEYS[1:])
_FASTEST_PER_S = 100


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are in which file, as errors name it."""

    key: str
    where: str

    def __str__(self) -> str:
        return f"{self.key} in {self.where}" if self.key else self.where

    def at(self, key: object) -> _Place:
        return _Place(f"{self.key}.{key}" if self.key else str(key), self.where)


def read_profile(text: str, where: str, quirks: Mapping[str, Quirk]) -> dict[str, Any]:
    """Read one file as keyword arguments of `Facility`; what it does not name is left out. Raises BadSettings."""
    content = _toml(text, where)
    shapes = {row.name: row.metadata for row in sections()}
    place = _Place("", where)
    _known(content, ("id", "name", "aliases", *shapes), place)
    found: dict[str, Any] = {key: _text(content[key], ANY, place.at(key)) for key in ("id", "name") if key in content}
    if not _ID.match(found.get("id", "")):
        next_step = 'Write id = "name-of-facility": small letters, digits, and hyphens between them'
        raise BadSettings("a profile needs an id", where, next_step)
    aliases = {"aliases": _texts(content["aliases"], ANY, place.at("aliases"))} if "aliases" in content else {}
    facts = {
        key: _shaped(content[key], metadata["shape"], metadata["form"], place.at(key), quirks)
        for key, metadata in shapes.items()
        if key in content
    }
    return {**found, **aliases, **facts}


def read_quirks(text: str, where: str) -> dict[str, Quirk]:
    """Read the file of quirks, by id. Raises BadSettings."""
    found: dict[str, Quirk] = {}
    for name, entry in _toml(text, where).items():
        place = _Place(name, where)
        table = _table(entry, ("software", *_FACT_KEYS), place)
        software = _text(table.pop("software", ""), ANY, place.at("software"))
        found[name] = Quirk(name, software, _fact(table, ANY, place))
    return found


def near(text: str, known: Collection[str]) -> str:
    """Say which known word was perhaps meant, or all of them."""
    found = difflib.get_close_matches(text, list(known), 1)
    return f"Did you mean {found[0]}?" if found else f"Known: {', '.join(sorted(known))}"


def _shaped(value: Any, shape: Shape, form: Form, place: _Place, quirks: Mapping[str, Quirk]) -> Any:
    match shape:
        case Shape.ONE:
            return _fact(value, form, place)
        case Shape.MANY:
            return tuple(_fact(entry, form, place) for entry in _tables(value, place))
        case Shape.NAMED:
            if not isinstance(value, dict):
                raise BadSettings("this must be a table of facts", str(place), f"Write [{place.key}.name]")
            return {name: _fact(entry, form, place.at(name)) for name, entry in value.items()}
        case Shape.ENDPOINTS:
            return _endpoints(value, place, quirks)


def _fact(value: Any, form: Form, place: _Place) -> Fact:
    table = _table(value, _FACT_KEYS, place)
    if "source" not in table:
        raise BadSettings("a fact needs its source", str(place), 'Write source = "where it is said"')
    status = _choice(table.get("status", Status.VERIFIED), Status, place.at("status"))
    return Fact(
        _text(table.get("value", ""), form, place),
        _text(table["source"], ANY, place.at("source")),
        _checked_at(table.get("checked_at"), place),
        Status(status),
        _text(table["note"], ANY, place.at("note")) if "note" in table else "",
        _text(table["evidence"], URL, place.at("evidence")) if "evidence" in table else "",
    )


def _endpoints(value: Any, place: _Place, quirks: Mapping[str, Quirk]) -> tuple[OaiEndpoint, ...]:
    found = tuple(_endpoint(entry, place, quirks) for entry in _tables(value, place))
    if len({endpoint.id for endpoint in found}) < len(found):
        raise BadSettings("two endpoints share one id", str(place), "Give each [[oai]] an id of its own")
    return found


def _endpoint(value: Any, place: _Place, quirks: Mapping[str, Quirk]) -> OaiEndpoint:
    table = _table(value, _ENDPOINT_KEYS, place)
    name = _text(table.get("id", ""), ANY, place.at("id"))
    here = place.at(name)
    fact = {key: table[key] for key in _FACT_KEYS[1:] if key in table} | {"value": table.get("url", "")}
    named = _texts(table.get("quirks", []), ANY, here.at("quirks"))
    for quirk in named:
        if quirk not in quirks:
            raise BadSettings("there is no such quirk", f"{quirk} of {here}", near(quirk, quirks))
    lists = {key: _texts(table.get(key, []), URL if key == "former_urls" else ANY, here.at(key)) for key in _LISTS}
    return OaiEndpoint(
        id=name,
        url=_fact(fact, URL, here),
        prefix=_text(table["prefix"], ANY, here.at("prefix")) if "prefix" in table else "",
        holds=Holding(_choice(table.get("holds", Holding.DATASETS), Holding, here.at("holds"))),
        requests_per_s=_pace(table.get("requests_per_s"), here.at("requests_per_s")),
        quirks=tuple(quirks[quirk] for quirk in named),
        **lists,
    )


def _toml(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadSettings("the facility profile is not valid TOML", f"{where} ({error})") from None


def _known(table: Mapping[str, Any], known: Collection[str], place: _Place) -> None:
    for key in table:
        if key not in known:
            raise BadSettings("a facility profile knows no such key", str(place.at(key)), near(key, known))


def _table(value: Any, known: Collection[str], place: _Place) -> dict[str, Any]:
    if not isinstance(value, dict):
        next_step = 'Write { value = "...", source = "where it is said", checked_at = 2026-01-31 }'
        raise BadSettings("a fact needs its source and date", str(place), next_step)
    _known(value, known, place)
    return dict(value)


def _tables(value: Any, place: _Place) -> list[Any]:
    if not isinstance(value, list):
        raise BadSettings("this must be a list of tables", str(place), f"Write [[{place.key}]]")
    return value


def _text(value: Any, form: Form, place: _Place) -> str:
    if not isinstance(value, str) or not form.pattern.match(value):
        raise BadSettings(
            "this is not what belongs here", f"{_shown(value)} for {place}", f"It looks like {form.example}"
        )
    return value


def _shown(value: Any) -> str:
    """Spell a refused value in a few words, without the user and password of an address."""
    plain = value.rpartition("@")[2] if isinstance(value, str) and "://" in value else value
    return f"{plain!r:.100}"


def _texts(value: Any, form: Form, place: _Place) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadSettings("this must be a list of texts", str(place))
    return tuple(_text(entry, form, place) for entry in value)


def _choice(value: Any, kind: type[Status] | type[Holding], place: _Place) -> str:
    known = [str(member) for member in kind]
    if value not in known:
        raise BadSettings("this is not what belongs here", f"{_shown(value)} for {place}", f"Known: {', '.join(known)}")
    return str(value)


def _checked_at(value: Any, place: _Place) -> datetime:
    """Read a day, which means its first instant in UTC, or an instant with its offset."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    raise BadSettings("a fact needs the day it was checked", str(place), "Write checked_at = 2026-01-31")


def _pace(value: Any, place: _Place) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _FASTEST_PER_S:
        raise BadSettings("this is not what belongs here", f"{_shown(value)} for {place}", "It looks like 0.5")
    return float(value)
