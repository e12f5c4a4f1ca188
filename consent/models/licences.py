"""Licences between a tool and an organisation, and the numbered versions of their terms."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from consent.models.tools import Tool


class LicenceQuerySet(models.QuerySet["Licence"]):
    def in_force(self, now: datetime) -> LicenceQuerySet:
        return self.filter(signed_at__lte=now, from_at__lte=now).filter(
            models.Q(until_at__isnull=True) | models.Q(until_at__gt=now)
        )


class Licence(models.Model):
    """An upfront agreement between a tool and an organisation."""

    number = models.PositiveIntegerField(unique=True)
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="licences")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="licences")
    uses = models.JSONField()
    territories = models.JSONField(null=True, blank=True)
    signed_at = models.DateTimeField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    obey_hours = models.PositiveIntegerField(
        "hours to obey a no",
        default=72,
        help_text="From the moment a no takes effect until the tool says that it is enforced.",
    )

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True)
                | models.Q(until_at__gt=models.F("from_at")),
                name="licence_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.tool} and {self.organisation}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"L-{self.number:04d}"

    @property
    def licensed_uses(self) -> tuple[Use, ...]:
        """The uses in the order of the table of uses."""
        return tuple(use for use in Use if use.value in self.uses)


class Terms(models.Model):
    """One numbered version of a licence's text and price, to which a yes refers."""

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="terms")
    number = models.PositiveIntegerField()
    offered_at = models.DateTimeField()
    is_material = models.BooleanField(
        "materially different",
        help_text="A yes to an earlier version lapses when this one is offered.",
    )
    text = models.TextField()
    notice_days = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    pay_model = models.CharField(max_length=20, choices=[(m.value, m.label) for m in PayModel])
    pool_basis = models.CharField(
        max_length=20, choices=[(b.value, b.label) for b in PoolBasis], blank=True
    )
    pool_micros = models.BigIntegerField(null=True, blank=True)
    revenue_ppm = models.PositiveIntegerField(null=True, blank=True)
    minimum_micros = models.BigIntegerField("minimum guarantee a month", null=True, blank=True)
    breakage = models.CharField(
        max_length=12,
        choices=[(b.value, b.label) for b in Breakage],
        default=Breakage.SHARED.value,
        help_text="Who gets what the guarantee comes to above what was earned.",
    )
    unattributed = models.CharField(
        max_length=10,
        choices=[(u.value, u.label) for u in Unattributed],
        default=Unattributed.SHARED.value,
        help_text="What becomes of the part of the pool that attribution gives to no work.",
    )
    attribution_provider = models.CharField(
        max_length=100,
        blank=True,
        help_text="Whose attribution counts where several are reported; all of them if empty.",
    )
    recording_ppm = models.PositiveIntegerField(default=700_000)
    composition_ppm = models.PositiveIntegerField(default=200_000)
    voice_ppm = models.PositiveIntegerField(default=100_000)
    song_parity_ppm = models.PositiveIntegerField(
        "the song’s parity",
        null=True,
        blank=True,
        help_text="What the song gets of what the recording gets, at least.",
    )

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["licence", "number"], name="terms_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(pay_model__in=[m.value for m in PayModel]),
                name="terms_pay_model_known",
            ),
            models.CheckConstraint(
                condition=models.Q(breakage__in=[b.value for b in Breakage])
                & models.Q(unattributed__in=[u.value for u in Unattributed]),
                name="terms_policies_known",
            ),
            models.CheckConstraint(
                condition=models.Q(pay_model=PayModel.PER_USE_RATE.value, pool_basis="")
                | models.Q(
                    pay_model=PayModel.PER_USE_RATE.value,
                    pool_basis=PoolBasis.AT_LEAST.value,
                    minimum_micros__gte=0,
                    revenue_ppm__isnull=True,
                )
                | models.Q(pool_basis=PoolBasis.FIXED.value, pool_micros__gte=0)
                | models.Q(
                    pool_basis=PoolBasis.PCT_REVENUE.value,
                    revenue_ppm__gte=0,
                    revenue_ppm__lte=1_000_000,
                )
                | models.Q(
                    pool_basis=PoolBasis.AT_LEAST.value,
                    minimum_micros__gte=0,
                    revenue_ppm__gte=0,
                    revenue_ppm__lte=1_000_000,
                ),
                name="terms_say_how_they_pay",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence.code}, terms {self.number}"


class TermsPrice(models.Model):
    """What one unit of one use costs under a version of terms."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="prices")
    use = models.CharField(max_length=12, choices=[(u.value, u.label) for u in Use])
    rate_micros = models.BigIntegerField()
    unlicensed_rate_micros = models.BigIntegerField(
        null=True, blank=True, help_text="What a unit costs that was used without clearance."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terms", "use"], name="terms_price_once"),
            models.CheckConstraint(
                condition=models.Q(rate_micros__gte=0)
                & (
                    models.Q(unlicensed_rate_micros__isnull=True)
                    | models.Q(unlicensed_rate_micros__gte=0)
                ),
                name="terms_price_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use}: {self.rate_micros} micros"
