"""The packaged profiles, and the operator's on top of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fairsvc.errors import BadSettings
from fairsvc.facilities.profile import Facility, FileRecipe, OaiEndpoint, Quirk, Shape, sections
from fairsvc.facilities.reading import read_profile, read_quirks
from fairsvc.facilities.values import near

Entries = tuple[OaiEndpoint | FileRecipe, ...]

# Far above any profile, far below what would fill the memory.
LARGEST_BYTES = 1_000_000


def load_facilities(folder: Path | None = None) -> dict[str, Facility]:
    """Load every profile by id; those of `folder` override ours section by section, or add facilities.

    Raises BadSettings.
    """
    found = dict(_packaged())
    for path in sorted(folder.glob("*.toml")) if folder else ():
        values = _read(_text(path), path.name, path.stem)
        base = found.get(values["id"])
        found[values["id"]] = _overridden(base, values) if base else _complete(values, path.name)
    return dict(sorted(found.items()))


def choose_facility(facilities: Mapping[str, Facility], name: str) -> Facility:
    """Choose by id, name or alias, whatever its case and punctuation. Raises BadSettings with a near match."""
    known = {_plain(label): each for each in facilities.values() for label in (*each.aliases, each.name, each.id)}
    found = known.get(_plain(name))
    if found is None:
        raise BadSettings("there is no profile of this facility", name, near(name.lower(), facilities))
    return found


@cache
def load_quirks() -> dict[str, Quirk]:
    """Load the known ways of providers' software, by id."""
    text = files("fairsvc.facilities").joinpath("quirks.toml").read_text("utf-8")
    return read_quirks(text, "quirks.toml")


@cache
def _packaged() -> dict[str, Facility]:
    data = sorted(files("fairsvc.facilities").joinpath("data").iterdir(), key=lambda path: path.name)
    names = [path.name for path in data if path.name.endswith(".toml")]
    texts = {path.name: path.read_text("utf-8") for path in data if path.name in names}
    read = (_read(text, name, name.removesuffix(".toml")) for name, text in texts.items())
    return {values["id"]: _complete(values, f"{values['id']}.toml") for values in read}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadSettings("the facility profile is too large", f"{path} (over {LARGEST_BYTES} bytes)")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings("the facility profile cannot be read", f"{path} ({error})") from None


def _read(text: str, where: str, stem: str) -> dict[str, Any]:
    values = read_profile(text, where, load_quirks())
    if values["id"] != stem:
        raise BadSettings("the id is not the file's name", f"{values['id']} in {where}", "Rename one of them")
    return values


def _complete(values: Mapping[str, Any], where: str) -> Facility:
    if "name" not in values:
        raise BadSettings("a new facility needs a name", where, 'Write name = "..."')
    return Facility(**values)


def _overridden(base: Facility, values: Mapping[str, Any]) -> Facility:
    """Put what a file names in place of the base's; what has names or ids goes on entry by entry."""
    merged = {name: getattr(base, name) for name in ("id", "name", "aliases", *(row.name for row in sections()))}
    shapes = {row.name: row.metadata["shape"] for row in sections()}
    for key, value in values.items():
        match shapes.get(key):
            case Shape.NAMED:
                merged[key] = {**merged[key], **value}
            case Shape.ENDPOINTS | Shape.RECIPES:
                merged[key] = _by_id(merged[key], value)
            case _:
                merged[key] = value
    return Facility(**merged)


def _by_id(base: Entries, values: Entries) -> Entries:
    return tuple({entry.id: entry for entry in (*base, *values)}.values())


def _plain(label: str) -> str:
    return "".join(character for character in label.casefold() if character.isalnum())
