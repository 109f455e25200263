"""What the doctor looks at: each examination is a function from the call to what it found."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from cli.context import Context
from fairsvc.errors import FairsvcError

PACKAGES = ("lxml", "pyld", "rdflib", "requests", "sickle", "sqlalchemy", "typer", "urllib3", "warcio")
NEEDED_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at."""

    what: str
    ok: bool
    found: str


def examine(call: Context) -> tuple[Symptom, ...]:
    """Look at everything; an examination that fails is a finding, not an end."""
    found: list[Symptom] = []
    for what, look in _EXAMINATIONS:
        symptom = _looked(what, look, call)
        same = next((one for one in found if not one.ok and one.found == symptom.found), None)
        found.append(replace(symptom, found=f"not looked at, because of the {same.what}") if same else symptom)
    return tuple(found)


def _looked(what: str, look: Callable[[Context], tuple[bool, str]], call: Context) -> Symptom:
    try:
        return Symptom(what, *look(call))
    except (FairsvcError, OSError) as error:
        return Symptom(what, ok=False, found=str(error))


def _python(_: Context) -> tuple[bool, str]:
    return sys.version_info >= (3, 11), sys.version.split()[0]


def _packages(_: Context) -> tuple[bool, str]:
    """Compare what is imported with what is installed: some packages overwrite urllib3 on disk."""
    wrong = [name for name in ("urllib3", "requests") if import_module(name).__version__ != version(name)]
    found = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return not wrong, f"{found}{'; overwritten on disk: ' + ', '.join(wrong) if wrong else ''}"


def _extras(_: Context) -> tuple[bool, str]:
    from fairsvc.formats.nexus import has_reader

    if has_reader():
        return True, f"nexus (h5py {version('h5py')}): depth full reads the structure of HDF5 files"
    return True, "nexus is not installed, HDF5 files are not looked into: pip install 'fairsvc[nexus]'"


def _files(_: Context) -> tuple[bool, str]:
    """Hash our installed files again and compare with the installation's record."""
    try:
        files = distribution("fairsvc").files or []
    except PackageNotFoundError:
        return True, "runs from a folder, not installed"
    hashed = [
        file
        for file in files
        if file.hash is not None and file.suffix in (".py", ".toml", ".txt", ".html", ".css", ".json")
    ]
    changed = [str(file) for file in hashed if file.hash and _sha256(Path(str(file.locate()))) != file.hash.value]
    if not changed:
        return True, f"{len(hashed)} files are as installed"
    return False, f"changed since the installation: {', '.join(changed[:5])}"


def _sha256(path: Path) -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(sha256(path.read_bytes()).digest()).rstrip(b"=").decode() if path.is_file() else ""


def _settings(call: Context) -> tuple[bool, str]:
    settings = call.settings()
    return True, f"{settings.folder}, {len(settings.sources)} sources"


def _contact(call: Context) -> tuple[bool, str]:
    contact = call.settings().contact
    return bool(contact), contact or "not set: no host but this one can be asked"


def _store(call: Context) -> tuple[bool, str]:
    from fairsvc.jobs.holdings import list_holdings

    with call.workspace() as workspace:
        holdings = list_holdings(workspace)
    return True, f"{call.settings().store_url}: {len(holdings)} sources, {sum(h.records for h in holdings)} records"


def _evidence(call: Context) -> tuple[bool, str]:
    folder = call.settings().evidence_folder
    free = shutil.disk_usage(folder).free
    probe = folder / ".doctor"
    probe.touch()
    probe.unlink()
    return free > NEEDED_FREE_BYTES, f"{folder}: can be written, {free / 1e9:.1f} GB free"


def _plugins(_: Context) -> tuple[bool, str]:
    from assessors.catalogue import load_checks
    from assessors.metric_sets import load_metric_sets
    from fairsvc.formats.dispatch import formats
    from fairsvc.probe.files import load_mechanisms
    from fairsvc.resolve.walking import load_repositories
    from harvest.catalogue import load_sources

    sets = f"metric sets {', '.join(load_metric_sets())}"
    counts = f"{len(load_checks())} checks, {sets}, {len(formats())} formats, {len(load_sources())} sources"
    return True, f"{counts}, {len(load_mechanisms())} mechanisms, {len(load_repositories())} repositories"


_EXAMINATIONS: tuple[tuple[str, Callable[[Context], tuple[bool, str]]], ...] = (
    ("Python", _python),
    ("packages", _packages),
    ("extras", _extras),
    ("files of fairsvc", _files),
    ("plug-ins", _plugins),
    ("settings", _settings),
    ("contact", _contact),
    ("store", _store),
    ("evidence folder", _evidence),
)
