"""Growing the tree over the log, and signing what the log has come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import structlog
from django.db import transaction

from consent.domain import notes, trees
from consent.models import Checkpoint, Decision, TreeNode
from consent.queries import keys, log
from consent.services import pen, rows, signing

BATCH = 5_000

logger = structlog.get_logger(__name__)


def grow(new: Sequence[Decision], now: datetime) -> None:
    """Add the newest decisions, and whatever before them is not in the tree yet; sign the whole.

    Belongs into the transaction of the decisions, while it holds the pen.
    """
    held, before = log.size(), new[0].number - 1
    if held < before:
        _catch_up(held, before)
    size = new[-1].number
    root = trees.root(size, _add(before, new))
    _sign(notes.Checkpoint(keys.origin(), size, root), now)


def sign_waiting(*, now: datetime) -> None:
    """Sign what no key could sign when it was decided, and cover a log older than its tree."""
    if not log.is_behind():
        return
    with transaction.atomic():
        pen.take()
        newest = log.newest_number()
        held = log.size()
        if held < newest:
            _catch_up(held, newest)
        if log.is_behind():
            _sign(log.as_note(keys.origin(), newest), now)


def _catch_up(held: int, until: int) -> None:
    """Add decisions from the log, in parts, in their order."""
    missing = Decision.objects.with_names().filter(number__gt=held, number__lte=until)
    for part in _parts(missing.order_by("number").iterator(chunk_size=BATCH)):
        _add(held, part)
        held += len(part)


def _add(size: int, decisions: Sequence[Decision]) -> trees.Nodes:
    """Store the nodes that the decisions add; the peaks of the tree are among those returned."""
    leaves = (trees.leaf_hash(decision.entry) for decision in decisions)
    peaks = log.nodes(trees.peaks(size))
    grown = dict(trees.grown(size, leaves, peaks))
    rows.insert(
        TreeNode,
        ("level", "position", "hash"),
        ((level, position, digest.hex()) for (level, position), digest in grown.items()),
    )
    return peaks | grown


def _sign(checkpoint: notes.Checkpoint, now: datetime) -> None:
    """A checkpoint of the log so far; without a key it waits for the sweep."""
    try:
        key, note = signing.note(checkpoint.text, checkpoint.origin, now)
    except signing.NoKey:
        logger.exception("checkpoint_not_signed", size=checkpoint.size)
        return
    Checkpoint.objects.create(
        size=checkpoint.size, root=checkpoint.root.hex(), note=note, key=key, signed_at=now
    )


def _parts(decisions: Iterable[Decision]) -> Iterator[Sequence[Decision]]:
    part: list[Decision] = []
    for decision in decisions:
        part.append(decision)
        if len(part) == BATCH:
            yield part
            part = []
    if part:
        yield part
