"""Special cases of the checks on what is described and of whom."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Affiliation, Agent, Content, Identifier, Related, ResourceType, Subject, Text
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    GOOD,
    LOGIN,
    NO_MANIFEST,
    file,
    registry_only,
)
from tests.support.evidence_builder import FILE_URL, HOME, changed, everywhere, exchange, failure, without

_TITLE = "X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"
_LONG = f"{_TITLE}, measured in transmission at room temperature, and the reduction of the particles in hydrogen, " * 2
_ROR = Identifier("https://ror.org/02550n020", "ROR")
_CARBERRY = Agent("Carberry, Josiah", identifiers=(Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID"),))
_AT_ESRF = replace(_CARBERRY, affiliations=(Affiliation("ESRF", _ROR),))
_SOMEWHERE = Agent("Li Wei", affiliations=(Affiliation("Somewhere"),))
_HOST = Agent("ESRF", role="HostingInstitution", identifiers=(_ROR,))
_ITSELF = Related(build.PID.value, "DOI", "HasPart")


def _same_everywhere(text: str) -> Evidence:
    """Write one text into every field of the form."""
    fields = {"titles": (Text(text),), "creators": (Agent(text),), "descriptions": (Text(text),)}
    return everywhere(GOOD, publisher=Agent(text), subjects=(Subject(text),), **fields)


CASES: list[tuple[str, str, Evidence]] = [
    ("core-metadata-complete", "P", registry_only()),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=())),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=(Agent("(:unav)"),))),
    ("core-metadata-complete", "I", changed(everywhere(GOOD, creators=()), failure("registry"))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, descriptions=(Text("Too short."),))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, subjects=())),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=(Agent("admin"),))),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=(Agent("root@localhost"),))),
    ("core-metadata-complete", "F", everywhere(GOOD, publisher=Agent("unknown"))),
    ("core-metadata-complete", "F", _same_everywhere("Copper oxide data")),
    ("core-metadata-complete", "F", everywhere(GOOD, resource_type=ResourceType("", "(:unav)"))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, subjects=(Subject("data"), Subject("the")))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, descriptions=(Text(_TITLE),))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, descriptions=(Text("lorem ipsum dolor sit amet " * 9),))),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text("Carberry, Josiah"),))),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text("scan 0001 final.nxs"),))),
    ("title-meaningful", "P", everywhere(GOOD, titles=(Text("Sample Data from V20"),))),
    ("title-meaningful", "P", everywhere(GOOD, titles=(Text("化学进展"),))),
    ("description-informative", "F", everywhere(GOOD, descriptions=(Text("test " * 60),))),
    ("description-informative", "F", everywhere(GOOD, descriptions=(Text("good data of the sample " * 20),))),
    ("description-informative", "F", everywhere(GOOD, titles=(Text(_LONG),), descriptions=(Text(_LONG),))),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text(build.PID.value),))),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text("scan_0001.h5"),))),
    ("title-meaningful", "I", changed(everywhere(GOOD, titles=(Text("test"),)), exchange("registry", 503))),
    ("description-informative", "F", everywhere(GOOD, descriptions=(Text("A dataset of spectra."),))),
    (
        "creators-identified",
        "F",
        everywhere(GOOD, creators=(Agent("A B", identifiers=(Identifier("0000-0002-1825-0098"),)),)),
    ),
    ("creators-identified", "I", changed(everywhere(GOOD, creators=(Agent("Li Wei"),)), failure("registry"))),
    ("every-creator-has-orcid", "P", replace(GOOD, page=build.metadata(creators=(Agent("Carberry, J."),)))),
    ("every-creator-has-orcid", "F", everywhere(GOOD, creators=(_CARBERRY, Agent("Li Wei")))),
    ("every-creator-has-orcid", "I", changed(everywhere(GOOD, creators=(Agent("Li Wei"),)), failure("registry"))),
    ("every-creator-has-orcid", "N", everywhere(GOOD, creators=(Agent("SLF", "Organizational"),))),
    ("creators-plausible", "F", everywhere(GOOD, creators=(Agent("Admin"),))),
    ("creators-plausible", "F", everywhere(GOOD, creators=(_CARBERRY, Agent("test user 2")))),
    ("creators-plausible", "F", everywhere(GOOD, creators=(Agent("data@dls.example"),))),
    ("creators-plausible", "F", everywhere(GOOD, creators=(Agent("beamline robot"),))),
    ("creators-plausible", "F", everywhere(GOOD, creators=(Agent(_TITLE),))),
    ("creators-plausible", "F", everywhere(GOOD, creators=(Agent("Demo Light Source"),))),
    ("creators-plausible", "F", everywhere(GOOD, creators=(Agent("12345"),))),
    ("creators-plausible", "P", everywhere(GOOD, creators=(Agent("Demo Light Source", "Organizational"),))),
    ("creators-plausible", "P", everywhere(GOOD, creators=(Agent("Root, Hilary"), Agent("Null, Jan"), Agent("Li Li")))),
    ("affiliations-have-ror", "P", everywhere(GOOD, creators=(_AT_ESRF,))),
    ("affiliations-have-ror", "F", everywhere(GOOD, creators=(_AT_ESRF, _SOMEWHERE))),
    ("affiliations-have-ror", "F", everywhere(GOOD, creators=(_AT_ESRF,), publisher=Agent("DLS"))),
    ("facility-has-ror", "F", everywhere(GOOD, creators=(_AT_ESRF,), publisher=Agent("DLS"))),
    ("facility-has-ror", "P", everywhere(GOOD, publisher=None, contributors=(_HOST,))),
    ("facility-has-ror", "F", everywhere(GOOD, publisher=Agent("DLS", identifiers=(Identifier("0550n020", "ROR"),)))),
    ("contact-named", "F", everywhere(GOOD, contributors=(Agent("admin", role="ContactPerson"),))),
    ("metadata-registries-agree", "F", replace(GOOD, oai=build.metadata(creators=(_CARBERRY, Agent("Li Wei"))))),
    ("metadata-registries-agree", "F", replace(GOOD, registry=build.metadata(titles=(Text("Something else"),)))),
    ("metadata-registries-agree", "F", replace(GOOD, registry=build.metadata(publication_year=2020))),
    ("metadata-registries-agree", "P", replace(GOOD, registry=build.metadata(titles=(Text(_TITLE.upper()),)))),
    (
        "organisations-identified",
        "F",
        everywhere(GOOD, publisher=Agent("A B", identifiers=(Identifier("https://ror.org/02550n021"),))),
    ),
    ("data-named-in-metadata", "P", everywhere(NO_MANIFEST, content=())),
    ("data-named-in-metadata", "F", everywhere(NO_MANIFEST, content=(), related=())),
    (
        "data-named-in-metadata",
        "N",
        everywhere(NO_MANIFEST, content=(), related=(), access=("http://purl.org/coar/access_right/c_14cb",)),
    ),
    ("data-named-in-metadata", "F", everywhere(NO_MANIFEST, content=(), related=(_ITSELF,))),
    ("data-content-mentioned", "P", everywhere(NO_MANIFEST, content=(Content("", "scan_0001.nxs"),))),
    ("data-content-mentioned", "P", everywhere(NO_MANIFEST, content=(), sizes=("3 files",))),
    ("data-content-mentioned", "F", everywhere(NO_MANIFEST, content=(Content(FILE_URL, media_type="x"),))),
    ("data-content-mentioned", "N", everywhere(NO_MANIFEST, content=(), access=("metadata only",))),
    ("file-digest-true", "P", file(same_digests=("sha-256",))),
    ("file-digest-true", "F", file(same_digests=("md5",), other_digests=("sha-256",))),
    ("file-digest-true", "N", everywhere(replace(GOOD, manifest=Manifest((FileEntry(FILE_URL),))), content=())),
    ("file-size-true", "F", file(total_bytes=4095)),
    ("file-size-true", "N", file(claimed_bytes=None)),
    ("file-size-true", "I", file(total_bytes=None)),
    ("file-type-true", "F", file(claimed_type="image/png")),
    ("file-type-true", "F", replace(GOOD, file_facts=LOGIN)),
    ("file-type-true", "P", file(claimed_type="application/x-nxs")),
    ("file-type-true", "N", file(claimed_type="", url=f"{HOME}/files/1")),
    ("file-type-true", "I", file(signature_media_type="")),
    ("file-described", "P", everywhere(NO_MANIFEST, content=(), sizes=("4 kB",), formats=("text/csv",))),
    ("file-described", "F", everywhere(NO_MANIFEST, content=(Content(FILE_URL, media_type="text/csv"),))),
    ("file-described", "F", everywhere(NO_MANIFEST, content=(Content(FILE_URL, "", "text/csv", 0),))),
    ("file-described", "F", everywhere(NO_MANIFEST, content=(Content(FILE_URL, "", "data", 4096),))),
    ("file-digests-given", "F", everywhere(NO_MANIFEST, content=(Content(FILE_URL, digests=(Identifier("…"),)),))),
    ("file-described", "N", everywhere(NO_MANIFEST, content=(), access=("metadata only",))),
    (
        "file-digests-given",
        "N",
        without(everywhere(replace(build.embargoed(), links=(), manifest=Manifest()), content=()), "file"),
    ),
    (
        "metadata-attributes-plural",
        "F",
        everywhere(GOOD, subjects=(), contributors=(), dates=(), version="", variables=(), funding=()),
    ),
    ("contact-named", "F", everywhere(GOOD, contributors=(Agent("unknown", role="ContactPerson"),))),
    ("variables-named", "F", everywhere(GOOD, variables=("n/a",))),
]
