"""F1: the data themselves have identifiers."""

from __future__ import annotations

from assessors.reading.absence import OF_DATA, open_question, trouble
from assessors.reading.believed_data import believed_addresses, lost_data, unread_data
from assessors.reading.data_files import closed_to_visitors, data_addresses, in_its_place, no_address, no_data_due
from assessors.reading.identity import find_pid_at, find_target
from assessors.reading.sentences import shown
from assessors.reading.views import said
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.pid import Pid
from fairsvc.model.step import FILE

_NEEDS = (FILE, *OF_DATA.steps)


@check(
    "data-has-own-identifier",
    title="Each file is named by an address or a checksum of its own",
    source="FAIR F1; RFC 3986",
    example="https://example.org/files/scan_0001.h5",
    counterexample="The landing page's address stands for every file; an address that answers 404",
    needs=_NEEDS,
    version=4,
)
def data_has_own_identifier(evidence: Evidence) -> Verdict:
    """Refuse an address that is the landing page's own."""
    addresses = data_addresses(evidence)
    for pointer, url in believed_addresses(evidence):
        if find_pid_at(url, evidence) != evidence.pid and not _is_page(url, evidence):
            return passed(f"The data are named by addresses of their own, such as {shown(url)}.", pointer)
    if verdict := no_data_due(evidence) or lost_data(evidence) or unread_data(evidence):
        return verdict
    if addresses:
        because = "The data are named by the landing page's address alone."
        return failed(because, addresses[0][0], remedy="describe-files")
    return closed_to_visitors(evidence) or no_address(evidence)


@check(
    "data-has-persistent-identifier",
    title="The data are named by a persistent identifier",
    source="FAIR F1; EOSC PID policy",
    example="https://hdl.handle.net/20.500.1/scan_0001, or files below the DOI",
    counterexample="https://example.org/files/scan_0001.h5",
    needs=_NEEDS,
    version=4,
)
def data_has_persistent_identifier(evidence: Evidence) -> Verdict:
    """Accept a persistent identifier of a file or of a part."""
    if verdict := no_data_due(evidence):
        return verdict
    addresses, believed = data_addresses(evidence), believed_addresses(evidence)
    named = [(pointer, url, pid) for pointer, url in addresses if (pid := _find_persistent(url, evidence))]
    for pointer, url, pid in named:
        if (pointer, url) in believed:
            return passed(f"A file is named by {shown(str(pid))}.", pointer)
    for pointer, related in said(evidence, "related", lambda view: view.related):
        if related.relation == "HasPart" and (pid := find_target(related.value)) is not None and pid.persistent:
            return passed(f"A part is named by {shown(str(pid))}.", pointer)
    if not addresses:
        return closed_to_visitors(evidence) or no_address(evidence, "register-files")
    if named and (verdict := lost_data(evidence) or unread_data(evidence)):
        return verdict
    because = "The files are named by web addresses, which promise nothing."
    return failed(because, addresses[0][0], remedy="register-files")


@check(
    "data-pid-resolves",
    title="The persistent identifier of a file leads to the file",
    source="FAIR A1; Handle System, RFC 3651",
    example="GET https://hdl.handle.net/20.500.1/scan_0001 redirects to the bytes",
    counterexample="GET https://hdl.handle.net/20.500.1/scan_0001 answers 404",
    needs=_NEEDS,
    version=3,
)
def data_pid_resolves(evidence: Evidence) -> Verdict:
    """Judge a probed file whose address is a persistent identifier."""
    file = evidence.exchange(FILE)
    if file is None:
        return no_data_due(evidence) or indeterminate("No file of the data was read.")
    pid = find_pid_at(file.need.url, evidence)
    if pid is None or not pid.persistent:
        return not_applicable("The file is named by a web address.", "exchange/file")
    came = in_its_place(evidence.file_facts) if file.ok and evidence.file_facts else ""
    if came:
        return failed(f"{shown(str(pid))} leads to {came}.", "exchange/file", "view/file", remedy="serve-file")
    if file.hops and 300 <= file.hops[0].status < 400 and file.ok:
        return passed(f"{shown(str(pid))} leads to the file.", "exchange/file")
    if open_question(file):
        return indeterminate(f"{shown(str(pid))} could not be resolved ({trouble(file)}).", "exchange/file")
    because = f"{shown(str(pid))} does not lead to the file; it {file.outcome()}."
    return failed(because, "exchange/file", remedy="register-files")


def _find_persistent(url: str, evidence: Evidence) -> Pid | None:
    """Find the persistent identifier that the address spells; None when that is the dataset's own, or none."""
    pid = find_pid_at(url, evidence)
    return pid if pid is not None and pid.persistent and pid != evidence.pid else None


def _is_page(url: str, evidence: Evidence) -> bool:
    return any(url in (exchange.url, exchange.need.url) for exchange in evidence.exchanges if "page" in exchange.steps)
