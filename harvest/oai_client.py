"""OAI-PMH requests: sickle's verbs, models and exceptions, over the fetcher we are given and our strict reader.

Sickle sends without time-outs and reads with a parser that drops what it cannot read; both are replaced here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote, urlencode

from lxml import etree
from sickle import OAIResponse, Sickle, oaiexceptions
from sickle.app import DEFAULT_CLASS_MAP
from sickle.iterator import BaseOAIIterator, OAIItemIterator, OAIResponseIterator
from sickle.models import Identify, ResumptionToken

from fairsvc.errors import FetchFailed, ProtocolBroken, TokenExpired, Unreadable
from fairsvc.formats.oai_pmh import Envelope, OaiError, OaiPage, page_of, read_envelope
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange, FailureKind, Need
from fairsvc.model.harvest import Deviation
from fairsvc.model.ports import Fetcher
from harvest.oai_list import ANEW, broken

ACCEPT = "text/xml, application/xml;q=0.9, */*;q=0.1"
# Lists of formats and sets are short; one that goes on for ever is a fault.
MAX_ITEM_PAGES = 100

_MENDED = {
    FailureKind.ADDRESS: "Only a host:port that the setting allow names may have such an address",
    FailureKind.DNS: "Check the host's name",
    FailureKind.TLS: "Tell the provider, or name its authority in the setting ca_bundle",
}

# How providers refuse a token that they no longer know, where 200 and badResumptionToken are due.
_TOKEN_REFUSED = frozenset((400, 410, 414))

_REFUSALS: dict[str, type[Exception]] = {
    "badArgument": oaiexceptions.BadArgument,
    "badResumptionToken": oaiexceptions.BadResumptionToken,
    "badVerb": oaiexceptions.BadVerb,
    "cannotDisseminateFormat": oaiexceptions.CannotDisseminateFormat,
    "idDoesNotExist": oaiexceptions.IdDoesNotExist,
    "noMetadataFormats": oaiexceptions.NoMetadataFormat,
    "noRecordsMatch": oaiexceptions.NoRecordsMatch,
    "noSetHierarchy": oaiexceptions.NoSetHierarchy,
}


class Answer(OAIResponse):  # type: ignore[misc]
    """One whole answer: the exchange that brought it, its tree for sickle's models, its page for lists."""

    def __init__(self, exchange: Exchange, envelope: Envelope, params: Mapping[str, str]) -> None:
        super().__init__(exchange, params)
        self.exchange, self.envelope = exchange, envelope

    def noting(self, deviation: Deviation) -> Answer:
        """Add a deviation."""
        self.envelope = replace(self.envelope, deviations=(*self.envelope.deviations, deviation))
        return self

    @property
    def raw(self) -> str:
        """The answer as text."""
        return etree.tostring(self.envelope.root, encoding="unicode")

    @property
    def xml(self) -> etree._Element:
        """The tree, parsed once and strictly."""
        return self.envelope.root

    @cached_property
    def page(self) -> OaiPage:
        """The records and the token."""
        return page_of(self.envelope)


class PageIterator(OAIResponseIterator):  # type: ignore[misc]
    """Iterate over the answers of a list; an answer that holds errors is given, not raised."""

    resumption_token: ResumptionToken | None

    def _next_response(self) -> None:
        arguments = self.params
        if self.resumption_token:
            arguments = {"verb": self.verb, "resumptionToken": self.resumption_token.token}
        self.oai_response = self.sickle.ask_list(arguments)
        token = self.oai_response.page.token
        self.resumption_token = ResumptionToken(token=token) if token else None


