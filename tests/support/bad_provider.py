"""A provider on loopback that misbehaves in one named way: see `faults.FAULTS` for the names."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.honest_provider import HONEST, LIST_VERBS, Arguments, Part, Provider, Refusal, read_pairs
from tests.support.oai_provider import XML
from tests.support.server import Asked, Handler, Reply


@dataclass(frozen=True)
class Call:
    """One request as the fault meets it.

    `times` counts how often this very request has come, `lists` the requests of lists, `runs` those of Identify, each
    with this one. `part` is what the honest answer to a list holds, None for other verbs and for refusals.
    """

    provider: Provider
    base_url: str
    arguments: Arguments
    times: int
    lists: int
    runs: int
    part: Part | None

    @property
    def page(self) -> int:
        """The number of the page that is asked for, from 1; 0 when it is no list."""
        return 0 if self.part is None else self.part.cursor // self.provider.page_size + 1

    @property
    def last(self) -> bool:
        """True for the last page."""
        return self.part is not None and self.part.cursor + len(self.part.items) == self.part.size

    def holds(self, number: int) -> bool:
        """Tell whether the answer holds that record."""
        if self.arguments.get("verb") == "GetRecord":
            return self.arguments.get("identifier") == self.provider.identifier.format(number=number)
        return self.part is not None and any(item.number == number for item in self.part.items)

    def nth_page(self, number: int) -> bytes:
        """Answer with that page of the whole list."""
        verb = self.arguments["verb"]
        place = f"{verb}|oai_dc||||& at={self.provider.page_size * (number - 1)}"
        whole = [("verb", verb), ("metadataPrefix", "oai_dc")]
        return self.provider.answer(self.base_url, whole if number == 1 else [whole[0], ("resumptionToken", place)])

    def error(self, code: str) -> bytes:
        return self.provider.envelope(self.base_url, self.arguments, f'<error code="{code}">refused</error>')


Alter = Callable[[Call, bytes], bytes | Reply]
Rewrite = Callable[[Call, bytes], bytes]


@dataclass(frozen=True)
class Fault:
    """One way to misbehave: how the provider is set up and changes meanwhile, and what becomes of its honest answers.

    `changing` is given the number of the request among those of lists, and of the run.
    """

    alter: Alter = lambda call, body: body
    provider: Provider = HONEST
    changing: Callable[[Provider, int, int], Provider] = lambda provider, lists, runs: provider


def misbehaving(fault: Fault) -> Handler:
    """Make the handler of a provider with that fault."""
    times: Counter[str] = Counter()
    lock = threading.Lock()

    def answer(asked: Asked) -> Reply:
        base_url = f"http://{asked.headers['host']}{asked.path.partition('?')[0]}"
        pairs = read_pairs(asked)
        arguments = dict(pairs)
        verb = arguments.get("verb", "")
        with lock:
            request = repr(sorted(pairs))
            times.update((request, "list" if verb in LIST_VERBS else verb))
            counted = (times[request], times["list"], times["Identify"])
        provider = fault.changing(fault.provider, *counted[1:])
        call = Call(provider, base_url, arguments, *counted, _find_part(provider, arguments))
        altered = fault.alter(call, provider.answer(base_url, pairs))
        return (200, [XML], altered) if isinstance(altered, bytes) else altered

    return answer


def _find_part(provider: Provider, arguments: Arguments) -> Part | None:
    try:
        return provider.part(arguments) if arguments.get("verb") in LIST_VERBS else None
    except Refusal:
        return None
