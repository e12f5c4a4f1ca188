"""Checking receipts without signing in, whatever somebody hands in; and the log's addresses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from joserfc import jws
from joserfc.jwk import KeySet

from artistportal.roster.domain.uses import Use
from consent.domain import notes, signatures, tokens, trees
from consent.domain.chains import seal
from consent.domain.notes import Verifier
from consent.domain.receipts import payload
from consent.domain.receipts.facts import receipt_id
from consent.domain.signatures import PublicKey, from_base64
from consent.models import Decision
from consent.queries import receipts as kept
from consent.services import receipts, signing
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import NOW, ArtistFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Decision:
    stage = Stage()
    return say_yes(stage.artist, stage.terms, use=Use.TRAINING)


def handed_in(text: str = "", **sent: Any) -> str:
    response = Client().post("/verify/", {"text": text, **sent})
    assert response.status_code == 200
    return response.content.decode()


def file(decision: Decision, form: str) -> str:
    made = receipts.file(decision, form, NOW)
    assert made
    return made.text


class TestVerify:
    @pytest.mark.parametrize("form", ["jws", "proof", "tlog-proof"])
    def test_says_what_holds_and_what_was_decided(self, decision: Decision, form: str) -> None:
        shown = handed_in(file(decision, form))

        assert "It holds" in shown
        assert "Ana Sol allows Ossilune to use all works, later ones too, for training" in shown
        assert "The log of this site says the same as D-000001." in shown

    def test_takes_a_file(self, decision: Decision) -> None:
        sent = SimpleUploadedFile("r.jws", file(decision, "jws").encode())

        assert "It holds" in handed_in(file=sent)

    def test_names_nobody_where_nothing_is_proved(self, decision: Decision) -> None:
        forged = json.loads(file(decision, "proof")) | {"checkpoint": "x"}

        shown = handed_in(json.dumps(forged))

        assert "It does not hold" in shown
        assert "The checkpoint does not hold" in shown

    def test_refuses_a_receipt_of_another_site(self, decision: Decision) -> None:
        foreign = tokens.write(
            tokens.unverified(file(decision, "jws")),
            tokens.RECEIPT,
            "foreign",
            signatures.new_private(),
        )

        shown = handed_in(foreign)

        assert "is none of the keys given" in shown
        assert "Ana Sol" not in shown

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "junk",
            "eyJhbGciOiJub25lIn0.e30.",
            "eyJhbGciOiJIUzI1NiJ9.e30.AA",
            "{" * 90_000,
            "[" * 90_000,
            '{"format": "artistportal.consent-proof/1", "receipt": 7}',
            "\ud7ff\x01\x7f",
        ],
    )
    def test_answers_junk_with_a_sentence(self, decision: Decision, text: str) -> None:
        assert "Does not hold" in handed_in(text)

    def test_refuses_what_is_too_large(self) -> None:
        for sent in (
            {"text": "x" * 100_001},
            {"file": SimpleUploadedFile("big", b"x" * 100_001)},
        ):
            response = Client().post("/verify/", sent)

            assert response.status_code == 422

    def test_takes_bytes_that_are_no_text(self) -> None:
        sent = SimpleUploadedFile("b", bytes(range(256)))

        assert "Does not hold" in handed_in(file=sent)

    def test_finds_a_decision_that_the_log_does_not_bear_out(self, decision: Decision) -> None:
        made = payload.write(kept.of(kept.decisions().get()))
        entry = made["decision"] | {"number": 7}
        row_hash = seal(made["previous_hash"], entry)
        made |= {"decision": entry, "row_hash": row_hash, "jti": receipt_id(row_hash)}
        made["log"]["index"] = 6
        token = signing.jws(made, tokens.RECEIPT, NOW)

        assert "holds no such decision any more" in handed_in(token)

    def test_takes_few_queries(
        self, decision: Decision, django_assert_max_num_queries: Any
    ) -> None:
        text = file(decision, "proof")

        with django_assert_max_num_queries(10):
            handed_in(text)


class TestTheKeys:
    def test_are_what_other_libraries_read(self, decision: Decision) -> None:
        published = Client().get("/.well-known/jwks.json").json()

        read = jws.deserialize_compact(
            file(decision, "jws").strip(), KeySet.import_key_set(published), algorithms=["Ed25519"]
        )

        assert json.loads(read.payload)["decision"]["number"] == 1
        assert read.headers()["typ"] == "consent-receipt+jwt"

    def test_are_none_before_the_first(self) -> None:
        assert Client().get("/.well-known/jwks.json").json() == {"keys": []}

    def test_hold_nothing_private(self) -> None:
        signing.current(NOW)

        (key,) = Client().get("/.well-known/jwks.json").json()["keys"]

        assert set(key) == {"kty", "crv", "alg", "use", "kid", "x"}


class TestTheLog:
    def logged(self, count: int) -> None:
        for _ in range(count):
            say_no(ArtistFactory.create())

    def test_shows_its_size_and_checkpoint(self) -> None:
        self.logged(2)

        shown = Client().get("/log/").content.decode()

        assert "portal.example/log" in shown
        assert "2 entries" in shown
        assert "portal.example/log+" in shown

    def test_is_watched_from_outside(self) -> None:
        """An observer who kept the state of two entries finds them unchanged among five."""
        self.logged(2)
        before = self.checkpoint()
        self.logged(3)
        after = self.checkpoint()

        address = f"/log/consistency?from={before.size}&to={after.size}"
        proof = [from_base64(each) for each in Client().get(address).json()["hashes"]]

        assert trees.extends((before.size, after.size), (before.root, after.root), proof)

    def checkpoint(self) -> notes.Checkpoint:
        keys = Client().get("/.well-known/jwks.json").json()["keys"]
        note = notes.parse(Client().get("/log/checkpoint").content.decode())
        known = [PublicKey(key["kid"], signatures.from_base64url(key["x"])) for key in keys]
        assert note.signers([Verifier("portal.example/log", key) for key in known])
        return notes.Checkpoint.parse(note.text)

    def test_proves_an_entry(self) -> None:
        self.logged(5)
        checkpoint = self.checkpoint()

        lines = Client().get("/log/inclusion?index=3&size=5&format=text").content.decode()

        leaf = trees.leaf_hash(Decision.objects.with_names().get(number=4).entry)
        path = [from_base64(line) for line in lines.splitlines()]
        assert trees.includes(leaf, 3, 5, path, checkpoint.root)

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/log/inclusion?index=5&size=5", 404),
            ("/log/inclusion?index=0&size=6", 404),
            ("/log/consistency?from=0&to=5", 404),
            ("/log/consistency?from=6&to=5", 404),
            ("/log/consistency?from=1&to=6", 404),
            ("/log/inclusion?index=-1", 400),
            ("/log/inclusion?index=x", 400),
            ("/log/inclusion?index=" + "9" * 19, 400),
        ],
    )
    def test_says_what_it_cannot_prove(self, address: str, status: int) -> None:
        self.logged(5)

        response = Client().get(address)

        assert response.status_code == status
        assert response.content.decode().endswith(".\n")

    def test_has_no_checkpoint_before_the_first(self) -> None:
        assert Client().get("/log/checkpoint").status_code == 404
        assert "nothing was decided" in Client().get("/log/").content.decode()
