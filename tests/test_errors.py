from fairsvc.errors import FairsvcError, StoreUnusable


def test_an_error_reads_as_what_which_and_what_next() -> None:
    assert str(StoreUnusable("the store cannot be opened", "x.db", "Run fairsvc init")) == (
        "the store cannot be opened: x.db. Run fairsvc init"
    )
    assert str(FairsvcError("nothing to do")) == "nothing to do."
