"""The log of decisions: append-only, held so by the database."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Mandate, Work
from consent.domain.chains import Sealed, canonical
from consent.domain.decisions import Capacity
from consent.domain.scopes import Scope
from consent.models.licences import Terms
from consent.models.tools import Tool


class DecisionQuerySet(models.QuerySet["Decision"]):
    def of_artist(self, artist: Artist) -> DecisionQuerySet:
        return self.filter(artist=artist)

    def with_names(self) -> DecisionQuerySet:
        """With all that a line of the log says and that its seal covers."""
        return self.select_related(
            "artist", "work", "tool", "terms__licence", "given_by", "mandate__organisation"
        )

    def newest_first(self) -> DecisionQuerySet:
        return self.order_by("-number")


class Decision(models.Model):
    """One yes or no that somebody gave, never edited. An empty part of the scope means all."""

    number = models.PositiveBigIntegerField(unique=True)
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="decisions")
    is_yes = models.BooleanField()
    work = models.ForeignKey(Work, models.PROTECT, null=True, blank=True, related_name="decisions")
    tool = models.ForeignKey(Tool, models.PROTECT, null=True, blank=True, related_name="decisions")
    use = models.CharField(max_length=12, choices=[(u.value, u.label) for u in Use], blank=True)
    territories = models.JSONField(null=True, blank=True)
    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    reaches_later_works = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=[(c.value, c.label) for c in Capacity])
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    given_at = models.DateTimeField(db_index=True)
    previous_hash = models.CharField(max_length=64)
    row_hash = models.CharField(max_length=64, unique=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_yes=False)
                | models.Q(tool__isnull=False, terms__isnull=False),
                name="decision_yes_names_tool_and_terms",
            ),
            models.CheckConstraint(
                condition=models.Q(is_yes=True)
                | models.Q(terms__isnull=True, ends_at__isnull=True, reaches_later_works=True),
                name="decision_no_is_open",
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=["", *(u.value for u in Use)]),
                name="decision_use_known",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=Capacity.MANDATE.value, mandate__isnull=False)
                | models.Q(
                    capacity__in=[Capacity.OWNER.value, Capacity.MANAGER.value],
                    mandate__isnull=True,
                ),
                name="decision_capacity_known",
            ),
        ]
        indexes = [models.Index(fields=["artist", "-number"], name="decision_by_artist")]

    def __str__(self) -> str:
        return self.code

    @property
    def scope(self) -> Scope:
        return Scope(
            self.work_id,
            self.tool_id,
            Use(self.use) if self.use else None,
            None if self.territories is None else frozenset(self.territories),
        )

    @property
    def capacity_label(self) -> str:
        return Capacity(self.capacity).label

    @property
    def use_label(self) -> str:
        return Use(self.use).label if self.use else ""

    @property
    def content(self) -> dict[str, object]:
        """What the seal covers, by names that stay valid outside this database."""
        return {
            "number": self.number,
            "artist": str(self.artist.public_id),
            "is_yes": self.is_yes,
            "work": str(self.work.public_id) if self.work else None,
            "tool": str(self.tool.public_id) if self.tool else None,
            "use": self.use,
            "territories": self.territories,
            "terms": [self.terms.licence.code, self.terms.number] if self.terms else None,
            "reaches_later_works": self.reaches_later_works,
            "ends_at": _written(self.ends_at),
            "given_by": self.given_by_id,
            "capacity": self.capacity,
            "mandate": str(self.mandate.public_id) if self.mandate else None,
            "given_at": _written(self.given_at),
        }

    @cached_property
    def entry(self) -> bytes:
        """The content as the seal covers it and the tree over the log holds it: written once."""
        return canonical(self.content)

    @property
    def sealed(self) -> Sealed:
        return Sealed(self.number, self.content, self.previous_hash, self.row_hash)

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"D-{self.number:06d}"


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None
