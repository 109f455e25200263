"""What the typed links of a landing page lack or break of the FAIR Signposting profile (levels 1 and 2).

Links count wherever they stand, in header, HTML or a linkset; what was not asked, or not answered, breaks no rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag

from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.link import Link
from fairsvc.model.link_steps import CITE_AS, CONTENT, METADATA_RESOURCES, is_cited, landing_addresses
from fairsvc.model.reading import Reading
from fairsvc.model.step import LINKSET_STEP, PAGE, step_kind
from fairsvc.probe.landing_links import iter_linkset_links, landing_contexts, links_of_page

SIGNPOSTS = ("cite-as", "describedby", "type", "item", "author", "license", "linkset")
ABOUT_PAGE = ("https://schema.org/AboutPage", "http://schema.org/AboutPage")
# Proxies before many servers refuse more.
USUAL_HEADER_BYTES = 8_192

_PAGE = f"exchange/{PAGE.name}"
_LINKSET = "link/linkset"


@dataclass(frozen=True, slots=True)
class Signposts:
    """The links that the rules are about; `shown` are the landing page's without the linksets.

    `named` is relation to links of the landing page; `stated` are context, relation and target of all linksets.
    """

    evidence: Evidence
    exchange: Exchange
    named: Mapping[str, list[Link]]
    shown: tuple[Link, ...]
    stated: frozenset[tuple[str, str, str]]
    linksets: tuple[Reading, ...]
    back: Mapping[str, Reading]
    contexts: frozenset[str]

    def targets(self, rel: str) -> list[str]:
        """List the targets of one relation, each once."""
        return list(dict.fromkeys(link.target for link in self.named.get(rel, ())))

    def is_stated(self, rel: str, target: str) -> bool:
        """Tell whether a linkset says this of the landing page."""
        return any((context, rel, target) in self.stated for context in self.contexts)

    def leads_back(self, contexts: Iterable[str], rel: str, links: Iterable[Link] | None = None) -> bool:
        """Tell whether one of the contexts leads to the landing page by these links, else by a linkset."""
        said = self.stated if links is None else {(link.anchor, link.rel, link.target) for link in links}
        return any((context, rel, page) in said for context in contexts for page in self.contexts)


Rule = Callable[[Signposts], Iterator[Finding]]


def find_signposting_faults(evidence: Evidence, read: Mapping[str, Reading]) -> tuple[Finding, ...]:
    """Judge the landing page's links, which `evidence` holds already, rule by rule; nothing while it did not answer."""
    exchange, page = evidence.exchange(PAGE), read.get(PAGE.name)
    if exchange is None or page is None or not (exchange.ok or exchange.status == 410):
        return ()
    posts = _signposts(evidence, exchange, page, read)
    rules = _RULES if any(posts.named.get(rel) for rel in SIGNPOSTS) else _RULES_FOR_NONE
    return tuple(finding for rule in rules for finding in rule(posts))


def _signposts(evidence: Evidence, exchange: Exchange, page: Reading, read: Mapping[str, Reading]) -> Signposts:
    named: defaultdict[str, list[Link]] = defaultdict(list)
    for link in evidence.links:
        named[link.rel].append(link)
    contexts = landing_contexts(evidence, page.links)
    return Signposts(
        evidence=evidence,
        exchange=exchange,
        named=named,
        shown=tuple(link for link in links_of_page(page) if link.anchor in contexts and link.rel in SIGNPOSTS),
        stated=frozenset((link.anchor, link.rel, link.target) for link in iter_linkset_links(read)),
        linksets=tuple(reading for step, reading in read.items() if step_kind(step) == LINKSET_STEP.name),
        back={step.name: read[step.name] for step in (*CONTENT, *METADATA_RESOURCES) if step.name in read},
        contexts=contexts,
    )


def _found(code: str, detail: str, where: str = _PAGE) -> Finding:
    return Finding(f"signposting.{code}", where, detail)


def _none(_: Signposts) -> Iterator[Finding]:
    yield _found("missing", "the page has no typed links for programs")


def _cite_as(posts: Signposts) -> Iterator[Finding]:
    targets = posts.targets("cite-as")
    if not targets:
        yield _found("cite-as.missing", "no link says which identifier to cite")
        return
    if len(targets) > 1:
        yield _found("cite-as.several", f"{len(targets)} identifiers to cite, one is due")
    if is_cited(posts.evidence, targets[0]):
        return
    followed = posts.evidence.exchange(CITE_AS)
    if followed is not None and followed.conclusive and not _arrives(posts.evidence, followed):
        detail = f"{targets[0]} does not lead back to the page: {followed.outcome()} at {followed.url}"
        yield _found("cite-as.elsewhere", detail, f"exchange/{CITE_AS.name}")


def _arrives(evidence: Evidence, followed: Exchange) -> bool:
    addresses = {urldefrag(address).url for address in landing_addresses(evidence)}
    return (followed.ok or followed.status == 410) and urldefrag(followed.url).url in addresses


