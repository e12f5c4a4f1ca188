"""The tree: the roots that Certificate Transparency publishes, and the recursive definition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.domain import trees
from consent.domain.trees import Place

# The leaves and roots with which implementations of RFC 6962 are tested.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SOME_LEAVES = st.lists(st.binary(max_size=3), min_size=1, max_size=70)


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def mth(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return digest(b"")
    if len(leaves) == 1:
        return digest(b"\0" + leaves[0])
    k = split(len(leaves))
    return digest(b"\1" + mth(leaves[:k]) + mth(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def tree(leaves: Sequence[bytes]) -> dict[Place, bytes]:
    return dict(trees.grown(0, map(trees.leaf_hash, leaves), {}))


class TestRoot:
    @pytest.mark.parametrize("size", range(9))
    def test_is_the_published_one(self, size: int) -> None:
        assert trees.root(size, tree(LEAVES)).hex() == ROOTS[size]

    @given(SOME_LEAVES)
    def test_is_what_the_definition_says_for_every_size(self, leaves: list[bytes]) -> None:
        nodes = tree(leaves)

        for size in range(len(leaves) + 1):
            assert trees.root(size, nodes) == mth(leaves[:size])


class TestGrown:
    @given(SOME_LEAVES, st.data())
    def test_needs_the_peaks_alone_and_makes_the_same_tree(
        self, leaves: list[bytes], data: st.DataObject
    ) -> None:
        size = data.draw(st.integers(0, len(leaves)))
        before = tree(leaves[:size])
        kept = {place: before[place] for place in trees.peaks(size)}

        more = dict(trees.grown(size, map(trees.leaf_hash, leaves[size:]), kept))

        assert before | more == tree(leaves)


class TestInclusion:
    @given(SOME_LEAVES, st.data())
    def test_is_what_the_definition_says_and_leads_to_the_root(
        self, leaves: list[bytes], data: st.DataObject
    ) -> None:
        index = data.draw(st.integers(0, len(leaves) - 1))
        nodes, size = tree(leaves), len(leaves)
        needed = {place: nodes[place] for place in trees.inclusion_needs(index, size)}

        proof = trees.inclusion(index, size, needed)

        assert proof == path(index, leaves)
        leaf = trees.leaf_hash(leaves[index])
        assert trees.includes(leaf, index, size, proof, mth(leaves))

    @given(SOME_LEAVES, st.data())
    def test_does_not_hold_for_anything_else(
        self, leaves: list[bytes], data: st.DataObject
    ) -> None:
        index = data.draw(st.integers(0, len(leaves) - 1))
        size, whole = len(leaves), mth(leaves)
        proof = path(index, leaves)
        leaf = trees.leaf_hash(leaves[index])

        assert not trees.includes(trees.leaf_hash(b"forged"), index, size, proof, whole)
        assert not trees.includes(leaf, size, size, proof, whole)
        assert not trees.includes(leaf, -1, size, proof, whole)
        assert not trees.includes(leaf, index, size, [*proof, digest(b"x")], whole)
        assert not trees.includes(leaf, index, size, proof, digest(b"x"))
        if proof:
            assert not trees.includes(leaf, index, size, proof[:-1], whole)

    def test_is_refused_for_an_entry_beyond_the_end(self) -> None:
        with pytest.raises(trees.NoSuchProof, match="none at index 8"):
            trees.inclusion_needs(8, 8)


class TestConsistency:
    @given(SOME_LEAVES, st.data())
    def test_is_what_the_definition_says_and_holds(
        self, leaves: list[bytes], data: st.DataObject
    ) -> None:
        old = data.draw(st.integers(1, len(leaves)))
        nodes, new = tree(leaves), len(leaves)
        needed = {place: nodes[place] for place in trees.consistency_needs(old, new)}

        proof = trees.consistency(old, new, needed)

        assert proof == subproof(old, leaves)
        assert trees.extends((old, new), (mth(leaves[:old]), mth(leaves)), proof)

    @given(SOME_LEAVES, st.data())
    def test_does_not_hold_where_the_past_was_rewritten(
        self, leaves: list[bytes], data: st.DataObject
    ) -> None:
        old = data.draw(st.integers(1, len(leaves)))
        changed = data.draw(st.integers(0, old - 1))
        rewritten = [*leaves]
        rewritten[changed] = b"rewritten"
        proof = subproof(old, rewritten)

        assert not trees.extends((old, len(leaves)), (mth(leaves[:old]), mth(rewritten)), proof)
        assert not trees.extends(
            (old, len(leaves)), (mth(leaves[:old]), mth(leaves)), [*proof, digest(b"x")]
        )

    def test_of_nothing_is_empty(self) -> None:
        assert trees.extends((0, 3), (trees.EMPTY, mth(LEAVES[:3])), [])
        assert not trees.extends((3, 2), (mth(LEAVES[:3]), mth(LEAVES[:2])), [])

    @pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
    def test_is_refused_where_there_is_none(self, old: int, new: int) -> None:
        with pytest.raises(trees.NoSuchProof):
            trees.consistency_needs(old, new)
