from fairsvc.model.harvest import Source
from harvest.catalogue import load_sources
from harvest.sources.oai_pmh import SOURCE


def test_oai_pmh_is_found_by_its_kind() -> None:
    sources = load_sources()
    assert sources["oai"] is SOURCE
    assert all(source.kind == kind and source.title for kind, source in sources.items())


def test_the_object_keeps_the_protocol() -> None:
    source: Source = SOURCE
    assert source.title == "OAI-PMH 2.0"
