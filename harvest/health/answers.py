"""What was asked of a provider and what came back, read as far as it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.oai_pmh import Envelope, OaiPage, OaiRecord, page_of, read_envelope
from fairsvc.formats.redaction import redact
from fairsvc.formats.xml_reading import local_name
from fairsvc.model.exchange import Exchange, Need
from harvest.oai_client import ACCEPT

FORM = "application/x-www-form-urlencoded"
RECORDS, IDENTIFIERS = "records-", "identifiers-"

Arguments = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Probe:
    """One question; `name` is what the judgments look for, `title` what people read."""

    name: str
    title: str
    arguments: Arguments
    method: str = "GET"

    def need(self, url: str) -> Need:
        """Spell the request: arguments in the address, or in the body of a POST (section 3.1.1)."""
        spelt = urlencode(self.arguments, quote_via=quote, safe="")
        if self.method == "POST":
            return Need(url, "POST", (("Accept", ACCEPT), ("Content-Type", FORM)), spelt)
        separator = "&" if "?" in url else "?"
        return Need(f"{url}{separator}{spelt}", headers=(("Accept", ACCEPT),))


@dataclass(frozen=True, slots=True)
class Answer:
    """A probe and what came; `envelope` and `page` are None when it is no OAI-PMH, and `fault` says why."""

    probe: Probe
    exchange: Exchange
    envelope: Envelope | None = None
    page: OaiPage | None = None
    fault: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The error codes that it answers with."""
        return tuple(error.code for error in self.envelope.errors) if self.envelope else ()

    @property
    def given(self) -> bool:
        """True for an answer of the verb that was asked, not an error."""
        verb = dict(self.probe.arguments).get("verb")
        return self.page is not None and self.page.verb == verb

    @property
    def verb(self) -> etree._Element | None:
        """The element that holds what was asked for."""
        return self.envelope.verb if self.envelope else None

    @property
    def statement(self) -> etree._Element | None:
        """The first error, else the element that holds what was asked for; None when it is no OAI-PMH."""
        root = self.envelope.root if self.envelope is not None else ()
        return next((child for child in root if local_name(child) == "error"), self.verb)

    @property
    def records(self) -> tuple[OaiRecord, ...]:
        """The records or headers in it."""
        return self.page.records if self.page else ()

    @property
    def token_element(self) -> etree._Element | None:
        """The resumptionToken as it stands in the answer; None when there is none."""
        if self.envelope is None:
            return None
        found = (element for element in self.envelope.root.iter() if local_name(element) == "resumptionToken")
        return next(found, None)

    def request(self) -> str:
        """Write the request as a person may repeat it, without secrets."""
        need = self.exchange.need
        sent = f" with {need.body}" if need.body else ""
        return f"{need.method} {redact(need.url)}{sent}"


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a check knows: the address, what the operator wished, and the answers so far, in order."""

    url: str
    prefix: str = ""
    set_spec: str = ""
    pages: int = 3
    answers: tuple[Answer, ...] = ()

    def find(self, name: str) -> Answer | None:
        """Find the answer to a probe; None when it was not asked."""
        return next((answer for answer in self.answers if answer.probe.name == name), None)

    def given(self, name: str) -> Answer | None:
        """Find the answer to a probe when it is what was asked for."""
        answer = self.find(name)
        return answer if answer is not None and answer.given else None

    def iter_given(self, start: str) -> Iterator[Answer]:
        """Yield the answers to the probes whose names start so, while they are what was asked for."""
        for answer in self.answers:
            if answer.probe.name.startswith(start):
                if not answer.given:
                    return
                yield answer

    @property
    def records(self) -> tuple[OaiRecord, ...]:
        """The records on the pages of the first list."""
        return tuple(record for answer in self.iter_given(RECORDS) for record in answer.records)

    @property
    def ended(self) -> bool:
        """True when the first list was read to its end."""
        pages = list(self.iter_given(RECORDS))
        last = pages[-1].page if pages else None
        return last is not None and not last.token

    def fact(self, name: str) -> str:
        """Read a field of Identify; empty when it is absent."""
        return next(iter(self.facts(name)), "")

    def facts(self, name: str) -> tuple[str, ...]:
        """Read every field of that name of Identify."""
        answer = self.given("identify")
        if answer is None or answer.verb is None:
            return ()
        return tuple((child.text or "").strip() for child in answer.verb if local_name(child) == name)

    def add(self, answer: Answer) -> Seen:
        """Take an answer in."""
        return replace(self, answers=(*self.answers, answer))


def read_answer(probe: Probe, exchange: Exchange) -> Answer:
    """Read what came as far as it can be read. Never raises."""
    if exchange.truncated:
        return Answer(probe, exchange, fault="the answer is larger than the limit on bodies and was cut")
    if exchange.status is None:
        return Answer(probe, exchange, fault=exchange.outcome())
    told = (exchange.outcome(),) if not exchange.ok else ()
    try:
        envelope = read_envelope(exchange.body or b"")
        return Answer(probe, exchange, envelope, page_of(envelope))
    except Unreadable as fault:
        return Answer(probe, exchange, fault=": ".join(told or filter(None, (fault.what, fault.which))))
