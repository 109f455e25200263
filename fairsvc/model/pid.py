"""Persistent identifiers: recognise and normalise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from fairsvc.errors import BadPid
from fairsvc.model.scheme import SCHEMES
from fairsvc.model.spelling import find_fault, find_spelt

# Left as they are in a path: RFC 3986 pchar and "/"; a DOI suffix may hold any of ()<>;:#?.
_PATH_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, order=True)
class Pid:
    """A persistent identifier, normalised; `scheme` is one of SCHEMES, url means an address that promises nothing.

    IGSN IDs and RAiDs are Handles and DOIs, and so are the identifiers of instruments (PIDINST).
    """

    scheme: str
    value: str

    @property
    def uri(self) -> str:
        """The identifier as the https address that its scheme recommends."""
        return self.address_at(SCHEMES[self.scheme].base)

    @property
    def persistent(self) -> bool:
        """True for a scheme whose registry promises to keep the identifier."""
        return self.scheme != "url"

    @property
    def title(self) -> str:
        """What people call the scheme."""
        return SCHEMES[self.scheme].title

    @property
    def in_path(self) -> str:
        """The value as it is spelt within an address."""
        return quote(self.value, safe=_PATH_SAFE) if self.scheme in ("doi", "handle") else self.value

    def address_at(self, resolver: str) -> str:
        """Spell the identifier as an address at a resolver; PURLs and addresses are resolved by nobody else."""
        return f"{resolver}/{self.in_path}" if SCHEMES[self.scheme].base else self.value

    def __str__(self) -> str:
        return f"{SCHEMES[self.scheme].prefix}{self.value}"


def read_pid(text: str) -> Pid:
    """Normalise a DOI, Handle, ARK, URN:NBN, PURL, IGSN, RAiD, ORCID iD, ROR ID, SWHID or address as people write it.

    DOIs and Handles are case-insensitive (DOI Handbook 2.4) and come out in lower case, of a URN:NBN the part before
    the first hyphen (RFC 8458 section 4). Raises BadPid, also for a wrong check digit.
    """
    pid = find_pid(text)
    if (pid is None or not pid.persistent) and (fault := find_fault(text)):
        raise BadPid(*fault)
    if pid is None:
        raise BadPid("this is no DOI, Handle, ARK or web address", repr(text[:200]), "A DOI looks like 10.5072/abc")
    return pid


@lru_cache(maxsize=2048)
def find_pid(text: str) -> Pid | None:
    """Read the identifier that the text spells; None when it spells none.

    An address whose check digit is wrong is an address, no more.
    """
    spelt = find_spelt(text)
    return Pid(spelt[0], spelt[1]) if spelt is not None else None


def find_doi(text: str) -> Pid | None:
    """Read the DOI that the text spells in any form; None when it spells none."""
    pid = find_pid(text)
    return pid if pid is not None and pid.scheme == "doi" else None
