"""The ways in which a landing page is none."""

from __future__ import annotations

from fairsvc.demo.catalogue import Dataset
from fairsvc.demo.loading import load_text
from fairsvc.demo.wire import Response, html, notice, redirect

RETRY_AFTER_S = 1


def find_broken(dataset: Dataset, base_url: str) -> Response | None:
    """Find the broken answer that the dataset's `page` names; None when the page is a real one."""
    match dataset.page:
        case "shell":
            return html(200, load_text("shell.html"))
        case "soft-404":
            return html(200, load_text("not_found.html"))
        case "missing":
            return notice(404, "Not found", "There is no such page.")
        case "error":
            return notice(500, "Internal server error", "The page could not be made.")
        case "busy":
            return notice(503, "Busy", "Please come back in a second.", ("Retry-After", str(RETRY_AFTER_S)))
        case "loop":
            return redirect(f"{base_url}{dataset.path}/again")
        case _:
            return None
