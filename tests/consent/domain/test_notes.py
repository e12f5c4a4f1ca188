"""Signed notes: the example of Go's package, and what is refused."""

from __future__ import annotations

import pytest

from consent.domain import notes, signatures
from consent.domain.notes import Checkpoint, NotANote, Verifier
from consent.domain.signatures import NotAKey, PublicKey

# The example of golang.org/x/mod/sumdb/note.
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
    "pRZb6KE6RyyBwJnAM=\n"
)
TEXT = "portal.example/log\n3\n" + signatures.to_base64(bytes(32)) + "\n"


def signed(text: str = TEXT, name: str = "portal.example/log") -> tuple[str, Verifier]:
    private = signatures.new_private()
    key = PublicKey("k", signatures.raw_public(private))
    return notes.sign(text, name, private), Verifier(name, key)


class TestTheExampleOfGo:
    def test_is_read_and_its_signature_holds(self) -> None:
        verifier = Verifier.parse(VERIFIER)

        note = notes.parse(NOTE)

        assert note.signers([verifier]) == [verifier]
        assert note.text.endswith("what your problem is.\n")

    def test_names_its_key_the_way_others_do(self) -> None:
        assert str(Verifier.parse(VERIFIER)) == VERIFIER

    def test_does_not_hold_when_a_letter_changes(self) -> None:
        note = notes.parse(NOTE.replace("your problem is", "our problem is"))

        with pytest.raises(NotANote, match="does not fit"):
            note.signers([Verifier.parse(VERIFIER)])


class TestSign:
    def test_makes_what_is_read(self) -> None:
        note, verifier = signed()

        read = notes.parse(note)

        assert read.signers([verifier]) == [verifier]
        assert Checkpoint.parse(read.text) == Checkpoint("portal.example/log", 3, bytes(32))
        assert Checkpoint.parse(read.text).text == TEXT

    def test_is_nothing_to_whoever_does_not_know_the_key(self) -> None:
        note, _ = signed()
        _, other = signed()

        with pytest.raises(NotANote, match="Nobody whose key is known"):
            notes.parse(note).signers([other])

    def test_passes_over_signatures_of_others(self) -> None:
        note, verifier = signed()
        witnessed = note + f"— witness.example {signatures.to_base64(bytes(72))}\n"

        assert notes.parse(witnessed).signers([verifier]) == [verifier]


class TestParse:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "no signature\n",
            "text\n\nnot a signature\n",
            "text\n\n— name notbase64\n",
            "text\n\n— name AAAA\n",
            "text\n\n— na+me AAAAAAAA\n",
            "tab\t\n\n— name AAAAAAAA\n",
            "text\n\n— name AAAAAAAA",
            "x" * 100_001,
            "text\n\n" + "— name AAAAAAAA\n" * 65,
        ],
    )
    def test_refuses_what_is_no_note(self, text: str) -> None:
        with pytest.raises(NotANote):
            notes.parse(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "log\n3\n",
            "\n3\nAAAA\n",
            "log\n03\nAAAA\n",
            "log\n-3\nAAAA\n",
            "log\n3\nAAAA\n",
            "log\n3\n!\n",
            f"log\n{'9' * 30}\nAAAA\n",
        ],
    )
    def test_refuses_what_is_no_checkpoint(self, text: str) -> None:
        with pytest.raises(NotANote):
            Checkpoint.parse(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "name",
            "name+c74f20a3+AAAA",
            VERIFIER.replace("c74f20a3", "00000000"),
            VERIFIER.replace("+ARpc", "+AhpC"),
        ],
    )
    def test_refuses_what_is_no_verifier(self, text: str) -> None:
        with pytest.raises(NotAKey):
            Verifier.parse(text)
