"""The log as a tree: its size, its roots, and proofs, each from a few stored nodes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Max

from consent.domain import notes, trees
from consent.domain.proofs import Inclusion
from consent.domain.trees import NoSuchProof, Place
from consent.models import Checkpoint, Decision, TreeNode


def size() -> int:
    """How many entries the tree holds."""
    last: int | None = TreeNode.objects.filter(level=0).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def newest_number() -> int:
    """The number of the newest decision of all; 0 before the first."""
    newest: int | None = Decision.objects.aggregate(newest=Max("number"))["newest"]
    return newest or 0


def is_behind() -> bool:
    """Whether something was decided that no checkpoint covers."""
    signed = newest_checkpoint()
    return newest_number() > (signed.size if signed else 0)


def nodes(places: Iterable[Place]) -> dict[Place, bytes]:
    """Nodes of the tree, in one query: written out, for each decision asks for a dozen of them."""
    wanted = [part for place in places for part in place]
    if not wanted:
        return {}
    table = connection.ops.quote_name(TreeNode._meta.db_table)
    one_of = " OR ".join(["level = %s AND position = %s"] * (len(wanted) // 2))
    statement = f"SELECT level, position, hash FROM {table} WHERE {one_of}"  # noqa: S608  # nosec B608  # the model's own name
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return {(level, position): bytes.fromhex(digest) for level, position, digest in cursor}


def root(size: int) -> bytes:
    """The root of the first `size` entries."""
    return trees.root(size, nodes(trees.peaks(size)))


def path(index: int, size: int) -> list[bytes]:
    """The way from an entry to the root of the first `size` ones; raises `NoSuchProof`."""
    check_size(size)
    return trees.inclusion(index, size, nodes(trees.inclusion_needs(index, size)))


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that nothing of the first `old` entries changed; raises `NoSuchProof`."""
    check_size(new)
    return trees.consistency(old, new, nodes(trees.consistency_needs(old, new)))


def check_size(wanted: int) -> None:
    held = size()
    if wanted > held:
        raise NoSuchProof(f"The log holds {held} entries, not {wanted}.")


def newest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def inclusion(index: int, entry: bytes) -> Inclusion | None:
    """The proof under the newest checkpoint; none before one that covers the entry is signed."""
    checkpoint = newest_checkpoint()
    if checkpoint is None or checkpoint.size <= index:
        return None
    needed = nodes(trees.inclusion_needs(index, checkpoint.size))
    found = trees.inclusion(index, checkpoint.size, needed)
    return Inclusion(index, tuple(found), checkpoint.note, entry)


def as_note(origin: str, size: int) -> notes.Checkpoint:
    """What a checkpoint says of the first `size` entries."""
    return notes.Checkpoint(origin, size, root(size))
