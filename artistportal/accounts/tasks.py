"""The bells of letters and downloads; digests, and the closing of accounts, fall due."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from artistportal import background
from artistportal.accounts.models import Download, Letter
from artistportal.accounts.services import closures, digests, downloads, letters


@shared_task
def send_letter(letter_id: int) -> None:
    letters.send(letter_id=letter_id, clock=timezone.now)


@shared_task
def make_download(download_id: int) -> None:
    downloads.make(download_id=download_id, clock=timezone.now)


@shared_task
def sweep() -> None:
    now = timezone.now()
    closures.carry_out_due(now=now)
    digests.write_due(now=now)
    ring_letters(background.sweep(Letter, now=now))
    ring_downloads(background.sweep(Download, now=now))
    downloads.throw_away(now=now)


def ring_letters(ids: Iterable[int]) -> None:
    for letter_id in ids:
        transaction.on_commit(partial(send_letter.delay, letter_id))


def ring_downloads(ids: Iterable[int]) -> None:
    """Rings for files when the orders for them are stored."""
    for download_id in ids:
        transaction.on_commit(partial(make_download.delay, download_id))
