"""The schemes of persistent identifiers as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme: its usual name, where it is resolved, and what stands before a value outside of addresses.

    `base` is empty for identifiers that are addresses themselves. `endpoint` names the field of `Endpoints` that holds
    the resolver in use. One that `redirects` leads elsewhere; the others show pages of their own registry.
    """

    id: str
    title: str
    base: str = ""
    prefix: str = ""
    endpoint: str = ""
    redirects: bool = True


_ALL = (
    Scheme("doi", "DOI", "https://doi.org", "doi:", "resolver"),
    Scheme("handle", "Handle", "https://hdl.handle.net", "hdl:", "handle_resolver"),
    Scheme("ark", "ARK", "https://n2t.net", "", "ark_resolver"),
    Scheme("urn", "URN:NBN", "https://nbn-resolving.org", "", "nbn_resolver"),
    Scheme("purl", "PURL"),
    Scheme("orcid", "ORCID iD", "https://orcid.org", "orcid:", "orcid_resolver", redirects=False),
    Scheme("ror", "ROR ID", "https://ror.org", "ror:", "ror_resolver", redirects=False),
    Scheme("swhid", "SWHID", "https://archive.softwareheritage.org", "", "swhid_resolver", redirects=False),
    Scheme("url", "web address", redirects=False),
)
SCHEMES = {scheme.id: scheme for scheme in _ALL}
