"""The log as a Merkle tree: hashes, proofs and their verification, as RFC 9162 section 2.1 has it.

A tree over n leaves is known by its complete subtrees: the node (level, position) is the hash of
the 2^level leaves from leaf position * 2^level on. Such a node never changes once its leaves are
there, so it may be stored for good, and a root or a proof needs O(log n) of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

Place = tuple[int, int]
Range = tuple[int, int]
Nodes = Mapping[Place, bytes]

EMPTY = hashlib.sha256(b"").digest()


class NoSuchProof(ValueError):
    """The log holds no such entry, or was never of such a size."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(size: int, leaves: Iterable[bytes], nodes: Nodes) -> Iterator[tuple[Place, bytes]]:
    """The new nodes of a tree of `size` leaves when the hashes of more leaves are added.

    `nodes` holds the peaks of the tree as it was.
    """
    known = dict(nodes)
    for index, leaf in enumerate(leaves, start=size):
        level, position, digest = 0, index, leaf
        known[0, index] = leaf
        yield (0, index), leaf
        while position % 2:
            digest = node_hash(known[level, position - 1], digest)
            level, position = level + 1, position // 2
            known[level, position] = digest
            yield (level, position), digest


def peaks(size: int) -> list[Place]:
    """The largest complete subtrees of a tree, left to right."""
    return _complete((0, size))


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves; `nodes` holds their peaks."""
    return _hash((0, size), nodes) if size else EMPTY


def inclusion_needs(index: int, size: int) -> set[Place]:
    return _needed(_inclusion(index, size))


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The audit path of a leaf, from the bottom up; `nodes` holds `inclusion_needs`."""
    return [_hash(part, nodes) for part in _inclusion(index, size)]


def consistency_needs(old: int, new: int) -> set[Place]:
    return _needed(_consistency(old, new))


def consistency(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """The proof that the first `new` leaves begin with the first `old` ones."""
    return [_hash(part, nodes) for part in _consistency(old, new)]


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf's hash at the index to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node % 2 or node == last:
            digest = node_hash(sibling, digest)
            while not node % 2 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and digest == root


def extends(sizes: Range, roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> bool:
    """Whether the newer root's tree begins with the older root's (RFC 9162, 2.1.4.2)."""
    old, new = sizes
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not proof and (roots[0] == (EMPTY if old == 0 else roots[1]))
    if old & (old - 1) == 0:
        proof = [roots[0], *proof]
    return bool(proof) and _leads_to(old - 1, new - 1, proof) == roots


def _leads_to(node: int, last: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots to which a consistency proof leads; None where its length is wrong."""
    while node % 2:
        node, last = node >> 1, last >> 1
    older = newer = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return None
        if node % 2 or node == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not node % 2 and node:
                node, last = node >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        node, last = node >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _inclusion(index: int, size: int) -> list[Range]:
    """The leaves that each hash of an audit path stands for, from the bottom up."""
    if not 0 <= index < size:
        raise NoSuchProof(f"The first {size} entries hold none at index {index}.")
    parts: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start = middle
    return parts[::-1]


def _consistency(old: int, new: int) -> list[Range]:
    """The leaves that each hash of a consistency proof stands for."""
    if not 0 < old <= new:
        raise NoSuchProof(f"There is no way from the first {old} entries to the first {new}.")
    parts: list[Range] = []
    start, end = 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start = middle
    if start:
        parts.append((start, end))
    return parts[::-1]


def _split(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def _needed(parts: Iterable[Range]) -> set[Place]:
    return {place for part in parts for place in _complete(part)}


def _complete(part: Range) -> list[Place]:
    """The complete subtrees that make up some leaves; the first leaf is aligned to the first."""
    start, end = part
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def _hash(part: Range, nodes: Nodes) -> bytes:
    *lefts, digest = (nodes[place] for place in _complete(part))
    for left in reversed(lefts):
        digest = node_hash(left, digest)
    return digest
