"""The one door to third-party parsers of linked data: whatever they raise becomes Unreadable, and nothing is fetched.

The parsers are imported when a document needs them: they cost more than everything else in this room.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.bounded_store import bounded_store
from fairsvc.formats.json_ld_contexts import find_context
from fairsvc.formats.json_reading import read_json_text

# Where relative addresses of a document are resolved, so that they can be told from absolute ones afterwards.
BASE = "http://document.invalid/"

# PyLD keeps one process-wide cache of contexts, which is not made for threads.
_expanding = Lock()


def expand_json_ld(document: Any, initial: dict[str, Any] | None) -> tuple[list[Any], tuple[str, ...]]:
    """Expand JSON-LD (JSON-LD 1.1 API, section 5.1); `initial` is the context that the document stands in, if any.

    A remote context that is not known defines nothing. Gives the expanded document and the addresses of those.
    Raises Unreadable.
    """
    unknown: dict[str, None] = {}

    def load(url: str, _options: object) -> dict[str, Any]:
        context = find_context(url)
        if context is None:
            unknown[url.removeprefix(BASE)] = None
        # Only what carries the tag enters the process-wide cache: an unknown context must be reported every time.
        tag = {"tag": "static"} if context is not None else {}
        document = {"@context": context or {}}
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": document,
            **tag,
        }

    with _as_unreadable("the JSON-LD cannot be expanded"):
        from pyld import jsonld  # noqa: PLC0415

        options = {"documentLoader": load, "base": BASE, "processingMode": "json-ld-1.1"}
        if initial is not None:
            options["expandContext"] = initial
        with _expanding:
            return jsonld.expand(document, options), tuple(unknown)


def read_graph(body: bytes, syntax: str) -> Any:
    """Parse RDF in one of rdflib's syntaxes and give it as expanded, flat JSON-LD, in the document's order.

    Raises Unreadable.
    """
    with _as_unreadable(f"the RDF cannot be parsed as {syntax}"):
        import rdflib  # noqa: PLC0415

        # It logs a traceback for every literal that is not of its datatype.
        logging.getLogger("rdflib").setLevel(logging.CRITICAL)
        # This store keeps the order of the document; the default one walks a set of the triples.
        graph = rdflib.Graph(bounded_store(), bind_namespaces="none")
        graph.parse(data=body, format=syntax, publicID=BASE)
        # The serializer walks a set of the subjects.
        order = {subject.n3(): place for place, subject in enumerate(dict.fromkeys(graph.subjects()))}
        nodes = read_json_text(graph.serialize(format="json-ld"))
        return sorted(nodes, key=lambda node: order.get(_n3(node["@id"]), len(order)))


def _n3(identity: str) -> str:
    return identity if identity.startswith("_:") else f"<{identity}>"


@contextmanager
def _as_unreadable(what: str) -> Iterator[None]:
    try:
        yield
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable(what, "it is nested too deeply") from None
    except Exception as fault:  # noqa: BLE001
        clause = " ".join(str(fault).split())[:200] or type(fault).__name__
        raise Unreadable(what, clause) from None
