"""Which level of the FAIR Signposting profile a landing page reaches, and what keeps it from the next."""

from __future__ import annotations

from dataclasses import dataclass

from fairsvc.model.evidence import Evidence
from fairsvc.model.link_steps import CONTENT, METADATA_RESOURCES, content_links, metadata_links
from fairsvc.model.step import LINKSET_STEP, PAGE, step_kind

PREFIX = "signposting."
REQUIRED = ("cite-as", "describedby", "type")
LEVEL_1_FAULTS = frozenset(
    (
        *("missing", "cite-as.missing", "cite-as.several", "cite-as.elsewhere"),
        *("describedby.missing", "describedby.type-missing", "item.type-missing"),
        *("type.missing", "type.class-missing", "license.several"),
    ),
)
LEVEL_2_FAULTS = frozenset(
    (
        *("linkset.missing", "linkset.type-missing", "linkset.invalid", "linkset.incomplete", "linkset.relative"),
        *("linkset.anchorless", "linkset.item-missing", "linkset.collection-missing", "linkset.describes-missing"),
        *("collection.missing", "describes.missing"),
    ),
)


@dataclass(frozen=True, slots=True)
class SignpostingReport:
    """The level reached, 0 to 2; None while the page, or for level 2 its linkset, has not answered.

    `level_1` and `level_2` name what is in the way of each: codes of findings without `signposting.`, and
    `only-linkset.REL` for what level 1 wants in header or HTML. `links_back` says whether every link back that could
    be asked for was: content and metadata resources are asked at depth full.
    """

    level: int | None
    level_1: tuple[str, ...] = ()
    level_2: tuple[str, ...] = ()
    links_back: bool = False

    @property
    def because(self) -> str:
        """Say in one clause why the level is not higher."""
        if self.level is None:
            return "the page or its linkset did not answer"
        standing = [f"{PREFIX}{code}" for code in self.level_1 or self.level_2]
        return f"in the way of level {self.level + 1}: {', '.join(standing)}" if standing else "nothing is missing"


def signposting_report(evidence: Evidence) -> SignpostingReport:
    """Tell the level by the findings and links of extracted evidence; level 2 includes level 1."""
    page = evidence.exchange(PAGE)
    if page is None or not page.conclusive:
        return SignpostingReport(None)
    codes = [f.code.removeprefix(PREFIX) for f in evidence.findings if f.code.startswith(PREFIX)]
    level_1 = (*_of(LEVEL_1_FAULTS, codes), *_only_in_linkset(evidence))
    level_2 = _of(LEVEL_2_FAULTS, codes) if evidence.links else ("linkset.missing",)
    if not evidence.links:
        level_1 = ("missing",)
    return SignpostingReport(_level(evidence, level_1, level_2), level_1, level_2, _all_asked(evidence))


def _level(evidence: Evidence, level_1: tuple[str, ...], level_2: tuple[str, ...]) -> int | None:
    if level_1 or level_2:
        return 0 if level_1 else 1
    return 2 if _linkset_read(evidence) else None


def _of(faults: frozenset[str], codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code in faults))


def _only_in_linkset(evidence: Evidence) -> tuple[str, ...]:
    sources = {rel: {link.source for link in evidence.links_with(rel)} for rel in REQUIRED}
    return tuple(f"only-linkset.{rel}" for rel, seen in sources.items() if seen == {"linkset"})


def _linkset_read(evidence: Evidence) -> bool:
    return any(a.parsed and step_kind(a.step) == LINKSET_STEP.name for a in evidence.answers)


def _all_asked(evidence: Evidence) -> bool:
    asked = {name for exchange in evidence.exchanges for name in exchange.steps}
    due = (*CONTENT[: len(content_links(evidence))], *METADATA_RESOURCES[: len(metadata_links(evidence))])
    return all(step.name in asked for step in due)
