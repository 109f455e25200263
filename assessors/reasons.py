"""Sentences of verdicts as they may be counted and kept: one line, without what belongs to a single dataset."""

from __future__ import annotations

import re

LINE_LENGTH = 300

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_TAIL = r"(?:\([^\s<>\"'()]*\)|[^\s<>\"'()])+(?<![.,;:!?\]}])"
_ADDRESS = re.compile(rf"https?://{_TAIL}", re.IGNORECASE)
_PID = re.compile(rf"\b(?:(?:doi:)?10\.\d{{2,9}}(?:\.\d+)*/|(?:hdl|handle|ark|urn):){_TAIL}", re.IGNORECASE)


def blanked(because: str, pid: str) -> str:
    """Blank PIDs and addresses, so that the same reason reads alike for all datasets."""
    text = _PID.sub("[PID]", _ADDRESS.sub("[address]", because[: 4 * LINE_LENGTH]))
    return line(text.replace(pid, "[PID]") if pid else text)


def line(text: str) -> str:
    """Make one bounded line of a text."""
    return clean(" ".join(text[: 4 * LINE_LENGTH].split()), LINE_LENGTH)


def clean(text: str, length: int) -> str:
    """Drop what no page, table or file can hold, and cut what is too long."""
    text = _CONTROL.sub("", text[: length * 4]).encode("utf-8", "replace").decode()
    return text if len(text) <= length else f"{text[: length - 1]}…"
