"""What works stand on, kept so that thousands can be cleared in one reading."""

from __future__ import annotations

from django.db import models

from artistportal.roster.models import Work


class Footing(models.Model):
    """The legs of a use and who holds consent over each, as many works share them; never edited."""

    sha256 = models.CharField("SHA-256 of what it says", max_length=64, unique=True)
    legs = models.JSONField()
    lacks_voice = models.BooleanField()

    def __str__(self) -> str:
        return f"Footing {self.pk}"


class FootedWork(models.Model):
    """Which footing a work stands on. The row is there exactly while it is right.

    Triggers remove it in the transaction that changes the work; without it a work is read leg by
    leg. `key` is the footing's number, or minus this row's where somebody decided about the very
    work. `since` are the moments at which the holders were credited, in microseconds of 1970.
    """

    work = models.OneToOneField(Work, models.CASCADE, related_name="+")
    identifier = models.CharField(max_length=60)
    key = models.BigIntegerField()
    since = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["identifier", "key", "since"], name="footed_work_by_identifier")
        ]

    def __str__(self) -> str:
        return self.identifier
