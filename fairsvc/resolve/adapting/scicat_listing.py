"""The files of SciCat's datasets, by whichever of its lists is open. Pure: it yields Needs and gets Exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fairsvc.errors import UpstreamError
from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import Exchange
from fairsvc.resolve.adapting.asking import ask, read_answer
from fairsvc.resolve.adapting.following import Asking, items_of
from fairsvc.resolve.adapting.scicat_api import PAGE_ROWS, Api

# Their PIDs stand in the address.
DATASETS_AT_ONCE = 40
# An older server knows no public lists, and a new one shows the old ones to members alone.
_ELSEWHERE = (401, 403, 404)


@dataclass(frozen=True, slots=True)
class Row:
    """A file as a block lists it, with the block's algorithm and dataset."""

    file: Node
    algorithm: str
    dataset: str


@dataclass(frozen=True, slots=True)
class Part:
    """A dataset of the record: its document and its files; `trouble` says why none came."""

    pid: str
    document: Node
    files: tuple[Row, ...] = ()
    trouble: str = ""
    status: int | None = None


def read_record(answer: Exchange, key: str) -> Node:
    """Read the record of that key, alone or in a list; nothing when that is not what came."""
    try:
        node = read_answer(answer)
    except UpstreamError:
        return Node()
    for found in node.items or (node,):
        keys = {found[name].text.lower() for name in ("doi", "_id", "pid")}
        if key.lower() in keys:
            return found
    return Node()


def list_datasets(api: Api, pids: Sequence[str]) -> Asking[list[Part]]:
    """List the datasets, as many at a time as an address can name."""
    parts: list[Part] = []
    for first in range(0, len(pids), DATASETS_AT_ONCE):
        group = pids[first : first + DATASETS_AT_ONCE]
        parts += yield from (_list_public(api, group) if api.version == "4" else _list_old(api, group))
    return parts


def _list_old(api: Api, pids: Sequence[str]) -> Asking[list[Part]]:
    """List by v3: all datasets with their blocks, and those one by one that came without."""
    together = yield from ask(api.datasets(pids))
    documents = {pid: read_record(together, pid) for pid in pids}
    bare = [pid for pid in pids if not isinstance(documents[pid]["origdatablocks"].value, list)]
    answers = yield tuple(need for pid in bare for need in (api.dataset(pid), api.blocks(pid)))
    whole = {pid: one for pid, one in documents.items() if pid not in bare}
    parts = {pid: Part(pid, one, _rows(one["origdatablocks"].items)) for pid, one in whole.items()}
    for pid, told, listed in zip(bare, answers[::2], answers[1::2], strict=True):
        parts[pid] = yield from _list_one(api, pid, documents[pid] or read_record(told, pid), listed)
    return [parts[pid] for pid in pids]


def _list_one(api: Api, pid: str, document: Node, listed: Exchange) -> Asking[Part]:
    """List one dataset by v3; where its list is closed or too long to be read, by the public one, page by page."""
    try:
        return Part(pid, document, _rows(_blocks(listed)))
    except UpstreamError as refusal:
        trouble = str(refusal).rstrip(".")
    if listed.truncated or listed.status in _ELSEWHERE:
        (other,) = yield from _list_public(Api(api.root, "4"), (pid,))
        if not other.trouble:
            return replace(other, document=document or other.document)
    return Part(pid, document, trouble=trouble, status=listed.status)


def _list_public(api: Api, pids: Sequence[str]) -> Asking[list[Part]]:
    """List by v4, which has one list of the files of all datasets."""
    told, page = yield (api.datasets(pids), api.files(pids))
    documents = {pid: read_record(told, pid) for pid in pids}
    counts = [documents[pid]["numberOfFiles"].size for pid in pids]
    total = sum(count or 0 for count in counts) if all(counts) else None
    try:
        rows = yield from _pages(api, pids, page, total)
    except UpstreamError as refusal:
        trouble = str(refusal).rstrip(".")
        return [Part(pid, documents[pid], trouble=trouble, status=page.status) for pid in pids]
    own = {pid: tuple(row for row in rows if row.dataset == pid or len(pids) == 1) for pid in pids}
    return [Part(pid, documents[pid], own[pid]) for pid in pids]


def _pages(api: Api, pids: Sequence[str], page: Exchange, total: int | None) -> Asking[tuple[Row, ...]]:
    """Read all pages; a server may send fewer rows than were asked for, so a total that it states counts more."""
    blocks = _blocks(page)
    rows, seen = _rows(blocks), len(blocks)
    while blocks and (seen < total if total else len(blocks) >= PAGE_ROWS):
        blocks = _blocks((yield from ask(api.files(pids, skip=seen))))
        rows += _rows(blocks)
        seen += len(blocks)
    return rows


def _blocks(answer: Exchange) -> tuple[Node, ...]:
    return items_of(read_answer(answer), answer.need.url)


def _rows(blocks: Sequence[Node]) -> tuple[Row, ...]:
    """Read the files of blocks; the public lists have one block a file. Folders among them are left out."""
    rows: list[Row] = []
    for block in blocks:
        listed, dataset = block["dataFileList"], block["datasetId"].text
        files = (file for file in listed.items or (listed,) if not file["perm"].text.startswith("d"))
        rows += [Row(file, block["chkAlg"].text, dataset) for file in files if file["path"]]
    return tuple(rows)
