"""Let a part of the demo be down for a while."""

from __future__ import annotations

from dataclasses import dataclass

from fairsvc.demo.wire import Request, Response


@dataclass(frozen=True, slots=True)
class Outage:
    """What one server (resolver, registry, facility) answers below a path instead of what it should."""

    server: str
    answer: Response
    below: str = "/"
    except_below: str = ""

    def meets(self, server: str, request: Request) -> bool:
        """Tell whether the request falls into the outage."""
        spared = bool(self.except_below) and request.path.startswith(self.except_below)
        return server == self.server and request.path.startswith(self.below) and not spared
