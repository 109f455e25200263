"""The health report of a provider as one self-contained page, fit to be mailed to those who run it."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment

from fairsvc.reports.page import make_environment
from harvest.health.kinds import Severity
from harvest.health.report import HealthReport

# The classes that give each severity its colour in the stylesheet.
CLASSES = {Severity.BREAKS: "breaks", Severity.LOSES: "loses", Severity.UNTIDY: "untidy"}


def write_html(report: HealthReport) -> str:
    """Write the page; everything that the provider sent is escaped."""
    counts = [(severity, report.count(severity)) for severity in Severity]
    return _environment().get_template("source_check.html").render(report=report, counts=counts, classes=CLASSES)


@cache
def _environment() -> Environment:
    return make_environment({}, {})
