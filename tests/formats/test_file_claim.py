from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.file_claim import compare_type
from fairsvc.formats.signature_table import load_signatures


@pytest.mark.parametrize(
    ("found", "media_type", "name", "expected"),
    [
        ("hdf5", "application/x-hdf5", "a.h5", "same"),
        ("hdf5", "application/x-hdf", "a", "same"),
        ("hdf5", "application/octet-stream", "a.h5", "vague"),
        ("hdf5", "application/octet-stream", "a", ""),
        ("hdf5", "", "scan.NXS?x=1", "same"),
        ("hdf5", "application/x-nexus", "a.nxs", "same"),
        ("netcdf4", "application/x-hdf5", "a.h5", "same"),
        ("netcdf4", "application/x-netcdf", "a.nc", "same"),
        ("netcdf", "application/x-hdf5", "a.h5", "other"),
        ("matlab73", "", "a.mat", "same"),
        ("bigtiff", "image/tiff", "a.tif", "same"),
        ("bigtiff", "", "movie.eer", "same"),
        ("csv", "text/plain", "a.txt", "same"),
        ("csv", "text/plain; charset=utf-8", "a.csv", "same"),
        ("csv", "", "a.dat", "same"),
        ("csv", "application/x-hdf5", "a.h5", "other"),
        ("text", "chemical/x-cif", "a.cif", "same"),
        ("text", "", "a.zip", "other"),
        ("html", "text/html", "a.html", "same"),
        ("html", "application/x-hdf5", "a.h5", "other"),
        ("zarr", "application/zip", "a.zip", "same"),
        ("zip", "", "a.zarr", "same"),
        ("gzip", "text/csv", "a.csv.gz", "vague"),
        ("gzip", "text/csv", "a.csv", "other"),
        ("gzip", "application/x-tar", "a.tar.gz", "vague"),
        ("png", "application/x-made-up", "a.unheardof", ""),
        ("png", "", "", ""),
        ("", "text/csv", "a.csv", ""),
        ("unheard of", "text/csv", "a.csv", ""),
    ],
)
def test_claims(found: str, media_type: str, name: str, expected: str) -> None:
    assert compare_type(found, media_type, name) == expected


@settings(max_examples=50)
@given(st.sampled_from([*load_signatures(), "x"]), st.text(max_size=30), st.text(max_size=30))
def test_never_raises(found: str, media_type: str, name: str) -> None:
    assert compare_type(found, media_type, name) in ("same", "vague", "other", "")
