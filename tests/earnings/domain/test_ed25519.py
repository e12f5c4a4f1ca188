"""Signatures checked without any package, held to the package that makes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.domain import signatures
from earnings.domain import ed25519

PRIVATE = signatures.new_private()
PUBLIC = signatures.raw_public(PRIVATE)


class TestVerifies:
    @given(st.binary(max_size=200))
    @settings(max_examples=10, deadline=None)
    def test_believes_what_the_package_signed(self, message: bytes) -> None:
        assert ed25519.verifies(PUBLIC, message, PRIVATE.sign(message))

    @given(st.integers(0, 511))
    @settings(max_examples=20, deadline=None)
    def test_refuses_a_signature_with_one_bit_changed(self, bit: int) -> None:
        signature = bytearray(PRIVATE.sign(b"so much"))
        signature[bit // 8] ^= 1 << bit % 8

        assert not ed25519.verifies(PUBLIC, b"so much", bytes(signature))

    def test_refuses_another_message_and_another_key(self) -> None:
        signature = PRIVATE.sign(b"so much")
        other = signatures.raw_public(signatures.new_private())

        assert not ed25519.verifies(PUBLIC, b"so much more", signature)
        assert not ed25519.verifies(other, b"so much", signature)

    @pytest.mark.parametrize(
        ("public", "signature"),
        [(b"", b""), (b"\xff" * 32, b"\x00" * 64), (PUBLIC, b"\xff" * 64), (PUBLIC, b"\x00" * 64)],
        ids=["nothing", "no point", "ones", "zeros"],
    )
    def test_refuses_what_is_malformed(self, public: bytes, signature: bytes) -> None:
        assert not ed25519.verifies(public, b"so much", signature)

    def test_takes_the_first_example_of_rfc_8032(self) -> None:
        public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        signature = bytes.fromhex(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        )

        assert ed25519.verifies(public, b"", signature)
