"""OAI-PMH answers as a test writes them, and a provider on loopback that gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.support.server import Asked, Handler, Reply

XML = ("Content-Type", "text/xml;charset=UTF-8")
RESPONSE_DATE = "2026-03-01T12:00:00Z"

DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>Diffraction scan {number}</dc:title><dc:identifier>doi:10.5072/{number}</dc:identifier></oai_dc:dc>"
)
IDENTIFY = (
    "<Identify><repositoryName>Demo</repositoryName><baseURL>http://127.0.0.1/oai</baseURL>"
    "<protocolVersion>2.0</protocolVersion><adminEmail>a@example.org</adminEmail><adminEmail>b@example.org</adminEmail>"
    "<earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent</deletedRecord>"
    "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
)


def envelope(inner: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>{RESPONSE_DATE}</responseDate><request>http://127.0.0.1/oai</request>{inner}</OAI-PMH>"
    ).encode()


def record(number: int, metadata: str | None = None) -> str:
    payload = DC.format(number=number) if metadata is None else metadata
    return (
        f"<record><header><identifier>oai:demo:{number}</identifier><datestamp>2026-01-01T00:00:00Z</datestamp>"
        f"<setSpec>open</setSpec></header><metadata>{payload}</metadata></record>"
    )


def records(first: int, last: int) -> str:
    return "".join(record(number) for number in range(first, last + 1))


def token(text: str, size: int | None = None) -> str:
    stated = "" if size is None else f' completeListSize="{size}" cursor="0"'
    return f"<resumptionToken{stated}>{escape(text)}</resumptionToken>"


def page(inner: str) -> bytes:
    return envelope(f"<ListRecords>{inner}</ListRecords>")


def error(code: str, text: str = "") -> bytes:
    return envelope(f'<error code="{code}">{text}</error>')


def three_pages(size: int | None = 30) -> dict[str, bytes]:
    """Thirty records on three pages, by the token that asks for them; the first by none."""
    return {
        "": page(records(1, 10) + token("page 2", size)),
        "page 2": page(records(11, 20) + token("page|3&x", size)),
        "page|3&x": page(records(21, 30) + token("", size)),
    }


def provider(pages: Mapping[str, bytes | Callable[[], Reply]]) -> Handler:
    """Answer Identify, ListMetadataFormats, and ListRecords from `pages`, strict about what may stand with a token."""

    def answer(asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        wanted = query.get("resumptionToken", "")
        if query["verb"] == "Identify":
            return 200, [XML], envelope(IDENTIFY)
        if query["verb"] == "ListMetadataFormats":
            return 200, [XML], envelope(f"<ListMetadataFormats>{_format('oai_dc')}</ListMetadataFormats>")
        if (wanted and len(query) > 2) or (not wanted and "metadataPrefix" not in query):
            return 200, [XML], error("badArgument")
        if wanted not in pages:
            return 200, [XML], error("badResumptionToken", "expired")
        body = pages[wanted]
        return (200, [XML], body) if isinstance(body, bytes) else body()

    return answer


def _format(prefix: str) -> str:
    return (
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>http://example.org/x.xsd</schema>"
        "<metadataNamespace>http://example.org/x</metadataNamespace></metadataFormat>"
    )
