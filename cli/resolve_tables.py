"""How a resolution is printed: what is known of the whole, the files, how that was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote, urlsplit

from cli.output import write_table, write_text
from fairsvc.formats.redaction import redact
from fairsvc.formats.size_spelling import spell_size
from fairsvc.model.manifest import FileEntry
from fairsvc.model.resolution import Access, Question, Resolution, Trial

SHOWN_FILES = 50
_COMPLETE = {True: "complete", False: "not complete", None: "not known to be complete"}
# What needs no word.
_ORDINARY = ("open", "online", "unknown")
_WHERE = {
    "online": "online",
    "nearline": "nearline: on tape, which a robot mounts when they are asked for",
    "offline": "offline: a person must fetch them",
}


def print_resolution(resolution: Resolution, *, explain: bool, standards: bool) -> None:
    """Print the head, the files, where the ways disagree, and with `explain` every way and every request."""
    write_text(f"{redact(str(resolution.pid))}  {resolution.title}".rstrip())
    for label, text in _iter_head(resolution):
        if text:
            write_text(f"  {label:<10}{text}")
    _print_files(resolution.manifest.entries)
    for finding in resolution.findings:
        write_text(f"{finding.code} ({finding.where}): {finding.detail}")
    if explain:
        _explain(resolution, standards=standards)


def _iter_head(resolution: Resolution) -> Iterator[tuple[str, str]]:
    yield "page", resolution.page
    yield "agency", resolution.agency
    yield "software", resolution.repository
    yield "licence", resolution.licence
    yield "access", _access(resolution.access)
    yield "bytes are", _WHERE.get(resolution.availability, "")
    yield "files", _count(resolution)
    yield "size", _size(resolution)
    yield "expires", _expiry(resolution.expires_at)
    yield "trouble", resolution.trouble


def _access(access: Access) -> str:
    until = f" until {access.until.isoformat()}" if access.until else ""
    because = f" ({access.because})" if access.because else ""
    return f"{access.state}{until}{because}"


def _count(resolution: Resolution) -> str:
    manifest = resolution.manifest
    if not manifest.entries:
        return f"none known: {manifest.reason}" if manifest.reason else "none known"
    because = f" ({manifest.reason})" if manifest.reason else ""
    list_ = f"{len(manifest.entries)}; the list is {_COMPLETE[manifest.complete]}{because}"
    return f"{list_}; confidence {manifest.confidence:g}, by {manifest.mechanism}"


def _size(resolution: Resolution) -> str:
    known = [entry.size_bytes for entry in resolution.manifest.entries if entry.size_bytes is not None]
    if not known:
        return ""
    if resolution.size_bytes is not None:
        return f"{spell_size(resolution.size_bytes)} ({resolution.size_bytes} bytes)"
    return f"at least {spell_size(sum(known))}: {len(resolution.manifest.entries) - len(known)} sizes are not known"


def _expiry(expires_at: datetime | None) -> str:
    return f"{expires_at:%Y-%m-%d %H:%M} UTC, when the first address ends; resolve again then" if expires_at else ""


def _print_files(entries: tuple[FileEntry, ...]) -> None:
    if not entries:
        return
    columns = ("path", "bytes", "digest", "type", "found by", "access", "bytes are")
    write_table(columns, map(_row, entries[:SHOWN_FILES]))
    if len(entries) > SHOWN_FILES:
        write_text(f"and {len(entries) - SHOWN_FILES} more files: --json, --csv or --urls lists all")


def _row(entry: FileEntry) -> tuple[object, ...]:
    return (
        entry.path or _name(entry.url),
        entry.size_bytes,
        ", ".join(digest.scheme for digest in entry.digests),
        entry.media_type,
        ", ".join(entry.found_by),
        "" if entry.access in _ORDINARY else entry.access,
        "" if entry.availability in _ORDINARY else entry.availability,
    )


def _name(url: str) -> str:
    """Show a file without a name by the end of its address; what may be secret stands behind the path."""
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2] or urlsplit(url).hostname or ""


def _explain(resolution: Resolution, *, standards: bool) -> None:
    from fairsvc.probe.files import load_mechanisms
    from fairsvc.resolve.trials import gave_metalink

    write_table(("way", "what it is", "came to", "because"), map(_trial, resolution.trials), "Ways to the files")
    if not standards and all(trial.mechanism in load_mechanisms() for trial in resolution.trials):
        why = (
            "the PID itself named the files"
            if gave_metalink(resolution)
            else "none was recognised by addresses and links"
        )
        write_text(f"No repository's API was asked: {why}.")
    write_table(("asked by", "request", "answer", "ms"), map(_question, resolution.questions), "Requests, in order")


def _trial(trial: Trial) -> tuple[object, ...]:
    marks = ("* " if trial.won else "") + trial.mechanism
    title = f"{trial.title} (unproven: never held against a recorded answer)" if trial.unproven else trial.title
    count = f" {trial.count}" if trial.count else ""
    whole = f", {_COMPLETE[trial.complete]}" if trial.count and trial.complete is not None else ""
    return marks, title, f"{trial.state}{count}{whole}", trial.because


def _question(question: Question) -> tuple[object, ...]:
    accept = f"\n  {question.accept}" if question.accept else ""
    return question.purpose, f"{question.method} {question.url}{accept}", question.outcome, question.elapsed_ms
