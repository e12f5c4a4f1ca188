"""Receipts as JSON Web Signatures: the vector of RFC 8037, other libraries, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from consent.domain import signatures, tokens
from consent.domain.signatures import NotAKey, PublicKey, from_base64url, to_base64url
from consent.domain.tokens import NotAToken

# RFC 8037, appendix A.
D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
JWS = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

PRIVATE = Ed25519PrivateKey.from_private_bytes(from_base64url(D))
KEY = PublicKey("k1", signatures.raw_public(PRIVATE))
KEYS = signatures.by_kid([KEY])


def written(**header: Any) -> str:
    """A token with any header at all, rightly signed."""
    parts = [{"alg": "Ed25519", "kid": "k1", "typ": tokens.RECEIPT} | header, {"a": 1}]
    text = ".".join(to_base64url(json.dumps(part).encode()) for part in parts)
    return f"{text}.{to_base64url(PRIVATE.sign(text.encode()))}"


class TestTheVectorOfRfc8037:
    def test_is_the_same_key_and_signature_here(self) -> None:
        signing_input, _, signature = JWS.rpartition(".")

        assert KEY.x == X
        assert KEY.thumbprint == THUMBPRINT
        assert to_base64url(PRIVATE.sign(signing_input.encode())) == signature
        assert KEY.verifies(from_base64url(signature), signing_input.encode())


class TestWrite:
    def test_is_read_by_ourselves(self) -> None:
        token = tokens.write({"b": "ü", "a": 1}, tokens.RECEIPT, "k1", PRIVATE)

        assert tokens.read(token, KEYS).payload == {"a": 1, "b": "ü"}

    def test_gives_the_same_bytes_whatever_the_order(self) -> None:
        one = tokens.write({"a": 1, "b": 2}, tokens.RECEIPT, "k1", PRIVATE)

        assert tokens.write({"b": 2, "a": 1}, tokens.RECEIPT, "k1", PRIVATE) == one

    def test_is_accepted_by_joserfc(self) -> None:
        token = tokens.write({"a": 1}, tokens.RECEIPT, "k1", PRIVATE)

        read = jws.deserialize_compact(
            token, OKPKey.import_key({**KEY.jwk}), algorithms=["Ed25519"]
        )

        assert json.loads(read.payload) == {"a": 1}

    def test_is_accepted_by_pyjwt(self) -> None:
        """Which knows the algorithm by its older name."""
        token = tokens.write({"a": 1}, tokens.RECEIPT, "k1", PRIVATE)
        key = jwt.PyJWK({**KEY.jwk, "alg": "EdDSA"})
        signing_input, _, signature = token.rpartition(".")

        assert key.Algorithm.verify(signing_input.encode(), key.key, from_base64url(signature))

    def test_makes_what_pyjwt_makes(self) -> None:
        token = jwt.encode(
            {"a": 1}, PRIVATE, algorithm="EdDSA", headers={"kid": "k1", "typ": tokens.RECEIPT}
        )

        assert tokens.read(token, KEYS).payload == {"a": 1}


class TestRead:
    def test_takes_the_older_name_of_the_algorithm(self) -> None:
        assert tokens.read(written(alg="EdDSA"), KEYS).key == KEY

    @pytest.mark.parametrize(
        ("header", "sentence"),
        [
            ({"alg": "none"}, "signed by “none”"),
            ({"alg": "HS256"}, "signed by “HS256”"),
            ({"alg": None}, "nothing that has a name"),
            ({"alg": ["Ed25519"]}, "nothing that has a name"),
            ({"kid": "k2"}, "“k2” is none of the keys"),
            ({"kid": None}, "none of the keys"),
            ({"kid": {"a": 1}}, "none of the keys"),
            ({"typ": "JWT"}, "calls itself “JWT”"),
            ({"crit": ["exp"]}, "asks for something"),
            ({"b64": False}, "asks for something"),
        ],
    )
    def test_refuses_other_headers(self, header: dict[str, Any], sentence: str) -> None:
        with pytest.raises(NotAToken, match=sentence):
            tokens.read(written(**header), KEYS)

    def test_refuses_a_public_key_taken_for_a_secret(self) -> None:
        header = to_base64url(b'{"alg":"HS256","kid":"k1","typ":"consent-receipt+jwt"}')
        text = f"{header}.{to_base64url(b'{}')}"
        forged = hmac.new(KEY.raw, text.encode(), hashlib.sha256).digest()

        with pytest.raises(NotAToken, match="HS256"):
            tokens.read(f"{text}.{to_base64url(forged)}", KEYS)

    def test_refuses_another_key_under_the_same_name(self) -> None:
        token = tokens.write({"a": 1}, tokens.RECEIPT, "k1", signatures.new_private())

        with pytest.raises(NotAToken, match="does not fit"):
            tokens.read(token, KEYS)

    def test_refuses_a_changed_payload(self) -> None:
        header, _, signature = written().split(".")

        with pytest.raises(NotAToken, match="does not fit"):
            tokens.read(f"{header}.{to_base64url(b'{}')}.{signature}", KEYS)

    @pytest.mark.parametrize(
        "token",
        [
            "",
            "a.b",
            "a.b.c.d",
            "ä.b.c",
            "a=.b.c",
            f"{to_base64url(b'[]')}.AA.AA",
            f"{to_base64url(b'[' * 9000)}.AA.AA",
            f"{to_base64url(b'NaN')}.AA.AA",
            to_base64url(b'{"alg": "\\ud800"}') + ".AA.AA",
            to_base64url(b"\xff\xfe") + ".AA.AA",
            "x" * 20_001,
            base64.b64encode(b"\xff\xfb").decode() + ".AA.AA",
        ],
    )
    def test_refuses_junk(self, token: str) -> None:
        with pytest.raises(NotAToken):
            tokens.read(token, KEYS)


class TestKeySets:
    def test_are_read(self) -> None:
        assert signatures.from_jwks({"keys": [KEY.jwk]}) == KEYS

    def test_leave_out_other_kinds_of_keys(self) -> None:
        assert signatures.from_jwks({"keys": [{"kty": "RSA"}, 7]}) == {}

    @pytest.mark.parametrize(
        "document",
        [
            None,
            {},
            {"keys": 1},
            {"keys": [{"kty": "OKP", "crv": "Ed25519"}]},
            {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "AA"}]},
            {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "!"}]},
        ],
    )
    def test_refuse_what_is_none(self, document: Any) -> None:
        with pytest.raises(NotAKey):
            signatures.from_jwks(document)

    def test_keep_a_private_key_as_pem(self) -> None:
        pem = signatures.pem_of(PRIVATE)

        assert signatures.raw_public(signatures.private_from_pem(pem)) == KEY.raw
