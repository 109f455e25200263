"""Special cases of the checks on what is described and of whom."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import Manifest
from fairsvc.model.metadata import Agent, Content, Identifier, Text
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    GOOD,
    LOGIN,
    NO_MANIFEST,
    file,
    registry_only,
)
from tests.support.evidence_builder import FILE_URL, HOME, changed, everywhere, exchange, failure, without

CASES: list[tuple[str, str, Evidence]] = [
    ("core-metadata-complete", "P", registry_only()),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=())),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=(Agent("(:unav)"),))),
    ("core-metadata-complete", "I", changed(everywhere(GOOD, creators=()), failure("registry"))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, descriptions=(Text("Too short."),))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, subjects=())),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text(build.PID.value),))),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text("scan_0001.h5"),))),
    ("title-meaningful", "I", changed(everywhere(GOOD, titles=(Text("test"),)), exchange("registry", 503))),
    ("description-informative", "F", everywhere(GOOD, descriptions=(Text("A dataset of spectra."),))),
    (
        "creators-identified",
        "F",
        everywhere(GOOD, creators=(Agent("A B", identifiers=(Identifier("0000-0002-1825-0098"),)),)),
    ),
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
