"""What is sealed opens where it was sealed for, and nowhere else."""

from __future__ import annotations

import random
import secrets

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clickgate.errors import SealBroken
from clickgate.vault.envelope import Place, data_key_context, join_context, key_check_context, open_sealed, seal

KEY = bytes(range(32))
PLACE = Place("org_1", "acc_1", "credential", 1)
TOKEN = b"pk_12345678_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

# Made with the block cipher itself (`Cipher(AES, GCM)`), from the format as it is written down, not with this module.
KNOWN = [
    pytest.param(
        bytes(range(32)),
        b"",
        Place("o", "a", "f", 1),
        (
            "01000102030405060708090a0bc702d61bc5e5c21b8d41978bb1e9786d83d68734f07b5f7c3867e5851d6900b20110ae"
            "fcafc1129874a47fed88872838ee59608d5ad6a3da3f972a1918e3f5eef03cc67ad3d126611c54aa6eef8f0ee8388ac9"
            "6276635368fdfd9ecc78f0b98dcbf859e6a441c81a9e1c3eb24875217fba6762abe3c5259a4dff57cd82e66e0e4c0b13"
            "843689aeedcb102ce8ed5e88fa"
        ),
        id="nothing at all",
    ),
    pytest.param(
        bytes(range(32, 64)),
        b"pk_12345678_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
        Place("org_1", "acc_1", "credential", 7),
        (
            "01ffffffffffffffffffffffffc1642c292c62752f8f3a794f2d65279a9bbf2a3b92e7fc0ce6d70aa09f601a002be640"
            "06f8b439d4fd05be4a5cfbda156e87f7477495c21c65d3f3347ba45d3393271f7a854929254f3c738005877cd0c01057"
            "86bca0c1b0120a9cc18d51d2386d90cab3880a3305779c1c19d54c05f35ccabfd309eb1f18c7b5e256d91017b437f4a8"
            "62dc2eb9a020b6f3cab8ff1281"
        ),
        id="a token",
    ),
    pytest.param(
        b"\x5a" * 32,
        b"x" * 127 + b"\x80",
        Place("größe", "", "field", 0),
        (
            "010000000000000000000000007e5695013afc3fba55fc847a5f14642e5426523ea9363a24a930d244ddad3a193ffc68"
            "303e6f61f1efaa14cbdf395f1a63a7dad992d4ca95987bef635a01aa66a9c8764fd20a9d2a46aa5de2d047c98ac469c8"
            "b9de5a32fd524711b21db0d76b9936a1e327e0e1c0884a4cacc3881df9475e6e5039ef98af0ca5dc1db9a1638e874d29"
            "78aad8ec00ffb84363eaa5bface0b6ba0a75d0870acd56cdc398cc681073e463ce5cce547e8049fac19204296aba49c3"
            "7e8ea6fbaf36c8694912e774254bdbc2131d6f46e4af22af663401a598f6b2b9ab15ee134834c8d4775326556e544f40"
            "db423368668c07b14188aab075d14c2e0c34328635e9264632d76c2cb33eaad6a96e94f601a6fd7f53112295df"
        ),
        id="as long as a step, and ending as the padding begins",
    ),
]

texts = st.binary(max_size=400)
words = st.text(max_size=20)
places = st.builds(Place, words, words, words, st.integers(0, 2**31))


@pytest.mark.parametrize(("key", "text", "place", "blob"), KNOWN)
def test_what_was_sealed_by_the_letter_of_the_format_opens(key, text, place, blob):
    assert open_sealed(key, bytes.fromhex(blob), place.context()) == text


@pytest.mark.parametrize(("key", "text", "place", "blob"), KNOWN)
def test_sealing_gives_the_very_bytes_of_the_format(key, text, place, blob, monkeypatch):
    known = bytes.fromhex(blob)
    monkeypatch.setattr("clickgate.vault.envelope.os.urandom", lambda count: known[1 : 1 + count])

    assert seal(key, text, place.context()).hex() == blob


@given(key=st.binary(min_size=32, max_size=32), text=texts, place=places)
def test_whatever_is_sealed_opens_as_it_was(key, text, place):
    blob = seal(key, text, place.context())

    assert open_sealed(key, blob, place.context()) == text


@given(text=texts, place=places, other=places)
def test_what_is_sealed_for_one_place_opens_in_no_other(text, place, other):
    blob = seal(KEY, text, place.context())

    if place == other:
        assert open_sealed(KEY, blob, other.context()) == text
    else:
        with pytest.raises(SealBroken):
            open_sealed(KEY, blob, other.context())


@example(one=[b"ab", b""], other=[b"a", b"b"])
@example(one=[b"a\0\0\0\1b"], other=[b"a", b"b"])
@given(one=st.lists(st.binary(max_size=6), max_size=5), other=st.lists(st.binary(max_size=6), max_size=5))
def test_different_texts_never_give_the_same_context(one, other):
    assert (join_context(*one) == join_context(*other)) == (one == other)


def test_contexts_of_different_kinds_differ():
    same = ("a", "b")

    assert len({Place(*same, "", 1).context(), data_key_context(*same), key_check_context("a")}) == 3


def test_a_million_seals_never_use_a_nonce_twice():
    nonces = {seal(KEY, TOKEN, b"")[1:13] for _ in range(1_000_000)}

    assert len(nonces) == 1_000_000


def test_no_changed_bit_is_ever_let_through():
    """10,000 blobs, each with one bit changed anywhere in it: none opens."""
    chance = random.Random(1)
    refused = 0
    for _ in range(10_000):
        blob = bytearray(seal(KEY, TOKEN, PLACE.context()))
        at = chance.randrange(len(blob) * 8)
        blob[at // 8] ^= 1 << at % 8
        try:
            open_sealed(KEY, bytes(blob), PLACE.context())
        except SealBroken:
            refused += 1

    assert refused == 10_000


@given(blob=st.binary(max_size=300))
def test_rubbish_is_refused_and_nothing_else_happens(blob):
    with pytest.raises(SealBroken):
        open_sealed(KEY, blob, PLACE.context())


@given(cut=st.integers(0, 156))
def test_what_was_cut_off_is_refused(cut):
    blob = seal(KEY, TOKEN, PLACE.context())

    with pytest.raises(SealBroken):
        open_sealed(KEY, blob[:cut], PLACE.context())


def test_another_key_opens_nothing():
    blob = seal(KEY, TOKEN, PLACE.context())

    with pytest.raises(SealBroken):
        open_sealed(secrets.token_bytes(32), blob, PLACE.context())


def test_the_length_does_not_tell_which_kind_of_credential_it_is():
    """A personal token, an OAuth token and an app's secret: 44, 74 and 64 characters."""
    lengths = {len(seal(KEY, b"x" * count, PLACE.context())) for count in (1, 44, 64, 74, 127)}

    assert lengths == {157}


def test_the_message_of_a_broken_seal_holds_nothing_of_what_was_sealed():
    blob = seal(KEY, TOKEN, PLACE.context())

    with pytest.raises(SealBroken) as told:
        open_sealed(KEY, blob, b"")

    assert TOKEN.decode() not in str(told.value)
    assert told.value.__cause__ is None
