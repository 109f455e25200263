from __future__ import annotations

import gzip
import io
import tarfile
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.signature import (
    find_signature,
    has_password_field,
    looks_like_html,
    nexus_like,
)
from fairsvc.formats.signature_table import is_hdf5, load_signatures
from fairsvc.vocab import load_toml


def _hdf5(nexus: bool, user_block: int = 0) -> bytes:
    h5py = pytest.importorskip("h5py")
    held = io.BytesIO()
    with h5py.File(held, "w", userblock_size=user_block) as file:
        file.create_dataset("x", data=[1, 2])
        if nexus:
            file.create_group("entry").attrs["NX_class"] = "NXentry"
    return held.getvalue()


def _tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return held.getvalue()


def _zip(*names: str, text: str = "b") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names or ("a",):
            archive.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("head", "id"),
    [
        (_tar(), "tar"),
        (_zip(), "zip"),
        (gzip.compress(b"x"), "gzip"),
        (b"CDF\x01\0\0\0\0", "netcdf"),
        (b"CDF\x05\0\0\0\0", "netcdf"),
        (b"###CBF: VERSION 1.5, CBFlib v0.7.8\r\n", "cbf"),
        (b"#\\#CIF_2.0\ndata_x\n", "cif"),
        (b"\n  data_ice\n_cell_length_a 4.5\n", "cif"),
        (b"{\nHeaderID = EH:000001:000000:000000 ;\nByteOrder = LowByteFirst ;\n", "edf"),
        (b"\n{\r\nEDF_DataFormatVersion = 2.40 ;", "edf"),
        (b"#F /data/ice.spec\n#E 1709629200\n", "spec"),
        (b"SIMPLE  =                    T", "fits"),
        (b"II*\0\x08\0\0\0", "tiff"),
        (b"MM\0*\0\0\0\x08", "tiff"),
        (b"II+\0\x08\0\0\0", "bigtiff"),
        (b"MM\0+\0\x08\0\0", "bigtiff"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        (b"  <!DOCTYPE html>\n<title>x", "html"),
        (b"\xef\xbb\xbf<html lang='de'>", "html"),
        (b"<!-- made by --><HTML>", "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b'<?xml version="1.0"?><table xmlns="x"/>', "xml"),
        (b"<metalink xmlns='urn:ietf:params:xml:ns:metalink'/>", "xml"),
        (b'\n{"a": 1}', "json"),
        (b"{}", "json"),
        (b"[1, 2]", "json"),
        (b"MATLAB 5.0 MAT-file, Platform: GLNXA64", "matlab5"),
        (b"{\nHEADER_BYTES= 512;\nDIM=2;", "adsc"),
        (b"\xd2\x04\0\0" + bytes(124) + b"mar research", "mar345"),
        (b"FORMAT :100    VERSION:18  HDRBLKS:15", "sfrm"),
        (b"OD SAPPHIRE  4.0", "crysalis"),
        (bytes(208) + b"MAP DD\0\0", "mrc"),
        (b"root\0\0\xf3\x0e\0\0\0d", "root"),
        (b"\x93NUMPY\x01\0", "numpy"),
        (b"PAR1\x15\x04", "parquet"),
        (b"\x28\xb5\x2f\xfd\0", "zstd"),
        (b"\xfd7zXZ\0\0", "xz"),
        (b"BZh91AY&SY\0", "bzip2"),
        (b"\0\0\0\x18ftypmp42", "mp4"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (_zip("[Content_Types].xml", "word/document.xml"), "docx"),
        (_zip("data/.zgroup", "data/x/.zarray"), "zarr"),
        (_zip("zarr.json"), "zarr"),
        (_zip("crate/ro-crate-metadata.json"), "ro-crate"),
        (_zip("x.npy", "y.npy"), "npz"),
        (_zip("mimetype", text="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (_zip("a.npy.txt", "xlsx"), "zip"),
        (b"PK\x03\x04" + b"\xff" * 60, "zip"),
        (b"PK\x03\x04", "zip"),
        (b"a,b\n1,2\n", "csv"),
        (b"data_is_here,yes\n1,2", "csv"),
        (b"# comment, with comma\nx;y\n1,5;2,5\n2;3", "csv"),
        (b'name,"q, 1/nm"\n"a, b",1\n"c",2\n', "csv"),
        (b"q\ti\n1.0\t2e-5\n", "tsv"),
        ("\ufeffa,b\n1,2\n".encode("utf-8"), "csv"),
        ("a,b\n1,2\n".encode("utf-16"), "csv"),
        (b"Dear reader, see below\nand, yes\n", "text"),
        (b"[section]\nkey = value", "text"),
        (b"#S this is no scan", "text"),
        ("Temperatur 20 °C".encode("latin-1"), "text"),
        (b"\xff\xfe\xfd\xfc", None),
        (b"abc\0def", None),
        (b"  \n", None),
        (b"", None),
        (b"\0\0\0\0", None),
    ],
)
def test_recognises_formats(head: bytes, id: str | None) -> None:
    found = find_signature(head)
    assert (found.id if found else None) == id


@pytest.mark.parametrize("user_block", [0, 512, 2048])
def test_recognises_hdf5_also_behind_a_user_block(user_block: int) -> None:
    found = find_signature(_hdf5(nexus=False, user_block=user_block))
    assert found is not None
    assert (found.id, found.media_type) == ("hdf5", "application/x-hdf5")


def test_recognises_kin_of_hdf5() -> None:
    h5py = pytest.importorskip("h5py")
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        file.attrs["_NCProperties"] = "version=2,netcdf=4.9.2"
    found = find_signature(held.getvalue())
    assert found is not None
    assert found.id == "netcdf4"
    matlab = find_signature(b"MATLAB 7.3 MAT-file".ljust(512) + held.getvalue())
    assert matlab is not None
    assert matlab.id == "matlab73"
    assert is_hdf5("netcdf4")
    assert is_hdf5("matlab73")
    assert not is_hdf5("zip")


def test_formats_within_others_are_known() -> None:
    known = load_signatures()
    assert {name for one in known.values() for name in one.within} <= set(known)


def test_recognises_nexus() -> None:
    assert nexus_like(_hdf5(nexus=True))
    assert not nexus_like(_hdf5(nexus=False))
    assert not nexus_like(b"NXroot NXentry")


def test_every_signature_names_its_source() -> None:
    for row in load_toml("signatures.toml")["signature"]:
        assert row["source"]
        assert all(bytes.fromhex(magic) for magic in row.get("magic", ()))
        assert "/" in row["media_type"]


@pytest.mark.parametrize(
    ("head", "html", "password"),
    [
        (b"<!doctype html><form><input type='password'></form>", True, True),
        (b"<html><INPUT name=p\nTYPE = Password>", True, True),
        (b"<html><input type=text> password", True, False),
        (b"<html><input data-type=passwords type=text>", True, False),
        ("<html>".encode("utf-16"), True, False),
        (b"a,b\n1,2\n", False, False),
        (b"<htmlish>", False, False),
        (b"\x89HDF\r\n\x1a\n\0", False, False),
        (b"", False, False),
    ],
)
def test_tells_pages_and_login_walls(head: bytes, html: bool, password: bool) -> None:
    assert (looks_like_html(head), has_password_field(head)) == (html, password)


@pytest.mark.parametrize(
    "piece", [b"<input ", b"<input type", b"<input type= ", b"<!--", b"<?xml ", b" ", b"{ ", b"II*\0"]
)
def test_takes_linear_time(piece: bytes) -> None:
    head = piece * (1_000_000 // len(piece))
    started = time.process_time()
    find_signature(head)
    has_password_field(head)
    assert time.process_time() - started < 10


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_never_raises(head: bytes) -> None:
    find_signature(head)
    assert nexus_like(head) in (True, False)
    assert looks_like_html(head) in (True, False)
