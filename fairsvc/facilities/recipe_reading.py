"""The recipes of a profile to values: each mistake that would send people to a wrong address has its own sentence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fairsvc.errors import BadSettings
from fairsvc.facilities.profile import ANY, DOI_PREFIX, HOST, URL, FileRecipe, Form
from fairsvc.facilities.values import (
    FACT_KEYS,
    Place,
    read_choice,
    read_origin,
    read_table,
    read_tables,
    read_text,
    read_texts,
    shown,
)
from fairsvc.model.recipe import PLACEHOLDER, Auth, Door, PathRule, Staging

_KEYS = (
    "id",
    "catalogue",
    "base_url",
    "door_url",
    "doi_prefixes",
    "landing_hosts",
    "paths",
    "door",
    "auth",
    "staging",
    *FACT_KEYS[1:],
)
_EXAMPLE = f"https://files.facility.example/{PLACEHOLDER}"
_Word = TypeVar("_Word", bound=StrEnum)


def read_recipes(value: Any, place: Place) -> tuple[FileRecipe, ...]:
    """Read the recipes of one profile. Raises BadSettings."""
    found = tuple(_recipe(entry, place) for entry in read_tables(value, place))
    if len({recipe.id for recipe in found}) < len(found):
        raise BadSettings("two recipes share one id", str(place), "Give each [[recipes]] an id of its own")
    return found


def _recipe(value: Any, place: Place) -> FileRecipe:
    table = read_table(value, _KEYS, place)
    name = read_text(table.get("id", ""), ANY, place.at("id"))
    here = place.at(name)
    found = FileRecipe(
        id=name,
        catalogue=read_text(table.get("catalogue", ""), ANY, here.at("catalogue")),
        base_url=read_origin(table, _base(table.get("base_url", "")), URL, here),
        door_url=read_text(_base(table["door_url"]), URL, here.at("door_url")) if "door_url" in table else "",
        doi_prefixes=_matches(table, "doi_prefixes", DOI_PREFIX, here),
        landing_hosts=_matches(table, "landing_hosts", HOST, here),
        rules=_rules(table.get("paths", []), here.at("paths")),
        door=_word(table, "door", Door, here),
        auth=_word(table, "auth", Auth, here),
        staging=_word(table, "staging", Staging, here),
    )
    if found.door is Door.NONE and (found.rules or found.door_url):
        raise BadSettings("a recipe without a door has no addresses", str(here), 'Write door = "https", or no paths')
    return found


def _matches(table: Mapping[str, Any], key: str, form: Form, place: Place) -> tuple[str, ...] | None:
    return read_texts(table[key], form, place.at(key)) if key in table else None


def _word(table: Mapping[str, Any], key: str, kind: type[_Word], place: Place) -> _Word | None:
    return kind(read_choice(table[key], kind, place.at(key))) if key in table else None


def _base(value: Any) -> Any:
    return value.rstrip("/") if isinstance(value, str) else value


def _rules(value: Any, place: Place) -> tuple[PathRule, ...]:
    if not isinstance(value, list):
        raise BadSettings("this must be a list of tables", str(place), "Write [[recipes.paths]]")
    rules = tuple(_rule(entry, place) for entry in value)
    prefixes = [rule.prefix.rstrip("/") for rule in rules]
    if len(set(prefixes)) < len(prefixes):
        raise BadSettings("two rules share one prefix", str(place), "Only one address can be the best")
    return rules


def _rule(value: Any, place: Place) -> PathRule:
    if not isinstance(value, dict):
        next_step = f'Write {{ prefix = "/data/visitors", template = "{_EXAMPLE}" }}'
        raise BadSettings("a rule needs a prefix and a template", str(place), next_step)
    table = read_table(value, ("prefix", "template"), place)
    prefix = read_text(table.get("prefix", ""), ANY, place.at("prefix"))
    if not prefix.startswith("/") or ".." in prefix.split("/"):
        raise BadSettings(
            "the prefix is no absolute path", f"{shown(prefix)} for {place}", "Write it as /data/visitors"
        )
    return PathRule(prefix, _template(read_text(table.get("template", ""), ANY, place.at("template")), place))


def _template(template: str, place: Place) -> str:
    which = f"{shown(template)} for {place.at('template')}"
    if not template.startswith(("http://", "https://")):
        raise BadSettings("the template is no web address", which, f"It looks like {_EXAMPLE}")
    try:
        parts = urlsplit(template)
        _ = parts.port
    except ValueError:
        raise BadSettings("the template is no web address", which, f"It looks like {_EXAMPLE}") from None
    if "@" in parts.netloc:
        next_step = "Take them out: everybody sees addresses, and auth says what the door wants"
        raise BadSettings("the template holds a user or a password", which, next_step)
    if not parts.hostname or PLACEHOLDER in parts.netloc or any(mark.isspace() for mark in template):
        raise BadSettings("the template is no web address", which, f"It looks like {_EXAMPLE}")
    if template.count(PLACEHOLDER) != 1 or PLACEHOLDER not in parts.path + parts.query:
        raise BadSettings("the template does not say where the path goes", which, f"It looks like {_EXAMPLE}")
    return template
