"""Say of the files where and what they are, and say it truly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessors.filling import examples
from assessors.filling.choosing import choose_columns, choose_files, choose_techniques, choose_variables, choose_version
from assessors.filling.dating import choose_collected
from assessors.filling.naming import contributor_element
from assessors.filling.pasting import (
    datacite_element,
    link_line,
    schema_org,
    technique_element,
    technique_node,
    variable_node,
)
from fairsvc.formats.schema_org_parts import write_download
from fairsvc.model.evidence import Evidence, FileFacts
from fairsvc.model.metadata import Agent, Content, Identifier
from fairsvc.model.remedy import Snippet, remedy

_SHA256 = "sha-256"
_TEAM = Agent("Data team of the facility")


@remedy(
    "describe-files",
    "Name each file by its address, with its media type and size, in the landing page's typed links, in its JSON-LD "
    "and at the registry; an address at data.example.org, and a type or size that no view knows, is an example.",
)
def describe_files(evidence: Evidence) -> Iterator[Snippet]:
    """Describe the files that are known, or one as an example."""
    files = [described(file) for file in choose_files(evidence)]
    yield from (link_line(file.url, "item", file.media_type) for file in files)
    yield schema_org(evidence, {"distribution": [write_download(file) for file in files]})
    yield datacite_element("size", f"{sum(file.size_bytes or 0 for file in files)} bytes")
    yield from (datacite_element("format", kind) for kind in sorted({file.media_type for file in files}))


@remedy("give-file-digests", "Give the SHA-256 of each file; the value here is that of no bytes, put in that of yours.")
def give_file_digests(evidence: Evidence) -> Iterator[Snippet]:
    """Give the digest that the server sends, else the one that is stated, else an example."""
    yield schema_org(evidence, {"distribution": [write_download(file) for file in digested_files(evidence)]})


@remedy(
    "correct-file-claims", "Correct size, type and checksum of the file in the metadata, or put the right file there."
)
def correct_file_claims(evidence: Evidence) -> Iterator[Snippet]:
    """Claim of each file what its bytes and its server showed."""
    files = (_corrected(evidence, file) for file in choose_files(evidence))
    yield schema_org(evidence, {"distribution": [write_download(file) for file in files]})


@remedy("state-resource-type", "State what kind of thing it is: the general class, and your own word beside it.")
def state_resource_type(evidence: Evidence) -> Iterator[Snippet]:
    """State that it is a dataset."""
    yield schema_org(evidence, {"additionalType": "Dataset"})
    yield datacite_element("resourceType", "Experiment data", {"resourceTypeGeneral": "Dataset"})


@remedy(
    "name-variables",
    "Name the measured variables as the columns or datasets of the file are named, each with its unit; what has no "
    "unit in the file is a pure number here.",
)
def name_variables(evidence: Evidence) -> Iterator[Snippet]:
    """Take the names from the file, or name one as an example."""
    yield schema_org(evidence, {"variableMeasured": [variable_node(column) for column in choose_columns(evidence)]})


@remedy(
    "state-more-attributes",
    "State more of what a second user needs to know: keywords, version, format, variables, dates, who keeps the data.",
)
def state_more_attributes(evidence: Evidence) -> Iterator[Snippet]:
    """State six kinds of attributes, as far as they are known."""
    kind, created = described(choose_files(evidence)[0]).media_type, choose_collected(evidence)
    techniques, version = choose_techniques(evidence), choose_version(evidence)
    yield schema_org(
        evidence,
        {
            "keywords": [technique_node(term) for term in techniques],
            "version": version,
            "encodingFormat": kind,
            "variableMeasured": [variable_node(column) for column in choose_variables(evidence)],
            "dateCreated": created,
            "maintainer": {"@type": "Organization", "name": _TEAM.name},
        },
    )
    yield from (technique_element(term) for term in techniques)
    yield datacite_element("date", created, {"dateType": "Created"})
    yield contributor_element(_TEAM, "DataManager")
    yield datacite_element("version", version)
    yield datacite_element("format", kind)


def described(file: Content) -> Content:
    """Give the file size and type, as examples where nobody knows them."""
    size = examples.FILE_SIZE_BYTES if file.size_bytes is None else file.size_bytes
    return replace(file, media_type=file.media_type or examples.FILE_TYPE, size_bytes=size)


def digested_files(evidence: Evidence) -> list[Content]:
    """List the files, each with its SHA-256: what the server sends, else what is stated, else an example."""
    return [_digested(file, _digest(evidence, file)) for file in choose_files(evidence)]


def _digested(file: Content, value: str) -> Content:
    others = [own for own in file.digests if own.scheme != _SHA256]
    return replace(file, digests=(*([Identifier(value, _SHA256)] if value else []), *others))


def _corrected(evidence: Evidence, file: Content) -> Content:
    """Leave the digest out that was found wrong, where the server sends no other."""
    facts = _facts(evidence, file)
    return _digested(file, _sent(facts)) if facts is not None and facts.other_digests else file


def _digest(evidence: Evidence, file: Content) -> str:
    facts = _facts(evidence, file)
    stated = (own.value for own in file.digests if own.scheme == _SHA256 and own.value.isalnum())
    return (_sent(facts) if facts else "") or next(stated, examples.SHA256)


def _sent(facts: FileFacts) -> str:
    answers = [answer for answer in (facts.get, facts.head) if answer is not None]
    return next((own.value for answer in answers for own in answer.digests if own.algorithm == _SHA256), "")


def _facts(evidence: Evidence, file: Content) -> FileFacts | None:
    return next((facts for facts in evidence.probed_files if facts.url == file.url), None)
