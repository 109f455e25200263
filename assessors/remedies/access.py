"""How metadata say who gets the data, until when they are closed, and how a person asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

from assessors.filling.choosing import (
    choose_creators,
    choose_description,
    choose_page_address,
    choose_publisher,
    choose_title,
    one_line,
)
from assessors.filling.dating import choose_year
from assessors.filling.naming import contributor_element
from assessors.filling.pasting import (
    datacite_element,
    oai_element,
    own_address,
    safe_address,
    schema_org,
    server_lines,
)
from assessors.reading.access_rights import access_state, embargo_end
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent
from fairsvc.model.remedy import Place, Snippet, remedy
from fairsvc.model.step import FILE
from fairsvc.vocab.periods import find_period

_COAR = "http://purl.org/coar/access_right"
_TERMS = {
    "open": (f"{_COAR}/c_abf2", "open access", "info:eu-repo/semantics/openAccess"),
    "embargoed": (f"{_COAR}/c_f1cf", "embargoed access", "info:eu-repo/semantics/embargoedAccess"),
    "restricted": (f"{_COAR}/c_16ec", "restricted access", "info:eu-repo/semantics/restrictedAccess"),
    "closed": (
        "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC",
        "non-public",
        "info:eu-repo/semantics/closedAccess",
    ),
    "metadata only": (f"{_COAR}/c_14cb", "metadata only access", "info:eu-repo/semantics/closedAccess"),
}
_DCT = ["https://schema.org/", {"dct": "http://purl.org/dc/terms/"}]
# What the data policies of photon and neutron facilities usually grant.
_EMBARGO_YEARS = 3


@remedy(
    "state-access-right",
    "State the access right by the address of its term (COAR); choose the one that is true of the data.",
)
def state_access_right(evidence: Evidence) -> Iterator[Snippet]:
    """Name the state that the metadata mean, else the one that the file's answer shows."""
    yield from _terms(evidence, _state(evidence))


@remedy("open-data", "Open the data, since the embargo is over, and say so.")
def open_data(evidence: Evidence) -> Iterator[Snippet]:
    """State open access everywhere."""
    yield from _terms(evidence, "open")


@remedy(
    "date-embargo",
    "State the day on which the embargo ends; the example is three years after the experiment.",
)
def date_embargo(evidence: Evidence) -> Iterator[Snippet]:
    """Give the day that is stated and lies ahead, else one that follows from the day of the experiment."""
    day = _embargo_day(evidence).isoformat()
    yield datacite_element("date", day, {"dateType": "Available"})
    yield schema_org(evidence, {"@context": _DCT, "dct:available": day})
    yield oai_element("date", f"info:eu-repo/date/embargoEnd/{day}")


@remedy(
    "say-how-to-get-data",
    "Say on the page and in the metadata how access is granted and by whom; the words must be yours.",
)
def say_how_to_get_data(evidence: Evidence) -> Iterator[Snippet]:
    """Write conditions with an address, beside the term that is stated, and a contact."""
    name = one_line(choose_publisher(evidence).name[:200])
    asked = f"Ask {name} for access at {choose_page_address(evidence)}, naming {evidence.pid}."
    term, _, _ = _TERMS[_state(evidence)]
    yield schema_org(evidence, {"conditionsOfAccess": [term, asked]})
    yield contributor_element(Agent(f"User Office, {name}"), "ContactPerson")
    yield Snippet(Place.HTML, f"<p>{escape(asked)}</p>")


@remedy(
    "publish-landing-page",
    "Let the identifier lead a browser without login to an HTML page about this dataset; metadata stay open even where "
    "the data are closed.",
)
def publish_landing_page(evidence: Evidence) -> Iterator[Snippet]:
    """Show the answer that is due."""
    shown = f"<title>{escape(choose_title(evidence))}</title>"
    yield server_lines(
        f"GET {choose_page_address(evidence)}",
        "",
        "HTTP/1.1 200 OK",
        "Content-Type: text/html; charset=utf-8",
        "",
        shown,
    )


