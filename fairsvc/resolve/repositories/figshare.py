"""Figshare, its institutional portals, and Djehuty, which speaks Figshare's API: articles, collections of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import SplitResult, quote

from fairsvc.errors import FetchFailed, ProtocolBroken, UpstreamError
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, ask_json, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_digests, read_name
from fairsvc.resolve.adapting.following import Asking, ask_until_short
from fairsvc.resolve.adapting.leads import iter_sites, origin_of
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import embargo, entry_access, find_closed, name_licence

API = "https://api.figshare.com/v2"
_DOI = re.compile(r"10\.6084/m9\.figshare\.(c\.)?(\d{1,12})(?:\.v(\d{1,3}))?\Z")
_VERSIONED = re.compile(r"\.v(\d{1,3})\Z")
# The number of a version has fewer digits than that of anything that has versions.
_PAGE = re.compile(r"/(articles|collections)/(?:[^/]+/){0,2}?(\d{5,12})(?:/(\d{1,3}))?/?\Z")
_FULL_PAGE = re.compile(r"/articles/(?:[a-z_]+/)?[^/]+/(\d{5,12})(?:/\d{1,3})?/?\Z")
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_DJEHUTY_PAGE = re.compile(rf"/(datasets|collections)/({_UUID})(?:/(\d{{1,3}}))?/?\Z")
_DJEHUTY = ("data.4tu.nl",)
_PAGE_SIZE = 1_000
# An article itself names no more files than these; the others must be asked for.
_INLINE = 10
_MOST_ARTICLES = 200


def _recognise(evidence: Evidence) -> Spot | None:
    doi = evidence.pid.value if evidence.pid.scheme == "doi" else ""
    if match := _DOI.match(doi):
        return Spot(API, f"{'collections' if match[1] else 'articles'}/{match[2]}", match[3] or "")
    return next((spot for site in iter_sites(evidence, linked=False) if (spot := _spot(site, doi))), None)


def _spot(site: SplitResult, doi: str) -> Spot | None:
    """Read an article out of a page's address; beside Figshare's own hosts the API must know the DOI."""
    if site.netloc in _DJEHUTY:
        match = _DJEHUTY_PAGE.match(site.path) or _PAGE.match(site.path)
        kind = "collections" if match and match[1] == "collections" else "articles"
        return Spot(f"{origin_of(site)}/v2", f"{kind}/{match[2]}", match[3] or "") if match else None
    if site.netloc == "figshare.com" or site.netloc.endswith(".figshare.com"):
        match = _PAGE.match(site.path)
        return Spot(API, f"{match[1]}/{match[2]}", match[3] or "") if match else None
    portal = _FULL_PAGE.match(site.path)
    return Spot(API, doi) if portal and portal[1] in doi else None


def _walk(spot: Spot) -> Walk:
    if spot.record.startswith("10."):
        spot = yield from _find_article(spot)
    if spot.record.startswith("collections/"):
        return (yield from _walk_collection(spot))
    here = f"{spot.base_url}/{spot.record}{f'/versions/{spot.version}' if spot.version else ''}"
    answer = yield from ask(need_json(here))
    return find_closed(answer) or (yield from _walk_article(answer, here, spot.base_url))


def _find_article(spot: Spot) -> Asking[Spot]:
    """Ask the API for the article of a DOI, whose last part may name a version."""
    version, bare = _VERSIONED.search(spot.record), _VERSIONED.sub("", spot.record)
    found = (yield from ask_json(f"{spot.base_url}/articles?doi={quote(spot.record, safe='')}")).items
    for article in found:
        if _VERSIONED.sub("", article["doi"].text.lower()) == bare:
            return Spot(spot.base_url, f"articles/{quote(article['id'].text, safe='')}", version[1] if version else "")
    raise FetchFailed("Figshare's API knows no article of that DOI", spot.record)


def _walk_article(answer: Exchange, here: str, base_url: str) -> Walk:
    article = read_answer(answer)
    if not article["title"] and not article["files"].items:
        raise ProtocolBroken("the answer is no article of Figshare", here)
    named = article["files"].items
    files = (yield from _ask_list(f"{here}/files")) if len(named) >= _INLINE else named
    if len(files) < len(named):
        raise ProtocolBroken("the article names more files than its list", here)
    access = _access(article, answer)
    listing = list_all(_entry(file, article["folder_structure"], access, base_url) for file in files)
    if not files:
        shown = access.state in (AccessState.OPEN, AccessState.METADATA_ONLY)
        listing = Listing((), True if shown else None, "the article's API lists no files")
    return Holding(listing, access, title=article["title"].text, licence=_licence(article["license"]))


def _ask_list(url: str) -> Asking[tuple[Node, ...]]:
    return ask_until_short(lambda page: f"{url}?page={page + 1}&page_size={_PAGE_SIZE}", _PAGE_SIZE, lambda node: node)


def _walk_collection(spot: Spot) -> Walk:
    """List the files of a collection's articles, each in a folder of the article's number."""
    here = f"{spot.base_url}/{spot.record}"
    answer = yield from ask(need_json(here))
    if (closed := find_closed(answer)) is not None:
        return closed
    collection = read_answer(answer)
    listed = yield from _ask_list(f"{here}/articles")
    numbers = list(dict.fromkeys(article["id"].text or article["uuid"].text for article in listed))
    chosen = [number for number in numbers if number][:_MOST_ARTICLES]
    urls = [f"{spot.base_url}/articles/{quote(number, safe='')}" for number in chosen]
    answers = yield tuple(need_json(url) for url in urls)
    told: dict[str, Holding] = {}
    for number, url, one in zip(chosen, urls, answers, strict=True):
        # One article that is gone or closed hides nothing of the others.
        with suppress(UpstreamError):
            told[number] = yield from _walk_article(one, url, spot.base_url)
    access = next(iter({one.access for one in told.values()})) if _agree(told) else Access()
    listing = _united(told, len(numbers))
    return Holding(listing, access, title=collection["title"].text, licence=_licence(collection["license"]))


def _agree(told: Mapping[str, Holding]) -> bool:
    return len({one.access for one in told.values()}) == 1


def _united(told: Mapping[str, Holding], articles: int) -> Listing:
    entries = tuple(entry for number, one in told.items() for entry in _inside(number, one.listing.entries))
    complete = len(told) == articles and all(one.listing.complete for one in told.values())
    return Listing(entries, complete, f"{len(told)} of {articles} articles of the collection tell their files")


def _inside(number: str, entries: tuple[FileEntry, ...]) -> Iterator[FileEntry]:
    for entry in entries:
        yield replace(entry, path=read_path(f"{number}/{entry.path}") if entry.path else "")


def _entry(file: Node, folders: Node, access: Access, base_url: str) -> FileEntry:
    """Read one file; a link has neither size nor digest, for the bytes are somebody else's."""
    number, name = file["id"].text, read_name(file["name"])
    folder = read_name(folders[number])
    url = read_address(file["download_url"], base_url)
    is_link = file["is_link_only"].true
    # The web host answers programs 202 with nothing in it; the API serves the same files.
    own = f"{base_url}/file/download/{quote(number, safe='')}" if "://ndownloader." in url and not is_link else ""
    size = None if is_link else file["size"].size
    digests = read_digests("md5", file["computed_md5"].text) or read_digests("md5", file["supplied_md5"].text)
    return FileEntry(
        own or url,
        read_path(f"{folder}/{name}" if folder else name),
        size,
        () if is_link else digests,
        file["mimetype"].text,
        entry_access(access),
        alternates=(url,) if own else (),
    )


def _access(article: Node, answer: Exchange) -> Access:
    because = "the article says so"
    closed = any("_access" in option["type"].text for option in article["embargo_options"].items)
    if closed or article["is_confidential"].true or article["download_disabled"].true:
        return Access(AccessState.RESTRICTED, because=because)
    if article["is_embargoed"].true:
        return embargo(article["embargo_date"].text, answer, because)
    if article["is_metadata_record"].true:
        return Access(AccessState.METADATA_ONLY, because=because)
    return Access(AccessState.OPEN, because="the article is public")


def _licence(licence: Node) -> str:
    return name_licence(licence["url"], licence["name"])


REPOSITORY = Repository(
    "figshare",
    "Figshare and Djehuty",
    "Figshare API v2, Public Articles and Public Collections; Djehuty manual, the /v2 public interface",
    "",
    _recognise,
    _walk,
)
