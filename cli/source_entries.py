"""Add and remove [[source]] entries of a fairsvc.toml as text, so that comments and all the rest stay."""

from __future__ import annotations

import json
import math
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from fairsvc.errors import BadSettings
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import Rate, Settings, read_settings

_TEXTS = ("name", "kind", "url", "prefix", "set", "client_id", "doi_prefix", "query", "facility", "quiet")
_HEADER = re.compile(r"[ \t]*\[")
_SOURCE = re.compile(r"[ \t]*\[\[[ \t]*source[ \t]*\]\]")
_REMARK = re.compile(r"[ \t]*(?:#.*)?\Z")
_EDIT = "Edit the file by hand"


def write_source(config: SourceConfig) -> str:
    """Write one entry; what is as usual is left out."""
    fields = {key: getattr(config, "set_spec" if key == "set" else key) for key in _TEXTS}
    lines = [f"{key} = {_toml(value)}" for key, value in fields.items() if value]
    usual = SourceConfig(config.name, config.kind, config.url)
    for what in ("interval", "reconcile"):
        seconds = getattr(config, f"{what}_s")
        if seconds != getattr(usual, f"{what}_s"):
            lines.append(f"{what}_h = {_hours(seconds)}")
    return "\n".join(("[[source]]", *lines, ""))


def write_rate(rate: Rate) -> str:
    """Write one entry of how politely a host is asked."""
    return (
        f"[[rate]]\nhost = {_toml(rate.host)}\nrequests_per_s = {rate.requests_per_s:g}\nin_flight = {rate.in_flight}\n"
    )


def with_sources(text: str, sources: Iterable[SourceConfig], rates: Iterable[Rate], where: str) -> str:
    """Append the entries to the text of the settings. Raises BadSettings when they would not be read back as given."""
    before = read_settings(text, where)
    sources, rates = tuple(sources), tuple(rates)
    entries = [*map(write_source, sources), *map(write_rate, rates)]
    end = "\r\n" if "\r\n" in text else "\n"
    added = "".join(f"\n{entry}" for entry in entries).replace("\n", end)
    text = f"{text}{'' if not text or text.endswith(chr(10)) else end}{added}"
    wanted = replace(before, sources=(*before.sources, *sources), rates=(*before.rates, *rates))
    return _checked(text, wanted, where)


def without_source(text: str, name: str, where: str) -> str:
    """Take the entry of that name out of the text. Raises BadSettings when it is not one plain block."""
    before = read_settings(text, where)
    wanted = replace(before, sources=tuple(source for source in before.sources if source.name != name))
    lines = text.splitlines(keepends=True)
    for header in (number for number, line in enumerate(lines) if _SOURCE.match(line)):
        first, end = _block(lines, header)
        shorter = "".join((*lines[:first], *lines[end:]))
        if _reads_as(shorter, wanted, where):
            return shorter
    raise BadSettings("the entry of this source is not one plain [[source]] block", f"{name} in {where}", _EDIT)


def read_text(path: Path) -> str:
    """Read the settings file with its line ends as they are. Raises BadSettings."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings("the settings cannot be read", f"{path} ({error})") from None


def replace_text(path: Path, text: str) -> None:
    """Write the settings file anew in one step, its rights as they were. Raises BadSettings."""
    path = path.resolve()
    try:
        if not os.access(path, os.W_OK):
            raise PermissionError(13, "Permission denied")
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(path.stat().st_mode & 0o7777)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadSettings(
            "the settings cannot be written", f"{path} ({error.strerror})", "Allow it, or edit it by hand"
        ) from None


def _block(lines: list[str], header: int) -> tuple[int, int]:
    """Find first line and end of a block: a blank line before it goes with it, a remark above the next one does not."""
    following = (number for number in range(header + 1, len(lines)) if _HEADER.match(lines[number]))
    end = next(following, len(lines))
    while end > header + 1 and _REMARK.match(lines[end - 1].rstrip("\r\n")):
        end -= 1
    first = header - 1 if header and not lines[header - 1].strip() else header
    return first, end


def _toml(text: str) -> str:
    """Spell a text in TOML, which agrees with JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _hours(seconds: int) -> str:
    """Spell hours so that reading, which cuts the fraction of a second, gives the same seconds."""
    hours = seconds / 3600
    spellings = (f"{hours:g}", repr(hours), repr(math.nextafter(hours, math.inf)))
    return next(text for text in spellings if int(float(text) * 3600) == seconds)


def _checked(text: str, wanted: Settings, where: str) -> str:
    if not _reads_as(text, wanted, where):
        raise BadSettings("the entry cannot be added to the settings", where, _EDIT)
    return text


def _reads_as(text: str, wanted: Settings, where: str) -> bool:
    try:
        return read_settings(text, where) == wanted
    except BadSettings:
        return False
