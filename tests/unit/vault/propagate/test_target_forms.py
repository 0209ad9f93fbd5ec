"""The forms of a secret: each reads back, each changes one thing, and a text that gives one away is known."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate import forms
from clickgate.vault.propagate.crc32c import crc32c
from clickgate.vault.propagate.telling import quote
from tests.support.fake_gcp import crc32c as bit_by_bit

TOKEN = "pk_48211793_Q7ZK2M9XW4CV8TB1NR5HJ3GD6FS0LPAE"


@given(st.text())
def test_base64_reads_back(text):
    assert forms.from_base64(forms.to_base64(Secret(text))) == Secret(text)


@pytest.mark.parametrize("text", ["not base64!", "YQ", "/w==", "YQ==\n"])
def test_what_is_not_base64_of_a_text_is_none(text):
    assert forms.from_base64(Secret(text)) is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", 0), (b"123456789", 0xE3069283), (bytes(32), 0x8A9136AA), (b"\xff" * 32, 0x62A8AB43)],
)
def test_the_checksum_is_the_one_of_the_standard(data, expected):
    """Source: RFC 3720, appendix B.4."""
    assert crc32c(data) == expected


@given(st.binary(max_size=200))
def test_the_checksum_by_table_is_the_one_bit_by_bit(data):
    assert crc32c(data) == bit_by_bit(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), json_values), st.text(), st.text())
def test_setting_a_member_keeps_the_others_in_their_order(members, key, value):
    document = forms.set_member(Secret(json.dumps(members)), key, Secret(value))

    assert forms.find_member(document, key) == Secret(value)
    assert json.loads(document.reveal()) == {**members, key: value}
    assert list(json.loads(document.reveal())) == list({**members, key: value})


def test_what_is_not_touched_stays_as_it_was_written():
    document = forms.set_member(Secret('{"a": 1.10, "b":  12345678901234567890123, "c": "\\u00e9"}'), "d", Secret("x"))

    assert document.reveal() == '{"a":1.10,"b":12345678901234567890123,"c":"\\u00e9","d":"x"}'


@pytest.mark.parametrize("text", ["", "[]", "7", '"text"', "{", "null"])
def test_what_has_no_members_is_refused_without_being_repeated(text):
    with pytest.raises(ValueError, match=r"^not a JSON object$") as caught:
        forms.find_member(Secret(text), "a")

    assert caught.value.__context__ is None


def test_a_member_that_is_no_text_is_none():
    assert forms.find_member(Secret('{"a": 7, "b": null}'), "a") is None
    assert forms.find_member(Secret('{"a": 7, "b": null}'), "b") is None


def test_a_path_of_keys_leads_to_the_text_that_stands_there():
    document = Secret('{"data": {"data": {"a": 1.0}, "metadata": null}}')

    assert forms.dig(document, "data", "data") == Secret('{"a": 1.0}')
    assert forms.dig(document, "data", "metadata") is None
    assert forms.dig(document, "none", "metadata") is None


@given(st.binary(max_size=5), st.binary(max_size=5))
def test_a_secret_within_a_longer_base64_is_known(before, after):
    text = base64.b64encode(before + TOKEN.encode() + after).decode()

    assert forms.gives_away(text, Secret(TOKEN))


@given(st.integers(0, len(TOKEN) - 8))
def test_eight_characters_of_a_secret_give_it_away(at):
    assert forms.gives_away(f"bad value {TOKEN[at : at + 8]}!", Secret(TOKEN))


def test_what_was_sent_in_base64_is_known_in_clear():
    assert forms.gives_away(f"bad {TOKEN}", forms.to_base64(Secret(TOKEN)))


def test_a_harmless_message_is_quoted_on_one_line_and_not_at_length():
    assert quote("Bad\r\n credentials\x1b[31m", [Secret(TOKEN), None]) == " It says: Bad credentials [31m"
    assert quote(f"Bad {TOKEN}", [Secret(TOKEN)]) == ""
    assert quote("", [Secret(TOKEN)]) == ""
    assert len(quote("word " * 1000, [])) < 330


def test_a_short_secret_is_looked_for_whole():
    assert forms.gives_away("the token root is bad", Secret("root"))
    assert not forms.gives_away("the token is bad", Secret("root"))
    assert not forms.gives_away("anything", Secret(""))
