"""What APIs say of access, embargo and licence, in our words. Pure."""

from __future__ import annotations

from datetime import date

from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import HTML_TYPES, Exchange
from fairsvc.model.mechanism import Listing
from fairsvc.model.metadata import Rights
from fairsvc.model.repository import Holding
from fairsvc.model.resolution import Access, AccessState
from fairsvc.vocab.licences import find_licence

_CLOSED = {401: AccessState.LOGIN, 403: AccessState.RESTRICTED, 410: AccessState.WITHDRAWN}
_DATE_LENGTH = 10


def find_closed(answer: Exchange) -> Holding | None:
    """Tell a record that exists and is not shown: 401, 403 and 410 say who may see it; None for any other answer.

    A web page in place of the API's words may come from a wall against programs: its 401 or 403 says nothing.
    """
    state = _CLOSED.get(answer.status or 0)
    if state is None or (state is not AccessState.WITHDRAWN and answer.media_type in HTML_TYPES):
        return None
    because = f"the repository's API answered {answer.status}"
    return Holding(Listing(reason=because), Access(state, because=because))


def read_date(text: str) -> date | None:
    """Read the date that a text begins with; None when it does not."""
    try:
        return date.fromisoformat(text[:_DATE_LENGTH])
    except ValueError:
        return None


def embargo(until: str, answer: Exchange, because: str) -> Access:
    """Read an embargo; one that ended before the answer came is none."""
    end = read_date(until)
    if end is not None and end <= answer.started_at.date():
        return Access(AccessState.OPEN, because=f"the embargo ended on {end.isoformat()}")
    return Access(AccessState.EMBARGOED, end, because)


def entry_access(access: Access) -> str:
    """Say of each file what holds for all of them."""
    withheld = access.state in (AccessState.WITHDRAWN, AccessState.METADATA_ONLY)
    return AccessState.RESTRICTED.value if withheld else access.state.value


def name_licence(*texts: Node) -> str:
    """Name the licence that the first of the texts to be known means, else spell the first that is there."""
    said = [node.text for node in texts if node.text]
    known = (find_licence(Rights(uri=text) if "://" in text else Rights(text)) for text in said)
    return next((licence for licence in known if licence), said[0] if said else "")
