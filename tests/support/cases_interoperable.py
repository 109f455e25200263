"""Special cases of the checks on representation, discovery, standards, vocabularies, formats and files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairsvc.model.evidence import (
    Answer,
    Column,
    Evidence,
    FileFacts,
    FileReference,
    Finding,
    Hdf5Facts,
    Hdf5Inside,
    NexusEntry,
)
from fairsvc.model.exchange import FailureKind
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Content, Identifier, Metadata, Origin, Related, Subject, Text
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    ADDRESS,
    DATACITE_ANSWER,
    GOOD,
    SILENT,
    at,
    file,
    page,
    rights,
)
from tests.support.evidence_builder import FILE_URL, HOME, changed, everywhere, exchange, failure, without

PANET = "http://purl.org/pan-science/PaNET/"
UNTITLED = {"titles": (Text("x"),)}
ENTRY = NexusEntry("entry", "NXxas", groups=("NXinstrument", "NXsample", "NXdata"))
RAW = FileReference("/entry/reduction/raw_file", "raw_0001.h5", "NXprocess")
CALIBRATION = FileReference("/entry/calibration", "https://doi.org/10.5072/calibration")
INSIDE = Hdf5Inside(whole=True, datasets=("/entry/data/energy",), numeric_count=1, references=(RAW,))
XML_CELL = "conneg:pid/datacite-xml"
TABLE = FileFacts(f"{HOME}/t.csv", "csv", "text/csv", columns=(Column("energy", "eV"), Column("mu")))


def opened(entry: NexusEntry | None = ENTRY, inside: Hdf5Inside | None = INSIDE, state: str = "read") -> Evidence:
    """Let a full look open the file."""
    entries = (entry,) if entry else ()
    facts = Hdf5Facts(state, nexus=bool(entries), entry_count=len(entries), entries=entries, inside=inside)
    return replace(file(hdf5=facts, nexus=bool(entries)), depth="full")


def holding(**fields: Any) -> Evidence:
    """Let the opened file hold these things."""
    return opened(inside=replace(INSIDE, **fields))


def table(facts: FileFacts = TABLE, evidence: Evidence = GOOD) -> Evidence:
    """Let the dataset be one table."""
    manifest = Manifest((FileEntry(facts.url, "t.csv", media_type=facts.signature_media_type),))
    return replace(evidence, file_facts=facts, manifest=manifest)


def technique(*addresses: str, evidence: Evidence = GOOD) -> Evidence:
    """Name techniques by these addresses."""
    return everywhere(evidence, subjects=tuple(Subject("XAS", "PaNET", value_uri=address) for address in addresses))


def asked_for_xml(answer: Answer | None, status: int = 200) -> Evidence:
    """Ask the identifier for DataCite XML, of which nothing else tells."""
    cell = replace(exchange("page", status, url=HOME), steps=(XML_CELL,))
    bare = everywhere(GOOD, origins=())
    answers = (answer,) if answer else ()
    return replace(bare, exchanges=(*bare.exchanges, cell), answers=(*bare.answers, *answers))


def from_page(*, mine: Metadata, linked: tuple[str, ...]) -> Evidence:
    """Let these fields of the page's view come from what its links lead to."""
    origins = tuple((name, Origin("schema-org", name, "description")) for name in linked)
    return replace(GOOD, page=replace(mine, origins=origins))


