"""Work that ends its own process; importing it costs nothing."""

from __future__ import annotations

import os


def perish_on(fatal: int, number: int) -> int:
    """Square a number, but for the fatal one."""
    if number == fatal:
        os._exit(9)
    return number**2
