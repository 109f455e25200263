"""How evidence is printed: the exchanges, what they say, the files, the findings."""

from __future__ import annotations

from dataclasses import fields

import typer

from cli.output import write_json, write_table, write_text
from fairsvc.model.evidence import Evidence, FileFacts, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import Manifest
from fairsvc.model.metadata import Metadata

SHOWN_BODY = 4096
SHOWN_FILES = 50


def print_evidence(evidence: Evidence) -> None:
    """Print all of it, without the values of the metadata."""
    gathered = f"gathered {evidence.gathered_at:%Y-%m-%d %H:%M:%S} UTC at depth {evidence.depth}"
    typer.echo(f"{evidence.pid.uri}  {gathered}  digest {evidence.digest[:16]}")
    _print_exchanges(evidence.exchanges)
    views = (("page", evidence.page), ("registry", evidence.registry), ("oai", evidence.oai))
    write_table(("view", "says"), [(name, _fields(view)) for name, view in views])
    _print_manifest(evidence.manifest)
    if evidence.probed_files:
        columns = ("opened", "answer", "is", "bytes", "type claim", "digests", "ranges")
        write_table(columns, map(_opened, evidence.probed_files))
    _print_signposting(evidence)
    if evidence.findings:
        _print_findings(evidence.findings)


def _print_findings(findings: tuple[Finding, ...]) -> None:
    """Print each finding, and what to do about each code once."""
    from fairsvc.vocab.findings import find_meaning

    write_table(("finding", "where", "seen"), [(f.code, f.where, f.detail) for f in findings])
    for meaning in dict.fromkeys(find_meaning(finding.code) for finding in findings):
        if meaning is not None:
            write_text(f"- {meaning.code}: {meaning.means} {meaning.remedy}")


def print_part(part: object) -> None:
    """Print what a pointer names: an exchange as it went over the wire, the rest as JSON."""
    if isinstance(part, Exchange):
        _print_exchange(part)
    else:
        write_json(part)


def _print_exchanges(exchanges: tuple[Exchange, ...]) -> None:
    """Print one line an exchange; each address once, by its number, for many questions go to the same."""
    numbers: dict[str, int] = {}
    rows = []
    for e in exchanges:
        number = numbers.setdefault(e.need.url, len(numbers) + 1)
        rows.append((", ".join(e.steps), number, e.status or e.outcome(), e.media_type, e.size_bytes, e.elapsed_ms))
    write_table(("step", "asked", "answer", "type", "bytes", "ms"), rows)
    write_table(("", "address asked"), [(number, url) for url, number in numbers.items()])


def _print_manifest(manifest: Manifest) -> None:
    if manifest.entries:
        shown = manifest.entries[:SHOWN_FILES]
        rows = [(f.path or f.url, f.size_bytes, f.media_type, ", ".join(f.found_by)) for f in shown]
        write_table(("file", "bytes claimed", "type claimed", "found by"), rows)
        if len(shown) < len(manifest.entries):
            write_text(f"and {len(manifest.entries) - len(shown)} more files: --at view/manifest")
    whole = {True: "complete", False: "not complete", None: "not known to be complete"}[manifest.complete]
    because = f" ({manifest.reason})" if manifest.reason else ""
    count = f"{len(manifest.entries)} file{'' if len(manifest.entries) == 1 else 's'}"
    write_text(f"Files: {count}, the list is {whole}{because}" if manifest.outcomes else "Files: nothing lists any")


def _opened(facts: FileFacts) -> tuple[object, ...]:
    digests = [f"{name} met" for name in facts.same_digests] + [f"{name} NOT met" for name in facts.other_digests]
    name = facts.url.partition("?")[0].rpartition("/")[2] or facts.url
    status = facts.get.status if facts.get else ""
    return name, status, _kind(facts), facts.total_bytes, facts.type_claim, ", ".join(digests), facts.range_support


def _kind(facts: FileFacts) -> str:
    """Name what the bytes are: what came in their place, else the format, and the application definition of NeXus."""
    if facts.instead:
        return facts.instead
    definitions = dict.fromkeys(entry.definition for entry in (facts.hdf5.entries if facts.hdf5 else ()))
    named = ", ".join(filter(None, definitions)) or ("NeXus" if facts.nexus else "")
    return f"{facts.signature} ({named})" if named else facts.signature


def _print_signposting(evidence: Evidence) -> None:
    from fairsvc.probe.signposting_report import signposting_report

    report = signposting_report(evidence)
    level = "level unknown" if report.level is None else f"level {report.level}"
    asked = "" if report.links_back else "; links back are asked for at depth full only"
    write_text(f"FAIR Signposting: {level} ({report.because}{asked})")


def _fields(view: Metadata | None) -> str:
    says = [f.name for f in fields(view) if view.says(f.name) and f.name != "origins"] if view is not None else []
    return ", ".join(says) or "nothing"


def _print_exchange(exchange: Exchange) -> None:
    write_text(f"> {exchange.need.method} {exchange.need.url}")
    for name, value in exchange.need.headers:
        write_text(f"> {name}: {value}")
    for hop in exchange.hops:
        write_text(f"< {hop.status} {hop.url}")
        for name, value in hop.headers:
            write_text(f"< {name}: {value}")
    if exchange.failure:
        write_text(f"! {exchange.failure}")
    body = exchange.body or b""
    shown = body[:SHOWN_BODY].decode("utf-8", "replace").replace("\r\n", "\n")
    write_text(f"\n{shown}" + (f"\n... {len(body) - SHOWN_BODY} bytes more" if len(body) > SHOWN_BODY else ""))
