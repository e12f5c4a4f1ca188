"""What holds of a receipt or a proof, and that whatever is handed in ends in a verdict."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.domain import notes, proofs, signatures, tokens, trees, verify
from consent.domain.chains import canonical, seal
from consent.domain.proofs import Inclusion
from consent.domain.receipts import payload, sentences
from consent.domain.receipts.facts import receipt_id
from consent.domain.signatures import PublicKey
from consent.domain.verdicts import Trust, examine

ORIGIN = "portal.example/log"
PRIVATE = signatures.new_private()
KEY = PublicKey("2026-03-01-abc", signatures.raw_public(PRIVATE))
TRUST = Trust(signatures.by_kid([KEY]))
BY_NOTE = Trust({}, [notes.Verifier(ORIGIN, KEY)])
NAMES = {"artist": "Ana Sol", "tool": "Ossilune"}


def decision(number: int) -> dict[str, object]:
    return {
        "number": number,
        "artist": "7a0c",
        "is_yes": number % 2 == 0,
        "work": None,
        "tool": "0f3e",
        "use": "training",
        "territories": ["DE"],
        "terms": None,
        "reaches_later_works": True,
        "ends_at": None,
        "given_by": 1,
        "capacity": "owner",
        "mandate": None,
        "given_at": "2026-03-15T12:00:00.000000+00:00",
    }


LOG = [canonical(decision(number)) for number in range(1, 8)]
NODES = dict(trees.grown(0, map(trees.leaf_hash, LOG), {}))


def inclusion(index: int = 3) -> Inclusion:
    root = trees.root(len(LOG), NODES)
    checkpoint = notes.Checkpoint(ORIGIN, len(LOG), root)
    path = trees.inclusion(index, len(LOG), NODES)
    note = notes.sign(checkpoint.text, ORIGIN, PRIVATE)
    return Inclusion(index, tuple(path), note, LOG[index])


def receipt(number: int = 4) -> str:
    previous = "ab" * 32
    row_hash = seal(previous, decision(number))
    content = {
        "schema": payload.SCHEMA,
        "iss": "https://portal.example",
        "iat": 1,
        "jti": receipt_id(row_hash),
        "sub": "7a0c",
        "decision": decision(number),
        "previous_hash": previous,
        "row_hash": row_hash,
        "log": {"origin": ORIGIN, "index": number - 1},
    }
    return tokens.write(content, tokens.RECEIPT, KEY.kid, PRIVATE)


def proof(number: int = 4, index: int = 3) -> str:
    return proofs.write(receipt(number), inclusion(index), NAMES)


class TestWhatHolds:
    def test_is_a_receipt(self) -> None:
        verdict = examine(f"\n {receipt()[:50]}\n{receipt()[50:]} ", TRUST)

        assert verdict.holds
        assert verdict.entry == decision(4)

    def test_is_a_proof_file(self) -> None:
        verdict = examine(proof(), TRUST)

        assert verdict.holds
        assert verdict.words == NAMES
        assert [finding.holds for finding in verdict.findings] == [True] * 4

    def test_is_a_proof_file_by_the_key_of_the_log_alone(self) -> None:
        verdict = examine(proof(), BY_NOTE)

        assert verdict.holds
        assert [finding.holds for finding in verdict.findings] == [None, True, True]

    @pytest.mark.parametrize("trust", [TRUST, BY_NOTE])
    def test_is_a_tlog_proof(self, trust: Trust) -> None:
        verdict = examine(proofs.write_tlog(inclusion()).replace("\n", "\r\n"), trust)

        assert verdict.holds
        assert verdict.entry == decision(4)


class TestWhatDoesNot:
    def sentence(self, text: str, trust: Trust = TRUST) -> str:
        verdict = examine(text, trust)
        assert not verdict.holds
        return " ".join(finding.sentence for finding in verdict.findings if not finding.holds)

    def test_is_a_proof_of_another_entry(self) -> None:
        assert "does not lead to the root" in self.sentence(proof(index=4))

    def test_is_a_proof_whose_receipt_nobody_signed(self) -> None:
        forged = json.loads(proof())
        header, _, signature = forged["receipt"].split(".")
        other = signatures.to_base64url(canonical({"decision": decision(5)}))
        forged["receipt"] = f"{header}.{other}.{signature}"

        assert "does not fit" in self.sentence(json.dumps(forged))

    def test_is_a_checkpoint_that_a_stranger_signed(self) -> None:
        note = notes.sign(
            notes.parse(inclusion().checkpoint).text, ORIGIN, signatures.new_private()
        )
        forged = proofs.write(receipt(), replace(inclusion(), checkpoint=note), {})

        assert "Nobody whose key is known" in self.sentence(forged)

    def test_is_a_checkpoint_of_another_log(self) -> None:
        text = notes.parse(inclusion().checkpoint).text.replace(ORIGIN, "other.example/log")
        note = notes.sign(text, ORIGIN, PRIVATE)
        forged = proofs.write_tlog(replace(inclusion(), checkpoint=note))

        assert "not signed in the name of the log" in self.sentence(forged, BY_NOTE)

    def test_is_a_changed_entry(self) -> None:
        changed = canonical(decision(4) | {"is_yes": False})
        forged = proofs.write_tlog(replace(inclusion(), entry=changed))

        assert "does not lead to the root" in self.sentence(forged)

    def test_is_a_proof_without_its_entry(self) -> None:
        assert "does not carry the entry" in self.sentence(
            proofs.write_tlog(replace(inclusion(), entry=None))
        )

    def test_is_a_receipt_that_contradicts_itself(self) -> None:
        content = tokens.read(receipt(), TRUST.keys).payload | {"sub": "somebody else"}
        token = tokens.write(content, tokens.RECEIPT, KEY.kid, PRIVATE)

        assert "contradict each other: sub" in self.sentence(token)

    def test_is_a_note_that_a_known_key_signed_as_something_else(self) -> None:
        token = tokens.write({"schema": "other"}, tokens.RECEIPT, KEY.kid, PRIVATE)

        assert "not of the form" in self.sentence(token)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "junk",
            "{",
            "{}",
            "[" * 50_000,
            '{"a":' * 15_000,
            '{"format": "artistportal.consent-proof/1"}',
            "x" * 100_001,
            "\x00",
            "c2sp.org/tlog-proof@v1",
            "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
            "c2sp.org/tlog-proof@v1\nindex -1\n\nx",
            "c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\nx",
            "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx",
            "c2sp.org/tlog-proof@v1\nindex 1\n" + "A\n" * 70 + "\nx",
            "c2sp.org/tlog-proof@v1\nextra e30=\nindex 1\n\nx",
            "..",
            "a.b.c",
        ],
    )
    def test_is_junk(self, text: str) -> None:
        assert self.sentence(text)

    def test_is_anything_where_no_key_is_known(self) -> None:
        assert "No key is known" in self.sentence(receipt(), Trust({}))

    def test_is_a_receipt_where_the_key_of_the_log_alone_is_known(self) -> None:
        assert "set of keys" in self.sentence(receipt(), BY_NOTE)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["index", "path", "size", "x"]), inner, max_size=3
                )
            ),
            max_leaves=8,
        ),
        st.sampled_from(["receipt", "inclusion", "checkpoint", "words", "format"]),
    )
    def test_is_a_proof_file_with_anything_in_place_of_a_part(
        self, value: object, part: str
    ) -> None:
        changed = json.loads(proof()) | {part: value}

        verdict = examine(json.dumps(changed), TRUST)

        assert verdict.holds == (part == "words")

    @given(st.text(max_size=300))
    def test_is_any_text_at_all(self, text: str) -> None:
        assert not examine(text, TRUST).holds
        assert not examine(f"c2sp.org/tlog-proof@v1\n{text}", TRUST).holds
        assert not examine(f'{{"format": "{proofs.FORMAT}", {text}}}', TRUST).holds


class TestSentences:
    def test_tell_the_decision_with_names(self) -> None:
        assert sentences.answer(decision(4), NAMES) == (
            "Ana Sol allows Ossilune to use all works, later ones too, for training, in Germany."
        )

    def test_tell_it_by_ids_without(self) -> None:
        refused = decision(3) | {"work": "9c1d", "territories": None}

        assert sentences.answer(refused) == (
            "The artist 7a0c does not allow the tool 0f3e to use the work 9c1d for training,"
            " everywhere."
        )
        assert sentences.given(refused) == "Decision D-000003, given on 15 Mar 2026, 12:00 UTC."

    @given(
        st.dictionaries(st.sampled_from(list(decision(1))), st.none() | st.integers() | st.text())
    )
    def test_tell_whatever_an_unknown_key_signed(self, entry: dict[str, object]) -> None:
        assert sentences.answer(entry)
        assert sentences.given(entry)


class TestTheCommand:
    @pytest.fixture
    def files(self, tmp_path: Path) -> Path:
        (tmp_path / "proof.json").write_text(proof(), encoding="utf-8")
        (tmp_path / "jwks.json").write_text(json.dumps({"keys": [KEY.jwk]}), encoding="utf-8")
        (tmp_path / "key").write_text(f"{BY_NOTE.verifiers[0]}\n" if BY_NOTE.verifiers else "")
        (tmp_path / "junk").write_bytes(b"\xff\x00junk")
        return tmp_path

    @pytest.mark.parametrize("keys", ["jwks.json", "key"])
    def test_says_what_holds(
        self, files: Path, keys: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = verify.main([str(files / "proof.json"), "--keys", str(files / keys)])

        said = capsys.readouterr().out
        assert code == 0
        assert "allows the tool 0f3e" in said
        assert "signed by nobody: artist Ana Sol, tool Ossilune" in said
        assert said.endswith("It holds.\n")

    def test_says_what_does_not(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code = verify.main([str(files / "junk"), "--keys", str(files / "jwks.json")])

        assert code == 1
        assert capsys.readouterr().out.endswith("It does not hold.\n")

    @pytest.mark.parametrize("keys", ["junk", "missing", "proof.json"])
    def test_says_where_the_keys_are_none(
        self, files: Path, keys: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = verify.main([str(files / "proof.json"), "--keys", str(files / keys)])

        assert code == 2
        assert capsys.readouterr().err

    def test_needs_neither_django_nor_a_database(self, files: Path) -> None:
        checked = (
            "import sys; from consent.domain import verify;"
            f"code = verify.main([{str(files / 'proof.json')!r}, '--keys',"
            f" {str(files / 'jwks.json')!r}]);"
            "sys.exit(code or ('django' in sys.modules))"
        )

        done = subprocess.run([sys.executable, "-c", checked], check=False, env={"PATH": ""})

        assert done.returncode == 0
