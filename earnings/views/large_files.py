"""A file that is sent at once where it is short, and made in the background where it is long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from artistportal.accounts import tasks
from artistportal.accounts.services import downloads
from artistportal.accounts.services.downloads import Order
from artistportal.roster.middleware import AccountRequest
from earnings.services.large_files import LARGEST_AT_ONCE


@dataclass(frozen=True, slots=True)
class Long:
    """The file that a download would be, and how many lines it has."""

    order: Order
    lines: int


def answer(
    request: AccountRequest, long: Long, at_once: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The file itself up to 50,000 lines; beyond, a page that offers to make it."""
    if long.lines <= LARGEST_AT_ONCE:
        return at_once()
    if request.method == "POST":
        return ordered(request, long.order)
    context: dict[str, Any] = {"title": "A long file", "long": long, "limit": LARGEST_AT_ONCE}
    return render(request, "earnings/long_file.html", context)


def ordered(request: AccountRequest, order: Order) -> HttpResponse:
    """Orders the file, and leads to where it will lie."""
    download = downloads.ask(
        order, user=request.user, account=request.account.key, now=timezone.now()
    )
    tasks.ring_downloads([download.pk])
    messages.success(request, f"“{order.title}” is being made. You are told when it is ready.")
    return redirect("accounts:downloads")