CASES: list[tuple[str, str, Evidence]] = [
    ("registered", "N", replace(GOOD, pid=ADDRESS)),
    ("registered", "F", replace(GOOD, registry=build.metadata(state="draft"))),
    ("registered", "I", changed(GOOD, exchange("registry", 404), registry=None)),
    ("registered", "F", changed(GOOD, exchange("registry", 404), exchange("handle", 404), registry=None)),
    ("metadata-embedded-for-search-engines", "F", changed(GOOD, failure("page", FailureKind.ROBOTS))),
    ("metadata-embedded-for-search-engines", "F", page(robots="noindex, nofollow")),
    ("metadata-embedded-for-search-engines", "F", page(embedded=("open-graph", "highwire"))),
    ("metadata-embedded-for-search-engines", "F", build.invalid_json_ld()),
    ("harvested-by-oai-pmh", "F", replace(GOOD, oai=None)),
    ("harvested-by-oai-pmh", "N", replace(GOOD, oai=None, endpoints=replace(GOOD.endpoints, oai=None))),
    ("typed-links-offered", "I", changed(GOOD, failure("page", FailureKind.TLS))),
    ("metadata-formal", "P", everywhere(GOOD, origins=())),
    ("metadata-formal", "F", everywhere(replace(GOOD, answers=()), origins=())),
    ("metadata-structured-embedded", "P", page(embedded=("open-graph",))),
    ("metadata-structured-embedded", "F", build.invalid_json_ld()),
    ("json-ld-valid", "F", replace(GOOD, findings=(Finding("json-ld.repaired", "exchange/page"),))),
    (
        "metadata-rdf-negotiated",
        "F",
        replace(GOOD, answers=(Answer("description", "application/ld+json", "text/html"),)),
    ),
    ("metadata-rdf-negotiated", "I", replace(GOOD, answers=(DATACITE_ANSWER,))),
    (
        "metadata-rdf-negotiated",
        "P",
        replace(
            GOOD, answers=(DATACITE_ANSWER, Answer("conneg:page/turtle", "text/turtle", "text/turtle", parsed=True))
        ),
    ),
    (
        "metadata-rdf-negotiated",
        "F",
        replace(GOOD, answers=(DATACITE_ANSWER, Answer("conneg:page/json-ld", "application/ld+json", "text/html"))),
    ),
    ("metadata-rdf-negotiated", "F", changed(without(SILENT, "description"), exchange("page", 404))),
    ("metadata-rdf-negotiated", "I", without(replace(GOOD, answers=()), "description")),
    ("linkset-valid", "F", replace(GOOD, answers=())),
    ("linkset-valid", "F", replace(GOOD, findings=(Finding("linkset.member", "exchange/linkset"),))),
    ("linkset-valid", "I", changed(GOOD, failure("linkset"))),
    ("file-format-open", "F", at(f"{HOME}/table.xls", everywhere(replace(GOOD, file_facts=None), formats=()))),
    ("file-format-open", "F", file(nexus=False, signature_media_type="application/vnd.ms-excel")),
    ("file-format-community", "F", file(nexus=False, signature_media_type="image/png")),
    ("file-describes-itself", "F", file(nexus=False, signature_media_type="image/png")),
    (
        "file-format-open",
        "N",
        without(everywhere(replace(build.embargoed(), links=(), manifest=Manifest()), content=()), "file"),
    ),
    ("file-is-nexus", "F", file(nexus=False)),
    ("file-is-nexus", "N", file(nexus=False, signature_media_type="image/png")),
    (
        "metadata-vocabulary-terms",
        "F",
        everywhere(GOOD, subjects=(Subject("XAS", value_uri="https://example.org/xas"),)),
    ),
    ("linked-vocabularies", "P", everywhere(GOOD, subjects=(), namespaces=(), conforms_to=())),
    ("linked-vocabularies", "F", everywhere(rights(), subjects=(), namespaces=("http://schema.org/",))),
    ("technique-is-panet", "F", everywhere(GOOD, subjects=(Subject("XAS", "PaNET"),))),
    ("metadata-standard-known", "F", everywhere(GOOD, namespaces=(), conforms_to=(), origins=())),
    ("community-metadata-standard", "F", everywhere(GOOD, namespaces=("http://schema.org/",))),
    (
        "metadata-names-its-standard",
        "P",
        replace(everywhere(GOOD, conforms_to=()), links=(Link(HOME, "describedby", profile="http://schema.org/"),)),
    ),
    ("metadata-names-its-standard", "F", everywhere(GOOD, conforms_to=())),
    ("registered", "F", replace(GOOD, registry=build.metadata(**UNTITLED))),
    ("registered", "I", replace(GOOD, registry=None)),
    ("harvested-by-oai-pmh", "F", replace(GOOD, oai=build.metadata(**UNTITLED))),
    ("metadata-embedded-for-search-engines", "F", replace(GOOD, page=build.metadata(**UNTITLED))),
    ("metadata-embedded-for-search-engines", "F", from_page(mine=build.metadata(), linked=("titles",))),
    ("metadata-structured-embedded", "F", from_page(mine=build.metadata(), linked=("titles",))),
    ("metadata-structured-embedded", "P", from_page(mine=build.metadata(), linked=("rights",))),
    ("metadata-embedded-for-search-engines", "F", replace(GOOD, page=None)),
    ("metadata-structured-embedded", "F", replace(GOOD, page=None)),
    ("metadata-formal", "F", everywhere(GOOD, **UNTITLED)),
    ("metadata-formal", "P", replace(everywhere(GOOD, **UNTITLED), registry=build.metadata())),
    ("metadata-formal", "I", changed(everywhere(GOOD, **UNTITLED), failure("registry"), registry=None)),
    ("metadata-rdf-negotiated", "F", everywhere(GOOD, **UNTITLED)),
    ("metadata-standard-known", "F", everywhere(GOOD, **UNTITLED)),
    ("namespaces-named", "F", everywhere(GOOD, namespaces=())),
    ("namespaces-named", "F", everywhere(GOOD, **UNTITLED)),
    ("namespaces-named", "P", everywhere(GOOD, namespaces=(), subjects=(Subject("a", scheme_uri=PANET),))),
    ("technique-is-panet", "F", technique(f"{PANET}PaNET99999")),
    ("technique-is-panet", "F", technique(f"{PANET}PaNET2020070")),
    ("technique-is-panet", "P", technique(f"{PANET}PaNET99999", "https://w3id.org/PaN/PaNET/PaNET01196")),
    ("technique-is-panet", "I", changed(technique(f"{PANET}PaNET99999"), failure("registry"))),
    ("technique-term-current", "F", technique(f"{PANET}PaNET01196", f"{PANET}PaNET99999")),
    ("technique-term-current", "P", technique(f"{PANET}PaNET2020070")),
    ("technique-term-current", "N", technique("https://example.org/xas")),
    ("metadata-vocabulary-terms", "F", technique(f"{PANET}PaNET99999")),
    ("linked-vocabularies", "P", everywhere(rights(), namespaces=(), subjects=(Subject("a", scheme_uri=PANET),))),
    ("units-by-code", "P", everywhere(GOOD, units=(Identifier("ucum:Ao-1", "unitCode"),))),
    ("units-by-code", "F", everywhere(GOOD, units=(Identifier("eV", "unitText"),))),
    ("units-by-code", "F", everywhere(GOOD, units=(Identifier("bananas", "unitCode"),))),
    ("units-by-code", "F", everywhere(GOOD, units=())),
    ("units-by-code", "N", everywhere(GOOD, units=(), variables=())),
    ("schema-org-follows-profiles", "F", replace(GOOD, page=build.metadata(descriptions=(Text("Too short."),)))),
    ("schema-org-follows-profiles", "F", replace(GOOD, page=build.metadata(content=(Content(FILE_URL),)))),
    ("schema-org-follows-profiles", "F", replace(GOOD, page=build.metadata("dublin-core"))),
    ("schema-org-follows-profiles", "P", everywhere(build.embargoed(), content=())),
    ("schema-org-follows-profiles", "I", changed(replace(GOOD, page=None), failure("description"))),
    ("datacite-xml-obtainable", "P", replace(everywhere(GOOD, origins=()), answers=(DATACITE_ANSWER,))),
    ("datacite-xml-obtainable", "I", everywhere(GOOD, origins=())),
    ("datacite-xml-obtainable", "I", asked_for_xml(None, 503)),
    ("datacite-xml-obtainable", "F", asked_for_xml(Answer(XML_CELL, DATACITE_ANSWER.asked, "text/html"))),
    ("datacite-xml-obtainable", "F", asked_for_xml(None, 406)),
    ("datacite-xml-obtainable", "P", asked_for_xml(replace(DATACITE_ANSWER, step=XML_CELL))),
    ("file-format-open", "F", changed(GOOD, exchange("file", 404), file_facts=None)),
    ("file-format-open", "P", changed(GOOD, exchange("file", 403), file_facts=None)),
    ("file-format-community", "F", file(nexus=False, instead="login page", looks_like_html=True)),
    ("file-describes-itself", "F", file(nexus=False, instead="error message", signature_media_type="application/json")),
    ("file-is-nexus", "I", file(nexus=False, total_bytes=10**9)),
    ("file-is-nexus", "F", replace(opened(None), file_facts=replace(opened(None).file_facts, total_bytes=10**9))),
    ("nexus-definition-named", "P", opened()),
    ("nexus-definition-named", "F", opened(NexusEntry("entry"))),
    ("nexus-definition-named", "F", opened(None)),
    ("nexus-definition-named", "I", opened(None, None, "partly read")),
    ("nexus-definition-named", "I", opened(None, None, "broken")),
    ("nexus-definition-named", "N", table()),
    ("nexus-definition-named", "I", table(replace(TABLE, signature="", signature_media_type=""))),
    ("nexus-definition-named", "I", replace(GOOD, file_facts=TABLE)),
    ("nexus-definition-named", "P", replace(opened(), file_facts=TABLE, more_files=(opened().file_facts,))),
    ("nexus-definition-known", "P", opened()),
    ("nexus-definition-known", "F", opened(replace(ENTRY, definition="NXmyscan"))),
    ("nexus-definition-known", "F", opened(replace(ENTRY, groups=("NXdata",)))),
    ("nexus-definition-known", "F", opened(NexusEntry("entry", groups=()))),
    ("nexus-definition-known", "I", opened(replace(ENTRY, groups=None), None)),
    ("nexus-definition-known", "N", table()),
    ("variables-found-in-file", "P", opened()),
    ("variables-found-in-file", "P", table()),
    ("variables-found-in-file", "P", everywhere(opened(), variables=("Energy (eV)",))),
    ("variables-found-in-file", "P", everywhere(opened(), variables=("https://example.org/terms#energy", "mu"))),
    ("variables-found-in-file", "F", everywhere(opened(), variables=("temperature",))),
    ("variables-found-in-file", "I", everywhere(holding(whole=False), variables=("temperature",))),
    ("variables-found-in-file", "F", everywhere(table(), variables=("temperature", "[x]"))),
    (
        "variables-found-in-file",
        "I",
        table(replace(TABLE, signature="png", signature_media_type="image/png", columns=())),
    ),
    ("variables-found-in-file", "N", everywhere(opened(), variables=())),
    ("file-vocabulary-terms", "P", table()),
    ("file-vocabulary-terms", "F", table(replace(TABLE, columns=(Column("energy"), Column("mu", "bananas"))))),
    (
        "file-vocabulary-terms",
        "F",
        table(replace(TABLE, signature="png", signature_media_type="image/png", columns=())),
    ),
    ("file-vocabulary-terms", "P", table(replace(TABLE, signature="cif", signature_media_type="chemical/x-cif"))),
    ("file-vocabulary-terms", "P", opened(None, replace(INSIDE, units=("angstrom",)))),
    ("file-vocabulary-terms", "P", opened(None, replace(INSIDE, terms=(f"{PANET}PaNET01188",)))),
    ("file-vocabulary-terms", "F", opened(None)),
    ("file-vocabulary-terms", "I", opened(None, None, "partly read")),
    ("file-vocabulary-terms", "I", file(nexus=False)),
    ("file-refers-to-data", "P", opened()),
    ("file-refers-to-data", "F", everywhere(opened(), related=())),
    ("file-refers-to-data", "P", everywhere(holding(references=(CALIBRATION,)), related=())),
    (
        "file-refers-to-data",
        "P",
        everywhere(holding(references=(replace(RAW, target="../scan_0001.nxs"),)), related=()),
    ),
    ("file-refers-to-data", "F", holding(references=(replace(CALIBRATION, target=build.PID.uri),))),
    ("file-refers-to-data", "F", everywhere(opened(), related=(Related("10.5072/article", "DOI", "IsCitedBy"),))),
    ("file-refers-to-data", "F", holding(references=())),
    ("file-refers-to-data", "I", holding(references=(), whole=False)),
    ("file-refers-to-data", "N", table()),
    ("file-qualifies-references", "P", opened()),
    ("file-qualifies-references", "F", holding(references=(CALIBRATION,))),
    ("file-qualifies-references", "F", holding(references=(replace(RAW, role="NXentry"),))),
    ("file-qualifies-references", "I", holding(references=(CALIBRATION,), whole=False)),
    ("file-qualifies-references", "N", table()),
]