class Client(Sickle):  # type: ignore[misc]
    """Sickle that sends through a Fetcher and reads strictly; `server_at` is the responseDate of the last answer.

    `token_prefix` may stand beside the token where a provider demands it.
    Its verbs raise sickle's exceptions with (code, text) as arguments for an OAI-PMH error, and UpstreamError for all
    else that goes wrong.
    """

    def __init__(self, fetcher: Fetcher, url: str, iterator: type[BaseOAIIterator] = OAIItemIterator) -> None:
        mapping = {verb: partial(_model, model) for verb, model in DEFAULT_CLASS_MAP.items()}
        super().__init__(url, iterator=iterator, class_mapping=mapping)
        self.fetcher, self.server_at, self.token_prefix = fetcher, "", ""
        self._item_pages, self._wants_prefix = 0, False

    def ask(self, arguments: Mapping[str, str]) -> Answer:
        """Send one request. Raises FetchFailed and Unreadable; OAI-PMH errors are in the answer."""
        separator = "&" if "?" in self.endpoint else "?"
        arguments = {"verb": arguments["verb"], **arguments}
        need = Need(
            f"{self.endpoint}{separator}{urlencode(arguments, quote_via=quote, safe='')}",
            headers=(("Accept", ACCEPT),),
        )
        exchange = self.fetcher.fetch(need)
        asked = f"{redact(self.endpoint)} {arguments['verb']}"
        if "resumptionToken" in arguments and exchange.status in _TOKEN_REFUSED and not _holds_errors(exchange):
            raise TokenExpired("the provider refuses its resumption token", f"{asked}: {exchange.outcome()}", ANEW)
        answer = Answer(exchange, _read(exchange, asked), arguments)
        self.server_at = answer.envelope.response_date
        return answer

    def ask_list(self, arguments: Mapping[str, str]) -> Answer:
        """Ask for a page; some providers want the metadataPrefix beside the token, which section 3.5 forbids."""
        spelt = {**arguments, "metadataPrefix": self.token_prefix} if self._wants_prefix else arguments
        answer = self.ask(spelt)
        refused = any(error.code == "badArgument" for error in answer.envelope.errors)
        if not refused or "resumptionToken" not in arguments or self._wants_prefix or not self.token_prefix:
            return answer
        again = self.ask({**arguments, "metadataPrefix": self.token_prefix})
        if again.envelope.errors:
            return answer
        self._wants_prefix = True
        return again.noting(Deviation("token.not-alone", "it wants the metadataPrefix beside it"))

    def harvest(self, **arguments: str) -> Answer:
        """Send one request for sickle's models."""
        self._item_pages += 1
        if self._item_pages > MAX_ITEM_PAGES:
            raise ProtocolBroken("a list of formats or sets does not end", redact(self.endpoint), "Tell the provider")
        answer = self.ask(arguments)
        for error in answer.envelope.errors:
            raise _REFUSALS.get(error.code, oaiexceptions.OAIError)(error.code, error.text)
        return answer

    def Identify(self) -> Identify:  # noqa: N802 - sickle's name for the verb
        """Ask the repository who it is."""
        return _model(Identify, self.harvest(verb="Identify"))


@contextmanager
def speaking(url: str) -> Iterator[None]:
    """Turn what sickle raises into ProtocolBroken."""
    try:
        yield
    except (oaiexceptions.OAIError, *_REFUSALS.values()) as refusal:
        raise broken(OaiError(*refusal.args), url) from refusal


def _model(model: Callable[[Any], Any], source: object) -> Any:
    """Build one of sickle's models, which trip over elements that are missing or named like their own attributes."""
    try:
        return model(source)
    except (AttributeError, IndexError) as defect:
        raise ProtocolBroken("the answer is not what its OAI-PMH verb demands", str(defect)) from defect


def _read(exchange: Exchange, asked: str) -> Envelope:
    if exchange.truncated:
        raise Unreadable("the OAI-PMH page is larger than the limit and was cut", asked, "Raise the limit on bodies")
    if not exchange.ok:
        return _read_refusal(exchange, asked)
    try:
        return read_envelope(exchange.body or b"")
    except Unreadable as fault:
        which = f"{asked}, {fault.which}" if fault.which else asked
        raise Unreadable(fault.what, which, fault.next_step) from fault


def _holds_errors(exchange: Exchange) -> bool:
    try:
        return bool(read_envelope(exchange.body or b"").errors)
    except Unreadable:
        return False


def _read_refusal(exchange: Exchange, asked: str) -> Envelope:
    """Read the errors that some providers send with a 4xx, where 200 is due. Raises FetchFailed when there are none."""
    which = f"{asked}: {exchange.outcome()}"
    failed = FetchFailed("the OAI-PMH endpoint gave no usable answer", which, _next_step(exchange))
    if not exchange.conclusive:
        raise failed
    try:
        envelope = read_envelope(exchange.body or b"")
    except Unreadable as fault:
        raise failed from fault
    if not envelope.errors:
        raise failed
    deviation = Deviation("error.http-status", str(exchange.status))
    return replace(envelope, deviations=(*envelope.deviations, deviation))


def _next_step(exchange: Exchange) -> str:
    if exchange.conclusive:
        return "Check the base URL"
    if exchange.failure is not None:
        return _MENDED.get(exchange.failure.kind, "Try later")
    pause = exchange.header("retry-after")
    return f"Try later; it asks for a pause (Retry-After: {pause[:40]})" if pause else "Try later"
