"""A resolver, a landing page and a Metalink in one: what a PID needs to lead to files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tests.support.server import Asked, Handler, Reply, Served

PID = "10.5072/scan"


def metalink(files: Mapping[str, tuple[str, int | None, str]]) -> bytes:
    """Write a Metalink: by name, the address, the size, the SHA-256."""
    rows = "".join(
        f"<file name={quoteattr(name)}>"
        + (f"<size>{size}</size>" if size is not None else "")
        + (f'<hash type="sha-256">{sha256}</hash>' if sha256 else "")
        + f"<url>{escape(url)}</url></file>"
        for name, (url, size, sha256) in files.items()
    )
    return f'<metalink xmlns="urn:ietf:params:xml:ns:metalink">{rows}</metalink>'.encode()


def site(files: Mapping[str, tuple[str, int | None, str]], others: Handler | None = None) -> Handler:
    """Answer for PID with a page or, when asked for it, a Metalink; the rest is for `others`."""

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith(f"/{PID}"):
            if "metalink" in asked.headers.get("accept", ""):
                return 200, [("Content-Type", "application/metalink4+xml")], metalink(files)
            return 200, [("Content-Type", "text/html")], b"<!doctype html><title>Scan</title><p>A scan"
        return others(asked) if others is not None else (404, [], b"")

    return answer


def write_settings(folder: Path, served: Served, *others: str, more: str = "") -> Path:
    """Write settings whose resolver is the site; `others` may be asked too."""
    folder.mkdir(exist_ok=True)
    allow = ", ".join(f'"{host}"' for host in (f"127.0.0.1:{served.port}", *others))
    path = folder / "fairsvc.toml"
    path.write_text(
        f'contact = "tests@example.org"\nresolver = "{served.url}"\nhandle_api = "{served.url}/api/handles"\n'
        f'registry = "{served.url}/registry"\nallow = [{allow}]\nrequests_per_s = 2000\nin_flight = 16\n'
        f"download_requests_per_s = 2000\ndownload_retries = 1\n{more}",
        "utf-8",
    )
    return path
