"""An OAI-PMH 2.0 provider: six verbs, by GET and POST."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from fairsvc.demo.catalogue import Catalogue, Dataset
from fairsvc.demo.datacite_xml import DECLARATION, XSI
from fairsvc.demo.markup import Markup, tag
from fairsvc.demo.oai_lists import ListPage, Refusal, check_prefix, list_page, read_selection, read_token
from fairsvc.demo.oai_records import FORMATS, Records, utc_text
from fairsvc.demo.wire import Request, Response, compressed, notice

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
TOKEN_LIFE = timedelta(hours=24)
FORM = "application/x-www-form-urlencoded"

Arguments = dict[str, str]

_LIST_ARGUMENTS = frozenset({"metadataPrefix", "from", "until", "set", "resumptionToken"})
ALLOWED = {
    "Identify": frozenset[str](),
    "ListMetadataFormats": frozenset({"identifier"}),
    "ListSets": frozenset({"resumptionToken"}),
    "ListIdentifiers": _LIST_ARGUMENTS,
    "ListRecords": _LIST_ARGUMENTS,
    "GetRecord": frozenset({"identifier", "metadataPrefix"}),
}


class Provider:
    """Answer OAI-PMH requests; tokens die when `expire_tokens` is called."""

    def __init__(self, catalogue: Catalogue, base_url: str) -> None:
        self._catalogue, self._base_url = catalogue, base_url
        self._records = Records(catalogue, base_url)
        self._generation = 1

    def publish(self, catalogue: Catalogue) -> None:
        """Serve this catalogue from now on."""
        self._catalogue, self._records = catalogue, Records(catalogue, self._base_url)

    def expire_tokens(self) -> None:
        """Refuse every token given so far with badResumptionToken."""
        self._generation += 1

    def __call__(self, request: Request) -> Response:
        """Answer a request; protocol errors come with status 200 (section 3.1.2)."""
        query = request.query
        if request.method == "POST":
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
                return notice(415, "Unsupported media type", f"Send arguments as {FORM}.")
            query = request.body.decode("utf-8", "replace")
        response = Response(200, (("Content-Type", "text/xml; charset=utf-8"),), self._document(query))
        return compressed(request, response)

    def _document(self, query: str) -> bytes:
        arguments: Arguments = {}
        try:
            arguments = _read_arguments(query)
            return self._envelope(arguments, self._answer(dict(arguments)))
        except Refusal as refusal:
            echoed = {} if refusal.code in ("badVerb", "badArgument") else arguments
            return self._envelope(echoed, tag("error", {"code": refusal.code}, refusal.sentence))

    def _envelope(self, echoed: Arguments, answer: Markup) -> bytes:
        names = {"xmlns": OAI, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"}
        asked = tag("request", echoed, f"{self._base_url}/oai")
        document = tag("OAI-PMH", names, tag("responseDate", {}, utc_text(datetime.now(UTC))), asked, answer)
        return f"{DECLARATION}{document}\n".encode()

    def _answer(self, arguments: Arguments) -> Markup:
        verb = arguments.pop("verb", "")
        if verb not in ALLOWED:
            raise Refusal("badVerb", "the verb is missing, repeated or unknown")
        if unknown := arguments.keys() - ALLOWED[verb]:
            raise Refusal("badArgument", f"{verb} takes no {', '.join(sorted(unknown))}")
        if "resumptionToken" in arguments and len(arguments) > 1:
            raise Refusal("badArgument", "resumptionToken excludes every other argument")
        answers: dict[str, Callable[[Arguments], Markup]] = {
            "Identify": lambda _: self._identify(),
            "ListMetadataFormats": self._list_metadata_formats,
            "ListSets": self._list_sets,
            "ListIdentifiers": self._list_identifiers,
            "ListRecords": self._list_records,
            "GetRecord": self._get_record,
        }
        return answers[verb](arguments)

    def _identify(self) -> Markup:
        facility = self._catalogue.facility
        names = {
            "xmlns": OAI_IDENTIFIER,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{OAI_IDENTIFIER} {OAI_IDENTIFIER}.xsd",
        }
        scheme = tag(
            "oai-identifier",
            names,
            tag("scheme", {}, "oai"),
            tag("repositoryIdentifier", {}, facility.repository_id),
            tag("delimiter", {}, ":"),
            tag("sampleIdentifier", {}, self._records.identifier(self._catalogue.datasets[0])),
        )
        facts = (
            ("repositoryName", facility.name),
            ("baseURL", f"{self._base_url}/oai"),
            ("protocolVersion", "2.0"),
            ("adminEmail", facility.email),
            ("earliestDatestamp", utc_text(facility.created_at)),
            ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        )
        return tag("Identify", {}, *(tag(name, {}, value) for name, value in facts), tag("description", {}, scheme))

    def _list_metadata_formats(self, arguments: Arguments) -> Markup:
        if "identifier" in arguments:
            self._item(arguments["identifier"])
        rows = (
            tag(
                "metadataFormat",
                {},
                tag("metadataPrefix", {}, known.prefix),
                tag("schema", {}, known.schema),
                tag("metadataNamespace", {}, known.namespace),
            )
            for known in FORMATS
        )
        return tag("ListMetadataFormats", {}, *rows)

    def _list_sets(self, arguments: Arguments) -> Markup:
        if arguments:
            raise Refusal("badResumptionToken", "the list of sets has one page")
        rows = (tag("set", {}, tag("setSpec", {}, s.id), tag("setName", {}, s.label)) for s in self._catalogue.sets)
        return tag("ListSets", {}, *rows)

    def _list_identifiers(self, arguments: Arguments) -> Markup:
        page = self._page("ListIdentifiers", arguments)
        headers = (self._records.header(dataset) for dataset in page.datasets)
        return tag("ListIdentifiers", {}, *headers, *self._token(page))

    def _list_records(self, arguments: Arguments) -> Markup:
        page = self._page("ListRecords", arguments)
        records = (self._records.record(dataset, page.selection.prefix) for dataset in page.datasets)
        return tag("ListRecords", {}, *records, *self._token(page))

    def _get_record(self, arguments: Arguments) -> Markup:
        if missing := ALLOWED["GetRecord"] - arguments.keys():
            raise Refusal("badArgument", f"GetRecord needs {' and '.join(sorted(missing))}")
        dataset = self._item(arguments["identifier"])
        check_prefix(arguments["metadataPrefix"])
        return tag("GetRecord", {}, self._records.record(dataset, arguments["metadataPrefix"]))

    def _page(self, verb: str, arguments: Arguments) -> ListPage:
        if "resumptionToken" in arguments:
            selection = read_token(verb, arguments["resumptionToken"], self._generation)
        else:
            selection = read_selection(verb, arguments)
        return list_page(self._catalogue, selection)

    def _token(self, page: ListPage) -> tuple[Markup, ...]:
        """Write the token; the last page of several carries an empty one, a complete list none (section 3.5)."""
        if page.following is None and page.selection.cursor == 0:
            return ()
        counts = {"completeListSize": str(page.size), "cursor": str(page.selection.cursor)}
        if page.following is None:
            return (tag("resumptionToken", counts),)
        expires_at = utc_text(datetime.now(UTC) + TOKEN_LIFE)
        token = page.following.token(self._generation)
        return (tag("resumptionToken", {"expirationDate": expires_at, **counts}, token),)

    def _item(self, identifier: str) -> Dataset:
        found = (dataset for dataset in self._catalogue.datasets if self._records.identifier(dataset) == identifier)
        dataset = next(found, None)
        if dataset is None:
            raise Refusal("idDoesNotExist", f"there is no item {identifier}")
        return dataset


def _read_arguments(query: str) -> Arguments:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=20)
    except ValueError as error:
        raise Refusal("badArgument", "there are too many arguments") from error
    names = [name for name, _ in pairs]
    if names.count("verb") != 1:
        raise Refusal("badVerb", "the verb is missing, repeated or unknown")
    if len(set(names)) != len(names):
        raise Refusal("badArgument", "an argument is repeated")
    return dict(pairs)
