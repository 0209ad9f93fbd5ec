"""A form is read as it was written, however its bytes fall, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.sandbox.multipart import FormError, read_form
from clickgate.sandbox.spool import BLOCK, IN_MEMORY, Blob, Spool

KIND = "multipart/form-data; boundary=b"


def written(*parts: tuple[str, bytes]) -> bytes:
    heads = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="f"\r\n\r\n'.encode() for name, _ in parts
    ]
    return b"".join(head + content + b"\r\n" for head, (_, content) in zip(heads, parts, strict=True)) + b"--b--\r\n"


def content(blob: Blob) -> bytes:
    return b"".join(blob.blocks())


# Bytes that are much like a boundary are where a search goes wrong.
CONTENT = st.lists(st.sampled_from([b"\r", b"\n", b"-", b"--b", b"\r\n-", b"\r\n--", b"x", b""])).map(b"".join)
NAMES = st.text("abc[]0", min_size=1, max_size=8)


@given(st.lists(st.tuples(NAMES, CONTENT.filter(lambda sent: b"\r\n--b" not in b"\r\n" + sent)), max_size=5))
def test_parts_are_read_as_they_were_written(parts: list[tuple[str, bytes]]):
    found = read_form(Spool(written(*parts), KIND))

    assert [(part.name, content(part.blob)) for part in found] == parts


@pytest.mark.parametrize("size", [BLOCK - 40, BLOCK - 4, BLOCK - 1, BLOCK, BLOCK + 1, IN_MEMORY + 1])
def test_a_boundary_is_found_wherever_blocks_of_reading_end(size: int):
    sent = b"\r\n--" * (size // 4) + b"x" * (size % 4)

    found = read_form(Spool(written(("a", sent), ("b", b"2")), KIND))

    assert [content(part.blob) for part in found] == [sent, b"2"]


@pytest.mark.parametrize(
    ("options", "filename"),
    [
        ('filename="a.txt"', "a.txt"),
        ("filename=a.txt", "a.txt"),
        ('filename="a %22b%22.txt"', 'a "b".txt'),
        (r'filename="a \"b\".txt"', 'a "b".txt'),
        ("filename=\"a.txt\"; filename*=UTF-8''%C3%B6.txt", "ö.txt"),
        ('filename=""', ""),
        ("other=1", None),
    ],
)
def test_a_file_name_is_read_however_it_is_written(options: str, filename: str | None):
    body = f'--b\r\ncontent-disposition: form-data; name="x"; {options}\r\n\r\n1\r\n--b--'.encode()

    assert [part.filename for part in read_form(Spool(body, KIND))] == [filename]


def test_what_stands_before_the_first_boundary_is_passed_over():
    found = read_form(Spool(b"Hello\r\n" + written(("a", b"1")), 'multipart/form-data; charset=x; boundary="b"'))

    assert [content(part.blob) for part in found] == [b"1"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"", KIND, id="nothing"),
        pytest.param(b"{}", "application/json", id="JSON"),
        pytest.param(written(("a", b"1")), "multipart/form-data", id="no boundary is told"),
        pytest.param(written(("a", b"1")), "multipart/form-data; boundary=c", id="another boundary"),
        pytest.param(written(("a", b"1"))[:-6], KIND, id="it ends too soon"),
        pytest.param(b"--b\r\nContent-Type: a\r\n--b--", KIND, id="headers without an end"),
        pytest.param(written(*[("a", b"1")] * 101), KIND, id="too many parts"),
        pytest.param(b"--b\r\nX: " + b"x" * 20_000 + b"\r\n\r\n1\r\n--b--", KIND, id="headers too long"),
    ],
)
def test_what_is_no_form_is_refused(body: bytes, kind: str):
    with pytest.raises(FormError):
        read_form(Spool(body, kind))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes):
    try:
        found = read_form(Spool(b"--b" + body, KIND))
    except FormError:
        return

    assert all(0 <= part.blob.start + part.blob.size <= len(body) + 3 for part in found)
