"""Say of the files what they are, and say it truly."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling import known_files
from assessors.pasting import datacite_element, schema_org, server_lines
from assessors.remedies.description import EXAMPLE_TECHNIQUE, technique_element
from fairsvc.model.evidence import Evidence, FileFacts
from fairsvc.model.metadata import Content, Identifier
from fairsvc.model.remedy import Snippet, remedy

# The SHA-256 of no bytes at all (FIPS 180-4): a digest that is valid as it stands.
_EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_EXAMPLE_SIZE = 1_048_576
_EXAMPLE_TYPE = "application/x-hdf5"
_TEAM = "Data team of the facility"
_VARIABLES = [
    {"@type": "PropertyValue", "name": "energy", "unitText": "eV", "unitCode": "http://qudt.org/vocab/unit/EV"}
]
# Property names of schema.org MediaObject for the IANA names of algorithms.
_PROPERTIES = {"sha-256": "sha256"}


@remedy(
    "describe-files", "Give name, media type and size of each file; a size or type that no view knows is an example."
)
def describe_files(evidence: Evidence) -> Iterator[Snippet]:
    """Describe the files that are known, or one as an example."""
    files = _files(evidence)
    yield schema_org(evidence, {"distribution": [_download(file) for file in files]})
    yield datacite_element("size", f"{sum(file.size_bytes or _EXAMPLE_SIZE for file in files)} bytes")
    for kind in sorted({file.media_type or _EXAMPLE_TYPE for file in files}):
        yield datacite_element("format", kind)


@remedy("give-file-digests", "Give the SHA-256 of each file; the value here is that of no bytes, put in that of yours.")
def give_file_digests(evidence: Evidence) -> Iterator[Snippet]:
    """Give the digest that the server sends, else an example."""
    files = [_download(file) | {"sha256": _digest(evidence, file)} for file in _files(evidence)]
    yield schema_org(evidence, {"distribution": files})


@remedy(
    "correct-file-claims", "Correct size, type and checksum of the file in the metadata, or put the right file there."
)
def correct_file_claims(evidence: Evidence) -> Iterator[Snippet]:
    """Claim of each file what its bytes and its server showed."""
    yield schema_org(evidence, {"distribution": [_as_seen(evidence, file) for file in _files(evidence)]})


@remedy("serve-the-file", "Serve the bytes of the file at its address: a page for people belongs on the landing page.")
def serve_the_file(evidence: Evidence) -> Iterator[Snippet]:
    """Say how the server should answer."""
    for file in _files(evidence)[:1]:
        kind = file.media_type or _EXAMPLE_TYPE
        yield server_lines("HTTP/1.1 200 OK", f"Content-Type: {kind.split()[0]}", "Accept-Ranges: bytes")


@remedy("state-resource-type", "State what kind of thing it is: the general class, and your own word beside it.")
def state_resource_type(evidence: Evidence) -> Iterator[Snippet]:
    """State that it is a dataset."""
    yield schema_org(evidence, {"additionalType": "Dataset"})
    yield datacite_element("resourceType", "Experiment data", {"resourceTypeGeneral": "Dataset"})


@remedy("name-variables", "Name the measured variables, each with its unit; those here are examples.")
def name_variables(evidence: Evidence) -> Iterator[Snippet]:
    """Name a variable as an example."""
    yield schema_org(evidence, {"variableMeasured": _VARIABLES})


@remedy(
    "state-more-attributes",
    "State more of what a second user needs to know: keywords, version, format, variables, dates, funding.",
)
def state_more_attributes(evidence: Evidence) -> Iterator[Snippet]:
    """State six kinds of attributes as examples."""
    kind = next((file.media_type for file in known_files(evidence) if file.media_type), _EXAMPLE_TYPE)
    yield schema_org(
        evidence,
        {
            "keywords": [EXAMPLE_TECHNIQUE],
            "version": "1.0",
            "encodingFormat": kind,
            "variableMeasured": _VARIABLES,
            "dateCreated": evidence.gathered_at.date().isoformat(),
            "maintainer": {"@type": "Organization", "name": _TEAM},
        },
    )
    yield technique_element()
    yield datacite_element("date", evidence.gathered_at.date().isoformat(), {"dateType": "Created"})
    team = datacite_element("contributorName", _TEAM).text
    yield datacite_element("contributor", "", {"contributorType": "DataManager"}, team)
    yield datacite_element("version", "1.0")
    yield datacite_element("format", kind)


def _files(evidence: Evidence) -> list[Content]:
    return known_files(evidence) or [
        Content("https://data.esrf.fr/files/scan_0001.h5", "scan_0001.h5", _EXAMPLE_TYPE, _EXAMPLE_SIZE)
    ]


def _download(file: Content) -> dict[str, object]:
    described: dict[str, object] = {
        "@type": "DataDownload",
        "name": file.name or file.url.rpartition("/")[2],
        "contentUrl": file.url,
        "encodingFormat": file.media_type or _EXAMPLE_TYPE,
        "contentSize": f"{file.size_bytes or _EXAMPLE_SIZE} B",
    }
    digests = {_PROPERTIES[own.scheme]: own.value for own in file.digests if own.scheme in _PROPERTIES}
    return described | digests


def _as_seen(evidence: Evidence, file: Content) -> dict[str, object]:
    facts = _facts(evidence, file)
    if facts is None or not facts.other_digests:
        return _download(file)
    described = {key: value for key, value in _download(file).items() if key not in _PROPERTIES.values()}
    return described | {"sha256": _digest(evidence, file)} if _sent(facts) else described


def _digest(evidence: Evidence, file: Content) -> str:
    facts = _facts(evidence, file)
    return (_sent(facts) if facts else "") or _stated(file.digests) or _EMPTY_SHA256


def _sent(facts: FileFacts) -> str:
    answers = [answer for answer in (facts.get, facts.head) if answer is not None]
    return next((own.value for answer in answers for own in answer.digests if own.algorithm == "sha-256"), "")


def _stated(digests: tuple[Identifier, ...]) -> str:
    return next((own.value for own in digests if own.scheme == "sha-256" and own.value.isalnum()), "")


def _facts(evidence: Evidence, file: Content) -> FileFacts | None:
    return next((facts for facts in evidence.probed_files if facts.url == file.url), None)
