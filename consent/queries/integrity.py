"""Whether the log is whole: every row, every node of its tree, every checkpoint.

Reads everything once, in the order of the numbers, and tells the first thing that is wrong. What
nobody inside can tell is a log whose last rows were removed together with their nodes and
checkpoints: against that stands a checkpoint that somebody kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db.models import Q

from consent.domain import chains, notes, trees
from consent.domain.chains import GENESIS
from consent.domain.notes import NotANote, Verifier
from consent.domain.signatures import NotAKey, NotBase64, PublicKey, from_base64url
from consent.domain.trees import Nodes, Place
from consent.models import Checkpoint, Decision, TreeNode
from consent.queries import keys, log

BATCH = 2_000
LEVELS = 64


def first_fault(kept: str = "") -> str | None:
    """The first thing that is wrong, in a sentence; None where the log is whole.

    `kept` is a checkpoint from elsewhere, as a signed note, that the log must still bear out.
    """
    return next(faults(kept), None)


def faults(kept: str = "") -> Iterator[str]:
    """What is wrong; after the first, what follows from it may be told too."""
    size, previous_hash = 0, GENESIS
    nodes: Nodes = {}
    rows = Decision.objects.with_names().order_by("number").iterator(chunk_size=BATCH)
    while part := list(islice(rows, BATCH)):
        yield from _of_rows(part, size, previous_hash)
        grown = dict(trees.grown(size, (trees.leaf_hash(row.entry) for row in part), nodes))
        known = {**nodes, **grown}
        until = size + len(part)
        yield from _of_nodes(grown, size, until)
        yield from _of_checkpoints(known, size, until)
        size, previous_hash = until, part[-1].row_hash
        nodes = {place: known[place] for place in trees.peaks(size)}
    yield from _beyond(size)
    if kept:
        yield from _of_kept(kept, size)


def _of_rows(part: Sequence[Decision], size: int, previous_hash: str) -> Iterator[str]:
    for expected, row in enumerate(part, start=size + 1):
        found = chains.fault(row.sealed, expected, previous_hash)
        if found:
            yield found
        previous_hash = row.row_hash


def _of_nodes(grown: Nodes, size: int, until: int) -> Iterator[str]:
    """What the tree stores for these leaves, against what they make it."""
    wanted = Q(pk__in=[])
    for level in range(LEVELS):
        first, beyond = size >> level, until >> level
        if first < beyond:
            wanted |= Q(level=level, position__gte=first, position__lt=beyond)
    stored = {
        (level, position): digest
        for level, position, digest in TreeNode.objects.filter(wanted).values_list(
            "level", "position", "hash"
        )
    }
    waiting = log.size()
    for place, digest in grown.items():
        if place not in stored and place[1] << place[0] >= waiting:
            return  # not grown over these rows yet
        if stored.get(place) != digest.hex():
            yield _wrong_node(place, is_there=place in stored)


def _wrong_node(place: Place, *, is_there: bool) -> str:
    level, position = place
    what = "is not what the decisions below it give" if is_there else "is missing"
    if level == 0:
        return f"The tree's leaf of D-{position + 1:06d} {what}."
    return f"The tree's node at level {level}, position {position} {what}."


def _of_checkpoints(known: Nodes, size: int, until: int) -> Iterator[str]:
    signed = Checkpoint.objects.filter(size__gt=size, size__lte=until).select_related("key")
    for checkpoint in signed.order_by("size"):
        if trees.root(checkpoint.size, known).hex() != checkpoint.root:
            yield f"The checkpoint of {checkpoint.size} entries has another root than they give."
        else:
            yield from _of_note(checkpoint)


def _of_note(checkpoint: Checkpoint) -> Iterator[str]:
    """Whether the stored note says what the checkpoint says, signed by its key."""
    try:
        note = notes.parse(checkpoint.note)
        says = notes.Checkpoint.parse(note.text)
        public = PublicKey(checkpoint.key.kid, from_base64url(checkpoint.key.public_key))
        note.signers([Verifier(says.origin, public)])
    except (NotANote, NotAKey, NotBase64) as error:
        yield f"The checkpoint of {checkpoint.size} entries does not hold. {error}"
        return
    if (says.size, says.root.hex()) != (checkpoint.size, checkpoint.root):
        yield f"The checkpoint of {checkpoint.size} entries says something else in its note."


def _beyond(size: int) -> Iterator[str]:
    """What the tree and the checkpoints know of decisions that are not there."""
    above = Checkpoint.objects.filter(size__gt=size).order_by("size").first()
    if above:
        yield (
            f"D-{size + 1:06d} is missing: the log was signed with {above.size} entries and holds"
            f" {size}."
        )
    leaf = TreeNode.objects.filter(level=0, position__gte=size).order_by("position").first()
    if leaf:
        yield f"D-{leaf.position + 1:06d} is missing: the tree has its leaf."


def _of_kept(kept: str, size: int) -> Iterator[str]:
    try:
        note = notes.parse(kept)
        says = notes.Checkpoint.parse(note.text)
        note.signers(keys.verifiers())
    except NotANote as error:
        yield f"The checkpoint that you kept is none of this log. {error}"
        return
    if says.size > size:
        yield f"The checkpoint that you kept covers {says.size} entries; the log holds {size}."
    elif log.root(says.size) != says.root:
        yield f"The first {says.size} entries are not those of the checkpoint that you kept."
