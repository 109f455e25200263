"""Walk through foreign JSON without a thought for what is missing or of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a JSON document; a place that is not there is a Node of None, below which nothing is either."""

    value: Any = None

    def __getitem__(self, key: str | int) -> Node:
        """Go to a member or an item."""
        value = self.value
        if isinstance(key, str):
            return Node(value.get(key)) if isinstance(value, dict) else Node()
        return Node(value[key]) if isinstance(value, list) and -len(value) <= key < len(value) else Node()

    def __bool__(self) -> bool:
        """Tell whether something is there; false, 0 and what is empty are nothing."""
        return bool(self.value)

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of an array; none for anything else."""
        return tuple(Node(item) for item in self.value) if isinstance(self.value, list) else ()

    @property
    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of an object; none for anything else."""
        values = self.value if isinstance(self.value, dict) else {}
        return ((key, Node(value)) for key, value in values.items())

    @property
    def text(self) -> str:
        """A string or number as text in one line; empty for anything else."""
        if isinstance(self.value, bool) or not isinstance(self.value, (str, int, float)):
            return ""
        return " ".join(str(self.value).split())

    @property
    def size(self) -> int | None:
        """A count of bytes or files, also when written as text; None for what is none."""
        if isinstance(self.value, bool):
            return None
        if isinstance(self.value, (int, float)) and 0 <= self.value < 2**63:
            return int(self.value)
        digits = self.value.strip() if isinstance(self.value, str) else ""
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None

    @property
    def true(self) -> bool:
        """Tell whether it is true, also when written as text."""
        return self.value is True or self.value == "true"
