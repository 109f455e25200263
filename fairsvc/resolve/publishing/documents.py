"""The documents by which a folder is published as Direct DOI Data Access: Metalink, linksets, schema.org. Pure."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from fairsvc.errors import BadSettings, Unreadable
from fairsvc.formats.digests import read_digest
from fairsvc.formats.fetch_list import Fetchable
from fairsvc.formats.json_node import Node
from fairsvc.formats.json_reading import read_json_text
from fairsvc.formats.linkset_writing import write_linkset_json, write_linkset_text
from fairsvc.formats.metalink_writing import MetalinkHead, write_metalink
from fairsvc.formats.schema_org_parts import write_download
from fairsvc.formats.schema_org_writing import CONTEXT, schema_org_properties
from fairsvc.formats.signature_table import find_claimed
from fairsvc.formats.signposted_links import DATASET_TYPES, Landing, signpost
from fairsvc.model.metadata import Content, Identifier, Metadata, Rights, Text
from fairsvc.net.configured import SOFTWARE
from fairsvc.resolve.publishing.folder import ALGORITHMS, Digested, Held
from fairsvc.vocab.licences import find_licence, find_licence_named, licence_address

METALINK, LINKSET, LINKSET_TEXT, SCHEMA_ORG = (
    "application/metalink4+xml",
    "application/linkset+json",
    "application/linkset",
    "application/ld+json",
)
LINKSET_NAME, LINKSET_TEXT_NAME, SCHEMA_ORG_NAME = "linkset.json", "linkset.txt", "distribution.json"
# Nothing in it ends a quoted text of a server's configuration, or means a variable there.
_BASE = re.compile(r"https?://[\w.-]+(?::\d{1,5})?(?:/[\w%/:@!&()+,;=~.-]*)?", re.ASCII)
# Those of Python alone: what a machine adds would make other documents there.
_BY_ENDING = mimetypes.MimeTypes()
_PATH = re.compile(r"[\w/:@!&()+,;=~. -]*")
_NAME = re.compile(r"[\w-][\w.-]{0,99}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a folder is published: its files below `base_url`, the documents beside them, `page` is the landing page.

    `name` is that of the Metalink without its ending; `pid` and `licence` are addresses, empty when there is none.
    """

    base_url: str
    name: str
    page: str = ""
    pid: str = ""
    licence: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot stand in a server's configuration. Raises BadSettings."""
        for label, address in (("--base-url", self.base_url), ("--landing-page", self.page)):
            if address and not (_BASE.fullmatch(address) and _PATH.fullmatch(unquote(urlsplit(address).path))):
                raise BadSettings(f"{label} takes a plain web address, without ? and #", address)
        if not _NAME.fullmatch(self.name):
            raise BadSettings("the name takes letters, digits, dots and hyphens", self.name, "Give one with --name")

    @property
    def landing(self) -> str:
        """The address of the landing page: the folder itself when no other is named."""
        return self.page or f"{self.base_url.rstrip('/')}/"

    @property
    def metalink_name(self) -> str:
        """The file name of the Metalink."""
        return f"{self.name}.meta4"

    @property
    def described_by(self) -> tuple[tuple[str, str], ...]:
        """The documents that describe the dataset, with their media types."""
        return (self.address_of(SCHEMA_ORG_NAME), SCHEMA_ORG), (self.address_of(self.metalink_name), METALINK)

    def address_of(self, path: str) -> str:
        """Give the address of a file below the folder."""
        return f"{self.base_url.rstrip('/')}/{quote(path)}"


def find_licence_address(licence: str) -> str:
    """Find the address of a licence by its SPDX identifier, name or address; empty when it is not known."""
    if licence.startswith(("https://", "http://")):
        return licence
    known = find_licence(Rights(identifier=licence)) or find_licence_named(licence)
    return licence_address(known) if known else ""


def write_documents(publication: Publication, files: Sequence[Digested], at: datetime) -> dict[str, bytes]:
    """Write every document by its file name; schema.org's comes last: with it a second run knows what was digested."""
    listed = [_fetchable(publication, file) for file in files]
    address = publication.address_of
    head = MetalinkHead(at, SOFTWARE, address(publication.metalink_name), publication.pid or publication.title)
    landing = Landing(
        publication.landing, publication.pid, publication.licence, DATASET_TYPES, publication.described_by
    )
    links = signpost(landing, listed)
    return {
        publication.metalink_name: write_metalink(listed, head),
        LINKSET_NAME: write_linkset_json(links),
        LINKSET_TEXT_NAME: write_linkset_text(links),
        SCHEMA_ORG_NAME: _write_schema_org(publication, files, listed),
    }


def read_known(document: bytes) -> dict[Held, tuple[Identifier, ...]]:
    """Read the digests out of an earlier schema.org document, each with the size and time that they hold for.

    What cannot be read is not known: it is digested anew.
    """
    try:
        root = Node(read_json_text(document.decode()))
    except (Unreadable, UnicodeDecodeError):
        return {}
    found = (_known(node) for node in root["distribution"].items)
    return dict(pair for pair in found if pair is not None)


def _known(node: Node) -> tuple[Held, tuple[Identifier, ...]] | None:
    texts = {item["propertyID"].text: item["value"].text for item in node["identifier"].items}
    digests = tuple(
        digest
        for name, value in ((ALGORITHMS[0], node["sha256"].text), (ALGORITHMS[1], texts.get("md5", "")))
        if (digest := read_digest(name, value)) is not None
    )
    size = Node(node["contentSize"].text.removesuffix(" B")).size
    modified_ns = _nanoseconds(node["dateModified"].text)
    if len(digests) != len(ALGORITHMS) or size is None or modified_ns is None:
        return None
    return Held(node["name"].text, size, modified_ns), digests


def _write_schema_org(publication: Publication, files: Sequence[Digested], listed: Iterable[Fetchable]) -> bytes:
    metadata = Metadata(
        identifiers=(Identifier(publication.pid),) if publication.pid else (),
        titles=(Text(publication.title or publication.name),),
        rights=(Rights(uri=publication.licence),) if publication.licence else (),
        url=publication.landing,
    )
    properties = schema_org_properties(metadata)
    downloads = [_download(file, one) for file, one in zip(files, listed, strict=True)]
    node: dict[str, Any] = {"@context": CONTEXT, "@type": "Dataset"}
    node |= {"@id": publication.pid or publication.landing, **properties, "distribution": downloads}
    return (json.dumps(node, ensure_ascii=False, indent=1) + "\n").encode()


def _download(file: Digested, one: Fetchable) -> dict[str, Any]:
    content = Content(one.addresses[0], one.path, one.media_type, one.size_bytes, one.digests)
    # The name must come back as it is: it is how a second run finds the file.
    return {**write_download(content), "name": one.path, "dateModified": _instant(file.held.modified_ns)}


def _fetchable(publication: Publication, file: Digested) -> Fetchable:
    held = file.held
    address = publication.address_of(held.path)
    return Fetchable(held.path, (address,), held.size_bytes, file.digests, _media_type(held.path))


def _media_type(path: str) -> str:
    """Name the media type by the file's ending; empty when the ending is not known."""
    claimed = find_claimed("", path)
    return claimed[0].media_type if claimed else _BY_ENDING.guess_type(path)[0] or ""


def _instant(nanoseconds: int) -> str:
    """Write an instant to the nanosecond, which datetime cannot hold."""
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def _nanoseconds(text: str) -> int | None:
    whole, _, rest = text.removesuffix("Z").partition(".")
    try:
        return int(datetime.fromisoformat(f"{whole}+00:00").timestamp()) * 10**9 + int(rest)
    except ValueError:
        return None
