"""The settings made into endpoints and rules."""

from __future__ import annotations

from pathlib import Path

from fairsvc.jobs.workspace import make_workspace, open_workspace
from fairsvc.net.configured import policy_of
from fairsvc.settings import Settings, load_settings

_NAMES = ("resolver", "handle_api", "registry", "handle_resolver", "ark_resolver", "nbn_resolver", "orcid_resolver")


def test_every_resolver_can_be_replaced(tmp_path: Path) -> None:
    text = "".join(f'{name} = "http://{name.replace("_", "-")}.example/"\n' for name in _NAMES)
    settings = load_settings(make_workspace(tmp_path, text), {}, {})
    with open_workspace(settings, create=True) as workspace:
        endpoints = workspace.endpoints()
    assert [getattr(endpoints, name) for name in _NAMES] == [f"http://{n.replace('_', '-')}.example" for n in _NAMES]
    assert endpoints.ror_resolver == "https://ror.org"
    assert endpoints.oai is None


def test_robots_are_asked_about_pages_not_resolvers() -> None:
    exempt = policy_of(Settings(contact="steward@facility.example")).robots_exempt
    assert {"doi.org", "api.datacite.org", "hdl.handle.net", "n2t.net", "nbn-resolving.org"} == exempt
