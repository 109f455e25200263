"""Serve the bytes of a file: validators, digests, ranges (RFC 9110 section 14), or one of the usual refusals."""

from __future__ import annotations

import re
from email.utils import format_datetime

from fairsvc.demo.catalogue import Addresses, DataFile, Dataset
from fairsvc.demo.loading import load_text
from fairsvc.demo.signposting import file_links, link_header
from fairsvc.demo.wire import Request, Response, entity_tag, html, notice, repr_digest, validated

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


def login_page() -> Response:
    """Show a login form with status 200, whatever was asked for."""
    return html(200, load_text("login.html"), ("Cache-Control", "no-store"))


def file_response(request: Request, dataset: Dataset, file: DataFile, addresses: Addresses) -> Response:
    """Answer as the data file says: the bytes, or a login page, an error page with status 200, 401, 403, 404."""
    match file.answer:
        case "login":
            return login_page()
        case "error-page":
            return html(200, load_text("error.html"))
        case "unauthorized":
            return notice(401, "Log in", "This file needs an account.", ("WWW-Authenticate", 'Basic realm="files"'))
        case "forbidden":
            return notice(403, "Not open", "This file is not open. The landing page says whom to ask, or when.")
        case "missing":
            return notice(404, "Not found", "There is no such file.")
        case _:
            return _bytes(request, dataset, file, addresses)


def _bytes(request: Request, dataset: Dataset, file: DataFile, addresses: Addresses) -> Response:
    headers = [
        ("Content-Type", file.media_type),
        ("Accept-Ranges", "bytes"),
        ("Content-Disposition", f'attachment; filename="{file.name}"'),
        *link_header(file_links(dataset, file, addresses)),
    ]
    if file.claimed_sha256:
        headers.append(("Repr-Digest", repr_digest(file.body)))
    modified = format_datetime(dataset.datestamp, usegmt=True)
    whole = validated(request, Response(200, tuple(headers), file.body), modified)
    return _part(request, whole) if whole.status == 200 else whole


def _part(request: Request, whole: Response) -> Response:
    """Cut out one range; a field that is malformed or names several ranges is ignored, as the standard allows."""
    match = _RANGE.match(request.headers.get("range", "").strip())
    if request.method != "GET" or match is None or match[1] == match[2] == "" or not _still_same(request, whole):
        return whole
    size = len(whole.body)
    first, last = _bounds(match[1], match[2], size)
    if first >= size or first > last:
        bad = match[1] != "" and match[2] != "" and int(match[1]) > int(match[2])
        return whole if bad else Response(416, (("Content-Range", f"bytes */{size}"),))
    body = whole.body[first : last + 1]
    return Response(206, (*whole.headers, ("Content-Range", f"bytes {first}-{last}/{size}")), body)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        length = int(last)
        return (max(size - length, 0), size - 1) if length else (size, size)
    return int(first), min(int(last), size - 1) if last else size - 1


def _still_same(request: Request, whole: Response) -> bool:
    condition = request.headers.get("if-range", "")
    return condition in ("", entity_tag(whole.body), whole.header("last-modified"))