def _described(posts: Signposts) -> Iterator[Finding]:
    links = posts.named.get("describedby", [])
    if not links:
        yield _found("describedby.missing", "no link leads to metadata")
    yield from _typeless("describedby", links)


def _items(posts: Signposts) -> Iterator[Finding]:
    yield from _typeless("item", posts.named.get("item", []))


def _typeless(rel: str, links: list[Link]) -> Iterator[Finding]:
    bare = [link for link in links if not link.media_type]
    if bare:
        yield _found(f"{rel}.type-missing", f"{len(bare)} of {len(links)} name no media type: {bare[0].target}")


def _types(posts: Signposts) -> Iterator[Finding]:
    """Ask for the object's class, and for AboutPage where the page leads to content and is not itself the object."""
    targets = posts.targets("type")
    if not targets:
        yield _found("type.missing", "no link says what kind of object this is")
        return
    about = [target for target in targets if target in ABOUT_PAGE]
    if len(about) == len(targets):
        yield _found("type.class-missing", "only the page has a type, not the object")
    if not about and posts.named.get("item"):
        yield _found("type.aboutpage-missing", f"no type says that the page is a landing page: {ABOUT_PAGE[0]}")


def _parties(posts: Signposts) -> Iterator[Finding]:
    if not posts.named.get("author"):
        yield _found("author.missing", "no link names an author")
    licences = posts.targets("license")
    if not licences:
        yield _found("license.missing", "no link names the licence")
    if len(licences) > 1:
        yield _found("license.several", f"{len(licences)} licences, one at most is due")


def _linkset(posts: Signposts) -> Iterator[Finding]:
    links = posts.named.get("linkset", [])
    if not links:
        yield _found("linkset.missing", "no link leads to a linkset (RFC 9264)")
        return
    yield from _typeless("linkset", links)
    asked = [reading.answer for reading in posts.linksets if reading.answer is not None]
    answered = posts.evidence.exchange(LINKSET_STEP)
    if any(answer.parsed for answer in asked):
        yield from _incomplete(posts)
        yield from _one_way(posts)
    elif answered is not None and answered.conclusive:
        got = answered.media_type or "no media type"
        yield _found("linkset.invalid", f"{answered.url} {answered.outcome()} with {got}", _LINKSET)


def _incomplete(posts: Signposts) -> Iterator[Finding]:
    """Hold what the page shows against its linksets, which shall be the whole."""
    lacking = dict.fromkeys(
        (link.rel, link.target)
        for link in posts.shown
        if link.rel != "linkset" and not posts.is_stated(link.rel, link.target)
    )
    if lacking:
        rel, target = next(iter(lacking))
        yield _found("linkset.incomplete", f"{len(lacking)} links of the page are not in it: {rel} {target}", _LINKSET)


def _one_way(posts: Signposts) -> Iterator[Finding]:
    """At level 2 the linkset also holds the links back (profile, content and metadata resources)."""
    if not posts.named.get("item"):
        yield _found("linkset.item-missing", "no link leads to content", _LINKSET)
    for rel, back in (("item", "collection"), ("describedby", "describes")):
        targets = posts.targets(rel)
        one_way = [target for target in targets if not posts.leads_back((target,), back)]
        if one_way:
            detail = f"{len(one_way)} of {len(targets)} have no link back in it: {one_way[0]}"
            yield _found(f"linkset.{back}-missing", detail, _LINKSET)


def _links_back(posts: Signposts) -> Iterator[Finding]:
    """Look for the link back in the resource's own header, else in a linkset."""
    for name, reading in posts.back.items():
        rel = "collection" if name.startswith("content:") else "describes"
        exchange = posts.evidence.exchange_named(name)
        if exchange is None or not exchange.ok:
            continue
        own = (exchange.need.url, exchange.url, *(hop.url for hop in exchange.hops))
        if not posts.leads_back(own, rel, reading.links) and not posts.leads_back(own, rel):
            yield _found(f"{rel}.missing", f"{exchange.need.url} has no link back to the page", f"exchange/{name}")


def _header_size(posts: Signposts) -> Iterator[Finding]:
    size_bytes = sum(len(name) + len(value) + 4 for name, value in posts.exchange.headers)
    if size_bytes > USUAL_HEADER_BYTES:
        yield _found("header.large", f"{size_bytes} bytes of header, proxies refuse more than {USUAL_HEADER_BYTES}")


def _channels(posts: Signposts) -> Iterator[Finding]:
    """Compare relations that header and HTML both name; a header may show fewer items, to stay small."""
    differing = []
    for rel in SIGNPOSTS:
        said = [{link.target for link in posts.shown if link.rel == rel and link.source == s} for s in ("http", "html")]
        if all(said) and said[0] != said[1] and not (rel == "item" and said[0] < said[1]):
            differing.append(rel)
    if differing:
        yield _found("channels.differ", f"header and HTML say different things: {', '.join(differing)}")


_RULES: tuple[Rule, ...] = (
    *(_cite_as, _described, _items, _types, _parties),
    *(_linkset, _links_back, _header_size, _channels),
)
_RULES_FOR_NONE: tuple[Rule, ...] = (_none, _header_size)
