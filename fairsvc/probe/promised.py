"""What was promised as a description and cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairsvc.model.description import DATACITE_TYPES, RDF_TYPES, description_links
from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reading
from fairsvc.model.step import DESCRIPTION

_NAMED_FORMATS = frozenset((*RDF_TYPES, *DATACITE_TYPES))


def find_broken_promises(evidence: Evidence, read: Mapping[str, Reading]) -> Iterator[Finding]:
    """Judge what came for the description, by the links that `evidence` holds already.

    A page that was asked for JSON-LD may ignore Accept (RFC 9110 section 12.1), and generic XML or JSON may be of any
    format: only a type that names its format is a promise, made by a link or by the answer itself.
    """
    reading, exchange = read.get(DESCRIPTION.name), evidence.exchange(DESCRIPTION)
    if reading is None or reading.answer is None or exchange is None or not exchange.ok:
        return
    if not reading.answer.parsed and (exchange.media_type in _NAMED_FORMATS or _is_promised(evidence, exchange)):
        yield Finding(f"{DESCRIPTION.name}.unreadable", f"exchange/{DESCRIPTION.name}", reading.answer.detail)


def _is_promised(evidence: Evidence, exchange: Exchange) -> bool:
    types = {link.media_type for link in description_links(evidence) if link.target == exchange.need.url}
    asked = exchange.need.header("accept").partition(";")[0]
    return asked in types and asked in _NAMED_FORMATS
