"""The log as a Merkle tree: its nodes, its signed checkpoints, and the keys' public halves."""

from __future__ import annotations

from django.db import models


class SigningKey(models.Model):
    """The public half of a key of this site; the private half lies in the folder of keys."""

    kid = models.CharField("key id", max_length=40, unique=True)
    public_key = models.CharField("public key, base64url", max_length=43, unique=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kid


class TreeNode(models.Model):
    """The hash of a complete subtree: 2^level leaves, from leaf position * 2^level on."""

    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    hash = models.CharField("SHA-256", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "position"], name="tree_node_once")]

    def __str__(self) -> str:
        return f"{self.level}:{self.position}"


class Checkpoint(models.Model):
    """A signed statement of what the whole log was at one size."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.CharField("SHA-256", max_length=64)
    note = models.TextField("signed note")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="checkpoints")
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"the first {self.size}"