@remedy(
    "write-landing-page",
    "Write title, citation and description of the dataset into the page on the server, before any JavaScript runs.",
)
def write_landing_page(evidence: Evidence) -> Iterator[Snippet]:
    """Write the citation and the description."""
    title, address = escape(choose_title(evidence)), escape(own_address(evidence))
    names = escape("; ".join(one_line(agent.name) for agent in choose_creators(evidence)[:5]))
    cited = f"{names} ({choose_year(evidence)}): {title}. {escape(one_line(choose_publisher(evidence).name))}."
    yield Snippet(Place.HTML, f"<title>{title}</title>")
    yield Snippet(Place.HTML, f'<h1>{title}</h1>\n<p>{cited} <a href="{address}">{address}</a></p>')
    yield Snippet(Place.HTML, f"<p>{escape(choose_description(evidence))}</p>")


@remedy("serve-page-by-https", "Serve the landing page by https, redirect http to it, and register the https address.")
def serve_page_by_https(evidence: Evidence) -> Iterator[Snippet]:
    """Show the redirect for servers that still get http requests."""
    address = choose_page_address(evidence)
    secure = f"https://{address.partition('://')[2]}"
    yield server_lines(f"GET {address}", "", "HTTP/1.1 301 Moved Permanently", f"Location: {secure}")


@remedy(
    "leave-tombstone",
    "Answer 410 with a page that names dataset and identifier, and says when and why it was withdrawn.",
)
def leave_tombstone(evidence: Evidence) -> Iterator[Snippet]:
    """Write the page; reason and date must be the true ones."""
    title, address, day = escape(choose_title(evidence)), escape(own_address(evidence)), evidence.gathered_at.date()
    told = f"This dataset was withdrawn on {day}, because its creators asked for it. Its metadata are kept."
    yield server_lines("HTTP/1.1 410 Gone", "Content-Type: text/html; charset=utf-8")
    yield Snippet(Place.HTML, f'<h1>Withdrawn: {title}</h1>\n<p>{told} <a href="{address}">{address}</a></p>')
    yield datacite_element("date", day.isoformat(), {"dateType": "Withdrawn"})


@remedy("keep-deletions", "Keep deleted records as headers with status deleted, and say so in Identify.")
def keep_deletions(evidence: Evidence) -> Iterator[Snippet]:
    """Write the element of Identify and a deleted record's header (OAI-PMH 2.0, 2.5.1)."""
    item = evidence.endpoints.oai
    identifier = safe_address(item.identifier) if item else own_address(evidence)
    yield server_lines(
        "<deletedRecord>persistent</deletedRecord>",
        f'<header status="deleted"><identifier>{identifier.replace("&", "&amp;")}</identifier></header>',
    )


def _terms(evidence: Evidence, state: str) -> Iterator[Snippet]:
    address, label, semantics = _TERMS[state]
    yield schema_org(evidence, {"isAccessibleForFree": state == "open", "conditionsOfAccess": address})
    yield datacite_element("rights", label, {"rightsURI": address})
    yield oai_element("rights", semantics)


def _state(evidence: Evidence) -> str:
    state, _ = access_state(evidence)
    file = evidence.exchange(FILE)
    if state or file is None or file.status not in (401, 403):
        return state or "open"
    end = embargo_end(evidence)
    return "embargoed" if end and end > evidence.gathered_at.date() else "restricted"


def _embargo_day(evidence: Evidence) -> date:
    today = evidence.gathered_at.date()
    stated = embargo_end(evidence)
    if stated is not None and stated > today:
        return stated
    for when in evidence.union.dates:
        period = find_period(when.value) if when.kind == "Collected" else None
        if (
            period
            and 1 <= (year := period[1][0] + _EMBARGO_YEARS) <= 9999
            and date(year, *_anniversary(period[1])) > today
        ):
            return date(year, *_anniversary(period[1]))
    return today + timedelta(days=365)


def _anniversary(day: tuple[int, int, int]) -> tuple[int, int]:
    """Give month and day; 29 February is not in every year."""
    return day[1], min(day[2], 28)
