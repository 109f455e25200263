"""What identifiers and addresses mean, read once each: views and checks ask for the same ones over and over."""

from __future__ import annotations

from functools import lru_cache

from fairsvc.model.evidence import Evidence
from fairsvc.model.pid import Pid, find_doi, find_pid
from fairsvc.model.step import PAGE

_LONGEST = 2_048


def find_target(text: str) -> Pid | None:
    """Read the identifier or address that the text spells; None when it spells none, or is longer than any."""
    return _find(text) if len(text) <= _LONGEST else None


def same_pid(text: str, evidence: Evidence) -> bool:
    """Tell whether the text spells the identifier of the evidence, in any form."""
    return text in (evidence.pid.value, evidence.pid.uri) or find_target(text) == evidence.pid


def is_own_address(evidence: Evidence, url: str) -> bool:
    """Tell whether the address is that of the landing page, or spells the identifier of the evidence."""
    page = evidence.exchange(PAGE)
    return (page is not None and url in (page.url, page.need.url)) or find_pid_at(url, evidence) == evidence.pid


def find_pid_at(url: str, evidence: Evidence) -> Pid | None:
    """Read the identifier; an address at the resolver in use names what it would name at doi.org."""
    resolver = f"{evidence.endpoints.resolver}/"
    doi = find_doi(f"https://doi.org/{url.removeprefix(resolver)}") if url.startswith(resolver) else None
    return doi or find_target(url)


@lru_cache(maxsize=4096)
def _find(text: str) -> Pid | None:
    return find_pid(text)
