"""Start the four servers of the demo and say where they are."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fairsvc.demo.agency import Agency
from fairsvc.demo.catalogue import Addresses
from fairsvc.demo.loading import load_catalogue
from fairsvc.demo.oai import Provider
from fairsvc.demo.outage import Outage
from fairsvc.demo.resolver import Resolver
from fairsvc.demo.scicat import API, DISKS, DOOR, Portal
from fairsvc.demo.server import App, Observer, Server, serving
from fairsvc.demo.site import Site
from fairsvc.demo.wire import Request, Response

MAX_REQUESTS_KEPT = 100_000

# Short id of a dataset to fields of Dataset and the values that they have instead.
Overrides = Mapping[str, Mapping[str, Any]]
NO_OVERRIDES: Overrides = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Expected:
    """What an assessment ought to find: exemplary, good, poor or special, and the defects in a few words."""

    tier: str
    note: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and its answer; `server` is resolver, registry, facility or portal."""

    server: str
    method: str
    target: str
    accept: str
    user_agent: str
    status: int


@dataclass(frozen=True, slots=True)
class Facility:
    """The running demo: addresses without a slash at the end, what it publishes, what it was asked.

    `publish` serves the datasets with other values from now on, such as
    `{"bare-page": {"pasted": Pasted(link_lines=(line,)), "lacks": frozenset()}}`; what is not named is served as the
    data file has it. KeyError when there is no such dataset. `outages` takes what is down while it stands there.
    """

    resolver_url: str
    registry_url: str
    base_url: str
    portal_url: str
    dois: tuple[str, ...]
    expected: Mapping[str, Expected] = field(repr=False)
    expire_tokens: Callable[[], None] = field(repr=False)
    publish: Callable[[Overrides], None] = field(repr=False)
    outages: list[Outage] = field(default_factory=list, repr=False)
    requests: deque[Asked] = field(default_factory=lambda: deque(maxlen=MAX_REQUESTS_KEPT), repr=False)

    @property
    def oai_url(self) -> str:
        """The OAI-PMH base URL."""
        return f"{self.base_url}/oai"

    @property
    def handle_api_url(self) -> str:
        """The handle API, to which a DOI is appended."""
        return f"{self.resolver_url}/api/handles"

    @property
    def catalogue_url(self) -> str:
        """The API of the portal's catalogue."""
        return self.portal_url + API

    @property
    def door(self) -> tuple[str, str]:
        """What only the facility knows: a folder of its disks, and the address by which files below it are served."""
        return f"{DISKS}/", f"{self.portal_url}{DOOR}/{{path}}"

    @property
    def host_ports(self) -> tuple[str, ...]:
        """Every host:port that a client must be allowed to reach."""
        urls = (self.resolver_url, self.registry_url, self.base_url, self.portal_url)
        return tuple(url.removeprefix("http://") for url in urls)


@contextmanager
def running(ports: tuple[int, int, int, int] = (0, 0, 0, 0), overrides: Overrides = NO_OVERRIDES) -> Iterator[Facility]:
    """Run resolver, registry, facility and portal until the block ends, on free ports where 0 is given.

    `overrides` are as in Facility.publish. Raises OSError when a port is taken.
    """
    catalogue = load_catalogue()
    with ExitStack() as stack:
        resolver, registry, site, portal = (stack.enter_context(_bound(port)) for port in ports)
        addresses = Addresses(site.url, resolver.url, portal.url)
        provider = Provider(catalogue, site.url)
        outages: list[Outage] = []

        def publish(overrides: Overrides) -> None:
            changed = catalogue.with_overrides(overrides).at(addresses)
            provider.publish(changed)
            resolver.app = _interrupted("resolver", Resolver(changed, site.url, registry.url), outages)
            registry.app = _interrupted("registry", Agency(changed, addresses), outages)
            site.app = _interrupted("facility", Site(changed, addresses, provider), outages)
            portal.app = _interrupted("portal", Portal(changed, addresses), outages)

        publish(overrides)
        expected = {dataset.doi: Expected(dataset.tier, dataset.note) for dataset in catalogue.datasets}
        urls = (resolver.url, registry.url, site.url, portal.url)
        facility = Facility(*urls, tuple(expected), expected, provider.expire_tokens, publish, outages)
        servers = {"resolver": resolver, "registry": registry, "facility": site, "portal": portal}
        for name, server in servers.items():
            server.observe = _observer(facility, name)
            stack.enter_context(serving(server))
        yield facility


@contextmanager
def _bound(port: int) -> Iterator[Server]:
    server = Server(port)
    try:
        yield server
    finally:
        server.server_close()


def _interrupted(name: str, app: App, outages: list[Outage]) -> App:
    def answer(request: Request) -> Response:
        met = next((outage for outage in outages if outage.meets(name, request)), None)
        return met.answer if met else app(request)

    return answer


def _observer(facility: Facility, server: str) -> Observer:
    def observe(request: Request, response: Response) -> None:
        accept, agent = request.headers.get("accept", ""), request.headers.get("user-agent", "")
        facility.requests.append(Asked(server, request.method, request.target, accept, agent, response.status))

    return observe
