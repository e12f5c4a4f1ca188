"""The keys of the site, the tree over the log, and what is signed of it."""

from __future__ import annotations

import stat
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Model

from consent.domain import notes, tokens, trees
from consent.models import Checkpoint, Decision, SigningKey, TreeNode
from consent.queries import integrity, keys, log
from consent.services import receipts, signing, tree
from tests.factories.consent import say_no
from tests.factories.roster import NOW, ArtistFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.KEYS_DIR = tmp_path / "keys"
    made: Path = settings.KEYS_DIR
    return made


def decide(count: int = 1, **said: Any) -> Decision:
    return [say_no(ArtistFactory.create(), **said) for _ in range(count)][-1]


class TestKeys:
    def test_are_made_by_themselves_and_kept_from_others(self, folder: Path) -> None:
        kid, signature = signing.sign(b"data", NOW)

        file = folder / f"{kid}.pem"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert keys.public()[kid].verifies(signature, b"data")

    def test_are_made_once(self) -> None:
        assert signing.current(NOW) == signing.current(LATER)

    def test_are_not_replaced_by_themselves(self, folder: Path) -> None:
        key = signing.current(NOW)
        (folder / f"{key.kid}.pem").unlink()

        with pytest.raises(signing.NoKey, match=f"{key.kid}.pem cannot be read"):
            signing.sign(b"data", NOW)

        assert SigningKey.objects.count() == 1

    def test_are_not_mistaken_for_others(self, folder: Path) -> None:
        key = signing.current(NOW)
        other = signing.rotate(now=LATER)
        (folder / f"{other.kid}.pem").write_bytes((folder / f"{key.kid}.pem").read_bytes())

        with pytest.raises(signing.NoKey, match="another key"):
            signing.sign(b"data", LATER)

    def test_that_are_retired_still_verify(self) -> None:
        kid, signature = signing.sign(b"data", NOW)
        out = StringIO()

        call_command("rotate_signing_key", stdout=out)

        assert f"{kid} is retired" in out.getvalue()
        assert signing.sign(b"data", LATER)[0] != kid
        assert keys.public()[kid].verifies(signature, b"data")
        assert [key["kid"] for key in keys.jwks()["keys"]][1] == kid


class TestReceipts:
    def test_are_the_same_bytes_each_time_and_after_a_rotation(self) -> None:
        decision = decide()
        first = receipts.signed(decision, NOW)

        signing.rotate(now=LATER)

        assert receipts.signed(Decision.objects.get(), LATER) == first

    def test_are_signed_by_the_key_of_now_where_that_of_then_is_gone(self, folder: Path) -> None:
        decision = decide()
        old = signing.current(NOW)
        new = signing.rotate(now=LATER)
        (folder / f"{old.kid}.pem").unlink()

        token = receipts.signed(decision, LATER)

        assert tokens.read(token, keys.public()).key.kid == new.kid

    def test_call_decisions_the_same_for_ever(self) -> None:
        decision = decide()
        token = receipts.signed(decision, NOW)

        decision.artist.name = "Another Name"
        decision.artist.save()

        assert receipts.signed(Decision.objects.get(), NOW) == token


class TestTheTree:
    def test_is_signed_with_each_act(self) -> None:
        decide(3)

        assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [1, 2, 3]
        newest = Checkpoint.objects.get(size=3)
        note = notes.parse(newest.note)
        assert note.signers(keys.verifiers())
        assert notes.Checkpoint.parse(note.text).root == log.root(3)

    def test_records_a_no_although_nothing_can_be_signed(self, folder: Path) -> None:
        decide()
        file = next(folder.glob("*.pem"))
        key = file.read_bytes()
        file.unlink()

        decision = decide()

        assert decision.number == 2
        assert log.size() == 2
        assert not Checkpoint.objects.filter(size=2).exists()
        file.write_bytes(key)
        tree.sign_waiting(now=LATER)
        assert Checkpoint.objects.get(size=2).signed_at == LATER
        assert integrity.first_fault() is None

    def test_covers_a_log_that_is_older_than_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as before:
            before.setattr(tree, "grow", lambda _new, _now: None)
            decide(7)
        monkeypatch.setattr(tree, "BATCH", 3)

        decide()

        assert log.size() == 8
        assert integrity.first_fault() is None

    def test_covers_it_by_the_sweep_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as before:
            before.setattr(tree, "grow", lambda _new, _now: None)
            decide(3)

        tree.sign_waiting(now=LATER)

        assert Checkpoint.objects.get().size == 3

    def test_asks_little_when_nothing_waits(self, django_assert_max_num_queries: Any) -> None:
        decide()

        with django_assert_max_num_queries(2):
            tree.sign_waiting(now=LATER)

    def test_proves_with_few_nodes(self, django_assert_max_num_queries: Any) -> None:
        decide(6)
        decision = Decision.objects.with_names().get(number=3)

        with django_assert_max_num_queries(2):
            inclusion = log.inclusion(2, decision.entry)

        assert inclusion
        assert inclusion.holds(decision.entry, log.as_note(keys.origin(), 6))
        proof = log.consistency(2, 6)
        assert trees.extends((2, 6), (log.root(2), log.root(6)), proof)

    @pytest.mark.parametrize("model", [TreeNode, Checkpoint])
    def test_is_held_by_the_database(self, model: type[Model]) -> None:
        decide()

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model._default_manager.all()._raw_delete("default")
