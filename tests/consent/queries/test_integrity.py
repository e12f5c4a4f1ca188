"""Whatever is altered, removed, reordered or forged in the log is found, and named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from consent.domain import notes, signatures, trees
from consent.domain.chains import seal
from consent.models import Change, Checkpoint, Decision, Notice, TreeNode
from consent.queries import integrity, keys, log
from consent.services import tree
from tests.factories.consent import say_no
from tests.factories.roster import NOW, ArtistFactory

pytestmark = pytest.mark.django_db

TABLES = ("decision", "treenode", "checkpoint", "change", "notice")
GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_refuses_%'"


@pytest.fixture
def unguarded() -> None:
    """The log of five decisions with its triggers off, as whoever owns the database can have it."""
    for _ in range(5):
        say_no(ArtistFactory.create())
    assert integrity.first_fault() is None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for (guard,) in cursor.execute(GUARDS).fetchall():
                cursor.execute(f"DROP TRIGGER {guard}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE consent_{table} DISABLE TRIGGER USER")


def row(number: int) -> Any:
    return Decision.objects.filter(number=number)


def drop(rows: Any) -> None:
    rows._raw_delete("default")


def seal_again(from_number: int) -> None:
    """What a forger does who knows how the chain is made."""
    previous = (
        Decision.objects.get(number=from_number - 1).row_hash if from_number > 1 else "0" * 64
    )
    for each in Decision.objects.with_names().filter(number__gte=from_number).order_by("number"):
        digest = seal(previous, each.content)
        row(each.number).update(previous_hash=previous, row_hash=digest)
        previous = digest


def grow_again() -> None:
    """And who makes the tree anew."""
    drop(TreeNode.objects.all())
    rows = Decision.objects.with_names().order_by("number")
    leaves = [trees.leaf_hash(each.entry) for each in rows]
    for (level, position), digest in trees.grown(0, leaves, {}):
        TreeNode.objects.create(level=level, position=position, hash=digest.hex())


def alter_content() -> None:
    row(2).update(use="remix")


def alter_hash() -> None:
    row(2).update(row_hash="f" * 64)


def remove_in_the_middle() -> None:
    _let_go(3)


def _let_go(number: int) -> None:
    for model in (Change, Notice):
        drop(model.objects.filter(decision__number=number))
    drop(row(number))


def remove_at_the_end() -> None:
    _let_go(5)


def reorder() -> None:
    row(2).update(number=99)
    row(3).update(number=2)
    row(99).update(number=3)


def replace_and_seal_again() -> None:
    row(2).update(use="remix")
    seal_again(2)


def replace_and_grow_again() -> None:
    replace_and_seal_again()
    grow_again()


def forge_a_node() -> None:
    TreeNode.objects.filter(level=1, position=0).update(hash="0" * 64)


def remove_a_node() -> None:
    drop(TreeNode.objects.filter(level=0, position=1))


def forge_a_root() -> None:
    Checkpoint.objects.filter(size=3).update(root="0" * 64)


def forge_a_note() -> None:
    """Signed, but by a key of the forger's own."""
    checkpoint = log.as_note(keys.origin(), 3)
    forged = notes.sign(checkpoint.text, checkpoint.origin, signatures.new_private())
    Checkpoint.objects.filter(size=3).update(note=forged)


def swap_notes() -> None:
    Checkpoint.objects.filter(size=3).update(note=Checkpoint.objects.get(size=2).note)


@pytest.mark.usefixtures("unguarded")
class TestFirstFault:
    @pytest.mark.parametrize(
        ("tamper", "sentence"),
        [
            (alter_content, "D-000002 was changed"),
            (alter_hash, "D-000002 was changed"),
            (remove_in_the_middle, "D-000003 is missing: D-000004"),
            (remove_at_the_end, "D-000005 is missing: the log was signed with 5 entries"),
            (reorder, "D-000002 was changed"),
            (replace_and_seal_again, "leaf of D-000002 is not what"),
            (replace_and_grow_again, "checkpoint of 2 entries has another root"),
            (forge_a_node, "node at level 1, position 0 is not what"),
            (remove_a_node, "leaf of D-000002 is missing"),
            (forge_a_root, "checkpoint of 3 entries has another root"),
            (forge_a_note, "checkpoint of 3 entries does not hold. Nobody whose key is known"),
            (swap_notes, "checkpoint of 3 entries says something else"),
        ],
    )
    def test_names_what_was_tampered_with(self, tamper: Callable[[], None], sentence: str) -> None:
        tamper()

        assert sentence in str(integrity.first_fault())

    def test_is_told_by_the_command(self) -> None:
        alter_content()

        with pytest.raises(CommandError, match="D-000002 was changed"):
            call_command("check_log")

    def test_is_told_by_a_kept_checkpoint_alone_where_every_trace_is_gone(
        self, tmp_path: Path
    ) -> None:
        kept = tmp_path / "checkpoint"
        kept.write_text(Checkpoint.objects.get(size=5).note, encoding="utf-8")
        drop(Checkpoint.objects.filter(size=5))
        drop(TreeNode.objects.filter(level=0, position=4))
        _let_go(5)

        assert integrity.first_fault() is None
        with pytest.raises(CommandError, match="covers 5 entries; the log holds 4"):
            call_command("check_log", checkpoint=kept)

    def test_is_told_by_a_kept_checkpoint_where_all_was_signed_again(self) -> None:
        kept = Checkpoint.objects.get(size=5).note
        replace_and_grow_again()
        drop(Checkpoint.objects.all())
        tree.sign_waiting(now=NOW)

        assert integrity.first_fault() is None
        assert "first 5 entries are not those" in str(integrity.first_fault(kept))
        assert "none of this log" in str(integrity.first_fault("junk"))


class TestAWholeLog:
    def test_is_called_whole(self, capsys: pytest.CaptureFixture[str]) -> None:
        say_no(ArtistFactory.create())

        call_command("check_log")

        assert "whole: 1 decisions, signed up to 1." in capsys.readouterr().out

    def test_is_whole_when_empty(self) -> None:
        assert integrity.first_fault() is None

    def test_is_checked_in_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(integrity, "BATCH", 3)
        for _ in range(8):
            say_no(ArtistFactory.create())

        assert integrity.first_fault() is None
