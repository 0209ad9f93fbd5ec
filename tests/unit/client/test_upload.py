"""A file of any source becomes one multipart body, in blocks, with its length where it is known."""

import io
from email import message_from_bytes
from email.policy import HTTP

import pytest

from clickgate.client.upload import open_upload
from clickgate.errors import InvalidParams


def body_of(source):
    upload, kind = open_upload(source, field="attachment", operation="attachments.create")
    blocks = list(upload.blocks())
    return upload, kind, b"".join(blocks), blocks


def parse(kind, body):
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
    (part,) = message.iter_parts()
    return part


@pytest.mark.parametrize("size", [0, 1, 256 * 1024, 600_000])
def test_a_file_is_sent_whole_in_blocks_and_its_length_is_known(tmp_path, size):
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89" * size)

    upload, kind, body, blocks = body_of(path)

    assert upload.length == len(body)
    assert max(map(len, blocks)) <= 256 * 1024
    part = parse(kind, body)
    assert part.get_filename() == "photo.png"
    assert part.get_content_type() == "image/png"
    assert part.get_param("name", header="content-disposition") == "attachment"
    assert part.get_payload(decode=True) == b"\x89" * size


def test_bytes_streams_and_iterables_are_taken():
    for source in (("a.txt", b"hello"), ("a.txt", io.BytesIO(b"hello")), ("a.txt", iter([b"hel", b"lo"]))):
        _, kind, body, _ = body_of(source)
        part = parse(kind, body)
        assert part.get_filename() == "a.txt"
        assert part.get_payload(decode=True) == b"hello"


def test_only_what_can_be_read_again_may_be_sent_again(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"x")

    assert open_upload(path, field="f", operation="o")[0].can_repeat()
    assert open_upload(b"x", field="f", operation="o")[0].can_repeat()
    assert not open_upload(io.BytesIO(b"x"), field="f", operation="o")[0].can_repeat()


def test_a_stream_has_no_length():
    assert open_upload(io.BytesIO(b"x"), field="f", operation="o")[0].length is None


def test_a_name_cannot_break_out_of_its_header():
    _, _, body, _ = body_of(('a"\r\nX-Evil: 1.txt', b"x"))

    head = body.split(b"\r\n\r\n")[0]
    assert b"\r\nX-Evil" not in head
    assert b'filename="a%22%0D%0AX-Evil: 1.txt"' in head


@pytest.mark.parametrize("source", ["/nowhere/at/all.png", 5, ("x", None)])
def test_what_cannot_be_read_is_refused_before_anything_is_sent(source):
    with pytest.raises(InvalidParams) as caught:
        open_upload(source, field="f", operation="attachments.create")

    assert caught.value.problems[0][0] == "file"


def test_a_file_that_shrinks_meanwhile_is_noticed(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 1000)
    upload, _ = open_upload(path, field="f", operation="o")
    path.write_bytes(b"x")

    with pytest.raises(OSError, match="shorter"):
        list(upload.blocks())
