"""Which questions lead to the files with the fewest requests. Pure."""

from __future__ import annotations

from fairsvc.model.conneg_steps import AGENCY
from fairsvc.model.depth import Depth
from fairsvc.model.evidence import Evidence
from fairsvc.model.listing_steps import LINKED_METALINK, LISTING_STEPS
from fairsvc.model.step import DESCRIPTION, LINKSET_STEP, METALINK_STEP, PAGE, REGISTRY, Step

# With Direct DOI Data Access or Signposting three requests suffice, else eight.
FEW, MOST = 3, 8

OPENING = Depth("opening", "What the PID shows a browser, and a Metalink from it", (METALINK_STEP, PAGE), 2, 1)


def has_metalink(evidence: Evidence) -> bool:
    """Tell whether the PID itself answered with a Metalink that has files."""
    manifest = evidence.manifest
    return manifest.mechanism == "metalink" and bool(manifest.entries) and manifest.complete is not False


def closing_depth(evidence: Evidence, *, listed: bool, asked: int) -> Depth:
    """Choose what is still worth a question; `listed` says that a repository's API named the files.

    `asked` counts the requests until now.
    """
    if has_metalink(evidence):
        # Where the page lists the files too, agency and dates are worth more than a third list.
        alone = sum(outcome.state == "found" for outcome in evidence.manifest.outcomes) == 1
        return _closing((LINKSET_STEP if alone and evidence.links_with("linkset") else REGISTRY,), FEW - 2)
    if listed:
        # Of a page with Signposting everything else is known; the registry adds its agency alone.
        return _closing((REGISTRY,), max(0, (FEW if _is_signposted(evidence) else MOST) - asked))
    if _is_signposted(evidence):
        first = LINKED_METALINK if LINKED_METALINK.ask(evidence) is not None else LINKSET_STEP
        chosen = first if first.ask(evidence) is not None else REGISTRY
        # A repository that was asked in vain may have spent the three: what the page offers is asked for nevertheless.
        return _closing((chosen,), max(1, FEW - asked))
    return _closing((LINKSET_STEP, *LISTING_STEPS, DESCRIPTION, REGISTRY, AGENCY), max(0, MOST - asked))


def _is_signposted(evidence: Evidence) -> bool:
    return bool(evidence.links_with("linkset") or evidence.links_with("item"))


def _closing(steps: tuple[Step, ...], requests: int) -> Depth:
    return Depth("files", "The questions that lead to the files", steps, requests, 4)
