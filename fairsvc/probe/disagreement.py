"""Where the views of one dataset disagree, as far as its evidence shows: page, harvested records and the registry."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from fairsvc.model.dataset import Described
from fairsvc.model.evidence import Endpoints, Finding
from fairsvc.model.harvest import Rank
from fairsvc.model.merging import find_conflicts
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import OAI_RECORD, PAGE, REGISTRY
from fairsvc.vocab.precedence import load_rules

_OF_SOURCE = f"{OAI_RECORD.name}:"
_PAGE_NAME, _REGISTRY_NAME = "the landing page", "the registry"


def record_step(source: str) -> str:
    """Name the step under which evidence holds the record of a source beside the first one."""
    return f"{_OF_SOURCE}{quote(source, safe='')}"


def find_disagreements(endpoints: Endpoints, said: Mapping[str, Metadata]) -> tuple[Finding, ...]:
    """Hold against one another what page, harvested records and the registry say, the page being trusted most.

    `said` is by step; that of the page is its whole view, with what it links to. A view is held against all that are
    trusted more than it and deviate from none.
    """
    records = [step for step in said if step.startswith(_OF_SOURCE)]
    present = [step for step in (PAGE.name, OAI_RECORD.name, *records, REGISTRY.name) if step in said]
    return find_conflicts([_described(step, endpoints, said[step]) for step in present], load_rules())


def _described(step: str, endpoints: Endpoints, metadata: Metadata) -> Described:
    """Describe by view or source; evidence that tells no source has the endpoint's host."""
    if step in (PAGE.name, REGISTRY.name):
        name, rank = (_PAGE_NAME, Rank.CATALOGUE) if step == PAGE.name else (_REGISTRY_NAME, Rank.REGISTRY)
        return Described(name, "", rank, metadata, where=f"exchange/{step}")
    name = unquote(step.removeprefix(_OF_SOURCE)) if step.startswith(_OF_SOURCE) else ""
    if not name and endpoints.oai is not None:
        name = endpoints.oai.source or urlsplit(endpoints.oai.base_url).hostname or ""
    return Described(name or "OAI-PMH", "", Rank.CATALOGUE, metadata, where=f"exchange/{step}")
