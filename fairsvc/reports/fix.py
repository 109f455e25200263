"""What to repair in one dataset, ready to paste: repair by repair, and the lines of all of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assessors.gains import Gain, Repair, gain_together, list_repairs
from fairsvc.model.check import Outcome, Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.metrics import MetricSet
from fairsvc.model.remedy import Place, Snippet
from fairsvc.model.step import PAGE
from fairsvc.reports.fix_json_ld import merge_blocks
from fairsvc.reports.fix_links import merge_links
from fairsvc.reports.fix_xml import merge_datacite, merge_oai

# The remedies whose block says all that is known: the others' blocks come before it.
_EVERYTHING = frozenset(("embed-schema-org", "offer-rdf", "offer-community-metadata", "name-metadata-standard"))

WHERE = {
    Place.HEADER: "header fields of the landing page's answer",
    Place.JSON_LD: "into the head of the landing page",
    Place.HTML: "into the landing page",
    Place.DATACITE: "into the DataCite XML that is registered for the DOI",
    Place.OAI: "into the oai_dc record of the OAI-PMH endpoint",
    Place.SERVER: "for whoever runs the server",
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """The lines of all repairs for one place; `where` says where they go, `file_name` how they are kept as a file."""

    place: Place
    where: str
    file_name: str
    text: str


@dataclass(frozen=True, slots=True)
class FixPlan:
    """What to repair, what gains most first; `contradictions` are lines that cannot stand together.

    `unclear` are the checks that could not be decided, `unread` the steps of the probe that got no answer.
    """

    pid: str
    address: str
    title: str
    gathered_at: datetime
    repairs: tuple[Repair, ...]
    together: tuple[Gain, ...]
    pasted: tuple[Pasted, ...]
    contradictions: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def plan_fix(
    evidence: Evidence,
    verdicts: Mapping[str, Verdict],
    metric_sets: Sequence[MetricSet],
    *,
    places: frozenset[Place] = frozenset(),
    limit: int | None = None,
) -> FixPlan:
    """Plan the repairs: only those with lines for one of the `places` when any is named, and the `limit` best."""
    repairs = list_repairs(evidence, verdicts, metric_sets)
    if places:
        repairs = tuple(kept for repair in repairs if (kept := _only(repair, places)).prescription.snippets)
    repairs = repairs[:limit]
    outcomes = {check: verdict.outcome for check, verdict in verdicts.items()}
    groups = {str(number): repair.checks for number, repair in enumerate(repairs)}
    pasted, contradictions = merge_snippets(repairs, _page_url(evidence))
    return FixPlan(
        pid=str(evidence.pid),
        address=evidence.pid.uri,
        title=next((text.value for text in evidence.union.titles), ""),
        gathered_at=evidence.gathered_at,
        repairs=repairs,
        together=tuple(gain_together(one, outcomes, groups) for one in metric_sets),
        pasted=pasted,
        contradictions=contradictions,
        unclear=tuple(sorted(check for check, outcome in outcomes.items() if outcome is Outcome.INDETERMINATE)),
        unread=tuple(dict.fromkeys(step for one in evidence.exchanges if not one.conclusive for step in one.steps)),
    )


def merge_snippets(repairs: Sequence[Repair], page_url: str) -> tuple[tuple[Pasted, ...], tuple[str, ...]]:
    """Merge the lines of all repairs by place; what contradicts itself is told."""
    merging = _Merging(repairs, page_url)
    for place in Place:
        merging.add(place)
    return tuple(merging.pasted), tuple(merging.contradictions)


class _Merging:
    """The lines by place as they are gathered."""

    def __init__(self, repairs: Sequence[Repair], page_url: str) -> None:
        self.repairs, self.page_url = repairs, page_url
        self.pasted: list[Pasted] = []
        self.contradictions: list[str] = []

    def add(self, place: Place) -> None:
        ways: dict[Place, Callable[[list[str]], None]] = {
            Place.HEADER: self._add_links,
            Place.JSON_LD: self._add_json_ld,
            Place.DATACITE: self._add_datacite,
            Place.OAI: lambda texts: self._keep(Place.OAI, "oai_dc.xml", merge_oai(texts)),
            Place.HTML: lambda texts: self._keep(Place.HTML, "landing-page.html", "\n".join(dict.fromkeys(texts))),
            Place.SERVER: lambda texts: self._keep(Place.SERVER, "server.txt", "\n\n".join(dict.fromkeys(texts))),
        }
        if texts := [snippet.text for repair in self.repairs for snippet in _snippets(repair, place)]:
            ways[place](texts)

    def _keep(self, place: Place, file_name: str, text: str, where: str = "") -> None:
        if text:
            self.pasted.append(Pasted(place, where or WHERE[place], file_name, text))

    def _add_links(self, texts: list[str]) -> None:
        links = merge_links(texts, self.page_url)
        self._keep(Place.HEADER, "link-header.txt", links.header)
        where = "as a file at the address that the link to the linkset names"
        self._keep(Place.HEADER, "linkset.json", links.linkset, where)

    def _add_json_ld(self, _: list[str]) -> None:
        blocks = [(repair, one.text) for repair in self.repairs for one in _snippets(repair, Place.JSON_LD)]
        known = [text for repair, text in blocks if repair.prescription.id in _EVERYTHING]
        others = [text for repair, text in blocks if repair.prescription.id not in _EVERYTHING]
        text, contradictions = merge_blocks(others, known)
        self.contradictions += [f"JSON-LD {one}" for one in contradictions]
        self._keep(Place.JSON_LD, "json-ld.html", in_script(text))

    def _add_datacite(self, texts: list[str]) -> None:
        text, contradictions = merge_datacite(texts)
        self.contradictions += [f"DataCite {one}" for one in contradictions]
        self._keep(Place.DATACITE, "datacite.xml", text)


def in_script(block: str) -> str:
    """Put a JSON-LD block into its script element."""
    return f'<script type="application/ld+json">\n{block}\n</script>'


def _only(repair: Repair, places: frozenset[Place]) -> Repair:
    kept = tuple(snippet for snippet in repair.prescription.snippets if snippet.place in places)
    return replace(repair, prescription=replace(repair.prescription, snippets=kept))


def _snippets(repair: Repair, place: Place) -> list[Snippet]:
    return [snippet for snippet in repair.prescription.snippets if snippet.place is place]


def _page_url(evidence: Evidence) -> str:
    page = evidence.exchange(PAGE)
    return page.url if page is not None else evidence.pid.uri
