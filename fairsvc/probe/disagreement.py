"""Where the sources of one dataset disagree, as far as its evidence shows: harvested records and the registry."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from fairsvc.model.dataset import Described
from fairsvc.model.evidence import Endpoints, Finding
from fairsvc.model.harvest import Rank
from fairsvc.model.merging import find_conflicts
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import OAI_RECORD, REGISTRY
from fairsvc.vocab.precedence import load_rules

_OF_SOURCE = f"{OAI_RECORD.name}:"
_REGISTRY_NAME = "the registry"


def record_step(source: str) -> str:
    """Name the step under which evidence holds the record of a source beside the first one."""
    return f"{_OF_SOURCE}{quote(source, safe='')}"


def find_disagreements(endpoints: Endpoints, said: Mapping[str, Metadata]) -> tuple[Finding, ...]:
    """Hold against one another what harvested records and the registry say; `said` is by step, most trusted first."""
    first = [OAI_RECORD.name] if OAI_RECORD.name in said else []
    others = [step for step in said if step.startswith(_OF_SOURCE)]
    described = [_described(step, endpoints, said[step]) for step in (*first, *others)]
    if REGISTRY.name in said:
        place = f"exchange/{REGISTRY.name}"
        described.append(Described(_REGISTRY_NAME, "", Rank.REGISTRY, said[REGISTRY.name], where=place))
    return find_conflicts(described, load_rules())


def _described(step: str, endpoints: Endpoints, metadata: Metadata) -> Described:
    """Describe by source name; evidence that tells none has the endpoint's host."""
    name = unquote(step.removeprefix(_OF_SOURCE)) if step.startswith(_OF_SOURCE) else ""
    if not name and endpoints.oai is not None:
        name = endpoints.oai.source or urlsplit(endpoints.oai.base_url).hostname or ""
    return Described(name or "OAI-PMH", "", Rank.CATALOGUE, metadata, where=f"exchange/{step}")
