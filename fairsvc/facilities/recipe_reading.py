"""The recipes of a profile to values: each mistake that would send people to a wrong address has its own sentence."""

from __future__ import annotations

from typing import Any
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

_MATCHES: dict[str, Form] = {"doi_prefixes": DOI_PREFIX, "landing_hosts": HOST}
_WORDS = {"door": Door, "auth": Auth, "staging": Staging}
_KEYS = ("id", "catalogue", "base_url", *_MATCHES, "paths", *_WORDS, *FACT_KEYS[1:])
_EXAMPLE = f"https://files.facility.example/{PLACEHOLDER}"


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
    words = {key: kind(read_choice(table[key], kind, here.at(key))) for key, kind in _WORDS.items() if key in table}
    rules = _rules(table.get("paths", []), here.at("paths"))
    if rules and words.get("door") is Door.NONE:
        raise BadSettings("a recipe without a door has no addresses", str(here), 'Write door = "https", or leave paths')
    return FileRecipe(
        id=name,
        catalogue=read_text(table.get("catalogue", ""), ANY, here.at("catalogue")),
        base_url=read_origin(table, _base(table.get("base_url", "")), URL, here),
        rules=rules,
        **{key: read_texts(table[key], form, here.at(key)) for key, form in _MATCHES.items() if key in table},
        **words,
    )


def _base(value: Any) -> Any:
    return value.rstrip("/") if isinstance(value, str) else value


def _rules(value: Any, place: Place) -> tuple[PathRule, ...]:
    rules = tuple(_rule(entry, place) for entry in read_tables(value, place))
    prefixes = [rule.prefix.rstrip("/") for rule in rules]
    if len(set(prefixes)) < len(prefixes):
        raise BadSettings("two rules share one prefix", str(place), "Only one address can be the best")
    return rules


def _rule(value: Any, place: Place) -> PathRule:
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
