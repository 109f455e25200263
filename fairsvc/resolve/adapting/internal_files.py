"""Files as a facility's catalogue knows them, by the paths of its own machines, and their addresses outside. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairsvc.errors import UpstreamError
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.metadata import Identifier
from fairsvc.model.recipe import Auth, Door, Recipe, Staging
from fairsvc.model.repository import Holding
from fairsvc.model.resolution import Access, AccessState, Availability
from fairsvc.resolve.adapting.asking import read_answer
from fairsvc.resolve.adapting.following import items_of

_STAGED = {Staging.TAPE: Availability.NEARLINE, Staging.ONLINE: Availability.ONLINE}
_WANTED = {Auth.LOGIN: AccessState.LOGIN, Auth.TOKEN: AccessState.LOGIN, Auth.NONE: AccessState.OPEN}


@dataclass(frozen=True, slots=True)
class InternalFile:
    """One file of a dataset: its absolute `path` inside the facility, and its `name` within the dataset.

    `url` is the address that the catalogue itself gives, `expires_at` when that ends.
    """

    path: str
    name: str
    size_bytes: int | None = None
    digests: tuple[Identifier, ...] = ()
    availability: Availability = Availability.UNKNOWN
    url: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """All files of a record; `complete` None means that nothing states a total, `reason` says why.

    `hint` helps people where programs get no further.
    """

    files: tuple[InternalFile, ...]
    complete: bool | None = None
    reason: str = ""
    title: str = ""
    access: Access = Access()
    hint: str = ""


def hold(inventory: Inventory, recipe: Recipe | None) -> Holding:
    """Give every file its address, the recipe's before the catalogue's; those without one are told as unreached."""
    entries, unreached = [], []
    for file in inventory.files:
        url = _address(file, recipe)
        if url:
            entries.append(_entry(file, url, recipe))
        else:
            unreached.append(file.path or file.name)
    complete = False if unreached else inventory.complete
    reason = _without_address(unreached, len(inventory.files), recipe) or inventory.reason
    if inventory.hint and (unreached or not entries):
        reason = f"{reason}; {inventory.hint}"
    return Holding(
        Listing(tuple(entries), complete, reason),
        _access(inventory, recipe),
        _common(_availability(file, recipe) for file in inventory.files),
        inventory.title,
        unreached=tuple(unreached),
    )


def join_internal(folder: str, path: str) -> str:
    """Spell the absolute internal path of a file in a folder; empty when both are relative. Going up is left in."""
    if not path.startswith("/") and not folder.startswith("/"):
        return ""
    whole = path if path.startswith("/") else f"{folder}/{path}"
    return "/" + "/".join(part for part in whole.split("/") if part not in ("", "."))


def name_within(folder: str, path: str) -> str:
    """Spell a file's name within its dataset's folder; empty when it would deceive."""
    bare = folder.rstrip("/")
    inside = path.removeprefix(f"{bare}/") if bare else path
    return read_path(inside.lstrip("/"))


def name_folders(labels: Mapping[str, str]) -> dict[str, str]:
    """Name a folder for each of several datasets by the last part of its label, by its key where that is not enough.

    One dataset alone needs none.
    """
    if len(labels) < 2:
        return dict.fromkeys(labels, "")
    short = {key: read_path(posixpath.basename(label.rstrip("/"))) for key, label in labels.items()}
    taken = list(short.values())
    plain = {key: read_path(key.replace("/", "_")) or "dataset" for key in labels}
    return {key: name if name and taken.count(name) == 1 else plain[key] for key, name in short.items()}


def below(folder: str, name: str) -> str:
    """Put a file's name into its dataset's folder."""
    return f"{folder}/{name}" if folder and name else name


def merge_files(files: Iterable[InternalFile]) -> tuple[InternalFile, ...]:
    """Keep the first of those that lists repeat."""
    return tuple({(file.path, file.name, file.url): file for file in files}.values())


def read_lists(answers: Mapping[str, Exchange]) -> tuple[dict[str, tuple[Node, ...]], tuple[str, ...]]:
    """Read the lists of several datasets by key, and say of each that did not come why."""
    listed: dict[str, tuple[Node, ...]] = {}
    troubles: list[str] = []
    for key, answer in answers.items():
        try:
            listed[key] = items_of(read_answer(answer), answer.need.url)
        except UpstreamError as trouble:
            troubles.append(str(trouble).rstrip("."))
    return listed, tuple(troubles)


def count_lists(datasets: int, troubles: Sequence[str], files: int) -> tuple[bool | None, str]:
    """Tell whether all datasets gave their list, and say so."""
    if troubles:
        return False, f"{len(troubles)} of {datasets} datasets gave no list: {troubles[0]}"
    if not files:
        return None, "the catalogue lists no files of the record"
    parts = "its one dataset" if datasets == 1 else f"all {datasets} datasets"
    return True, f"the catalogue lists the files of {parts}"


def _address(file: InternalFile, recipe: Recipe | None) -> str:
    if recipe is None:
        return file.url
    return "" if recipe.door is Door.NONE else recipe.address_of(file.path) or file.url


def _entry(file: InternalFile, url: str, recipe: Recipe | None) -> FileEntry:
    wanted = _WANTED.get(recipe.auth) if recipe and recipe.auth else None
    return FileEntry(
        url,
        file.name,
        file.size_bytes,
        file.digests,
        access=str(wanted or "unknown"),
        availability=str(_availability(file, recipe)),
        expires_at=file.expires_at if url == file.url else None,
    )


def _availability(file: InternalFile, recipe: Recipe | None) -> Availability:
    if file.availability is not Availability.UNKNOWN or recipe is None or recipe.staging is None:
        return file.availability
    return _STAGED[recipe.staging]


def _access(inventory: Inventory, recipe: Recipe | None) -> Access:
    if inventory.access.state is not AccessState.UNKNOWN or recipe is None or recipe.auth is None:
        return inventory.access
    return Access(_WANTED[recipe.auth], because=f"the recipe {recipe.id} says what its door wants")


def _common(found: Iterable[Availability]) -> Availability:
    said: Collection[Availability] = set(found)
    return next(iter(said)) if len(said) == 1 else Availability.UNKNOWN


def _without_address(unreached: Sequence[str], count: int, recipe: Recipe | None) -> str:
    """Say how many files nobody outside can fetch, and who could change that; empty when there are none."""
    if not unreached:
        return ""
    first = unreached[0]
    known = f"{count} files" if len(unreached) == count else f"{len(unreached)} of {count} files"
    if recipe is None:
        return f"{known} are known by internal paths (the first: {first}), and no recipe tells their addresses"
    if recipe.door is Door.NONE:
        return f"{known} are known by internal paths (the first: {first}), and the facility has no door for machines"
    if not recipe.rules:
        return f"{known} are known by internal paths (the first: {first}), and recipe {recipe.id} has no rule for them"
    return f"{known} have no address: no rule of recipe {recipe.id} covers {first}"
