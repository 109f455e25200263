"""The text of a profile to values; whatever is wrong is named with its file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from fairsvc.errors import BadSettings
from fairsvc.facilities.profile import ANY, URL, Form, Holding, OaiEndpoint, Quirk, Shape, sections
from fairsvc.facilities.recipe_reading import read_recipes
from fairsvc.facilities.values import (
    FACT_KEYS,
    Place,
    check_keys,
    near,
    read_choice,
    read_fact,
    read_origin,
    read_table,
    read_tables,
    read_text,
    read_texts,
    shown,
)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LISTS = ("sets", "harvest_sets", "former_urls")
_ENDPOINT_KEYS = ("id", "url", "prefix", *_LISTS, "holds", "requests_per_s", "quirks", *FACT_KEYS[1:])
_FASTEST_PER_S = 100


def read_profile(text: str, where: str, quirks: Mapping[str, Quirk]) -> dict[str, Any]:
    """Read one file as keyword arguments of `Facility`; what it does not name is left out. Raises BadSettings."""
    content = _toml(text, where)
    shapes = {row.name: row.metadata for row in sections()}
    place = Place("", where)
    check_keys(content, ("id", "name", "aliases", *shapes), place)
    found: dict[str, Any] = {
        key: read_text(content[key], ANY, place.at(key)) for key in ("id", "name") if key in content
    }
    if not _ID.match(found.get("id", "")):
        next_step = 'Write id = "name-of-facility": small letters, digits, and hyphens between them'
        raise BadSettings("a profile needs an id", where, next_step)
    aliases = {"aliases": read_texts(content["aliases"], ANY, place.at("aliases"))} if "aliases" in content else {}
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
        place = Place(name, where)
        table = read_table(entry, ("software", *FACT_KEYS), place)
        software = read_text(table.pop("software", ""), ANY, place.at("software"))
        found[name] = Quirk(name, software, read_fact(table, ANY, place))
    return found


def _shaped(value: Any, shape: Shape, form: Form, place: Place, quirks: Mapping[str, Quirk]) -> Any:
    match shape:
        case Shape.ONE:
            return read_fact(value, form, place)
        case Shape.MANY:
            return tuple(read_fact(entry, form, place) for entry in read_tables(value, place))
        case Shape.NAMED:
            if not isinstance(value, dict):
                raise BadSettings("this must be a table of facts", str(place), f"Write [{place.key}.name]")
            return {name: read_fact(entry, form, place.at(name)) for name, entry in value.items()}
        case Shape.ENDPOINTS:
            return _endpoints(value, place, quirks)
        case Shape.RECIPES:
            return read_recipes(value, place)


def _endpoints(value: Any, place: Place, quirks: Mapping[str, Quirk]) -> tuple[OaiEndpoint, ...]:
    found = tuple(_endpoint(entry, place, quirks) for entry in read_tables(value, place))
    if len({endpoint.id for endpoint in found}) < len(found):
        raise BadSettings("two endpoints share one id", str(place), "Give each [[oai]] an id of its own")
    return found


def _endpoint(value: Any, place: Place, quirks: Mapping[str, Quirk]) -> OaiEndpoint:
    table = read_table(value, _ENDPOINT_KEYS, place)
    name = read_text(table.get("id", ""), ANY, place.at("id"))
    here = place.at(name)
    named = read_texts(table.get("quirks", []), ANY, here.at("quirks"))
    for quirk in named:
        if quirk not in quirks:
            raise BadSettings("there is no such quirk", f"{quirk} of {here}", near(quirk, quirks))
    lists = {key: read_texts(table.get(key, []), URL if key == "former_urls" else ANY, here.at(key)) for key in _LISTS}
    return OaiEndpoint(
        id=name,
        url=read_origin(table, table.get("url", ""), URL, here),
        prefix=read_text(table["prefix"], ANY, here.at("prefix")) if "prefix" in table else "",
        holds=Holding(read_choice(table.get("holds", Holding.DATASETS), Holding, here.at("holds"))),
        requests_per_s=_pace(table.get("requests_per_s"), here.at("requests_per_s")),
        quirks=tuple(quirks[quirk] for quirk in named),
        **lists,
    )


def _toml(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadSettings("the facility profile is not valid TOML", f"{where} ({error})") from None


def _pace(value: Any, place: Place) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _FASTEST_PER_S:
        raise BadSettings("this is not what belongs here", f"{shown(value)} for {place}", "It looks like 0.5")
    return float(value)
