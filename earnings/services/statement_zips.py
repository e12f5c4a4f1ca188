"""Statements as files that are made in the background: one's lines, or all of a time in a zip.

The wall is the one of the pages (`queries/statements.py`): an account has its own payee's
statements, and a label none of its artists'.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, date
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from artistportal.accounts.models import Download
from artistportal.accounts.services.downloads import NotMade, Order
from artistportal.roster.domain.accounts import Account
from earnings.models import Statement
from earnings.models.statements import StatementQuerySet
from earnings.queries import statements
from earnings.services import large_files, statement_files, statement_papers
from earnings.services.large_files import Progress

LINES_KIND = "statement_lines"
ZIP_KIND = "statements_zip"
_READABLE = 0o644 << 16


def of_time(account: Account, time: str) -> StatementQuerySet:
    """The account's statements of a month (`2026-02`) or a year (`2026`)."""
    year, _, month = time.partition("-")
    found = statements.of_account(account).filter(month_date__year=int(year))
    if month:
        found = found.filter(month_date__month=int(month))
    return found.order_by("month_date", "currency")


def times(account: Account) -> list[tuple[str, str]]:
    """The years and months that there are statements of, newest first, as they are chosen."""
    found = statements.of_account(account).values_list("month_date", flat=True)
    months: list[date] = sorted(set(found), reverse=True)
    years = sorted({month.year for month in months}, reverse=True)
    return [
        *((str(year), f"All of {year}") for year in years),
        *((f"{month:%Y-%m}", f"{month:%B %Y}") for month in months),
    ]


def zip_order(account: Account, time: str, name: str) -> Order:
    filename = f"statements_{slugify(account.name)}_{time}.zip"
    return Order(ZIP_KIND, f"Statements of {account.name}, {name}", filename, {"time": time})


def lines_order(statement: Statement) -> Order:
    name = f"statement-lines_{statement.code}_{statement.month_date:%Y-%m}_{statement.currency}.csv"
    title = f"Lines of statement {statement.code}"
    return Order(LINES_KIND, title, name, {"statement": str(statement.public_id)})


def make_lines(download: Download, path: Path, progress: Progress) -> None:
    """The maker of one statement's lines."""
    account = large_files.account_of(download)
    found = _whole(statements.of_account(account)).filter(public_id=download.options["statement"])
    statement = found.first()
    if statement is None:
        raise NotMade("This statement is not there any more.")
    total = statement_files.most_lines(statement)
    large_files.write_pieces(path, statement_files.lines_csv(statement), total, progress)


def make_zip(download: Download, path: Path, progress: Progress) -> None:
    """The maker of a zip: of each statement its paper, its lines and its sealed content."""
    found = of_time(large_files.account_of(download), download.options["time"])
    ids = list(found.values_list("pk", flat=True))
    if not ids:
        raise NotMade("There is no statement of this time.")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, pk in enumerate(ids):
            statement = _whole(Statement.objects.all()).get(pk=pk)
            for name, pieces in _files(statement):
                with archive.open(_entry(name, statement), "w", force_zip64=True) as file:
                    for piece in pieces:
                        file.write(piece)
                        progress(done, len(ids))
            progress(done + 1, len(ids))


def _whole(found: StatementQuerySet) -> StatementQuerySet:
    """With the content, which lists leave out."""
    return found.defer(None).select_related("payee__artist", "settlement")


def _files(statement: Statement) -> Iterator[tuple[str, Iterator[bytes]]]:
    stem = f"{statement.code}_{statement.month_date:%Y-%m}_{statement.currency}"
    path = reverse("earnings:statement", kwargs={"public_id": statement.public_id})
    address = urljoin(settings.SITE_URL, path)
    yield f"{stem}.pdf", (statement_papers.pdf(statement, address) for _ in range(1))
    yield f"{stem}_lines.csv", (piece.encode() for piece in statement_files.lines_csv(statement))
    yield f"{stem}.json", (statement_files.content_json(statement) for _ in range(1))


def _entry(name: str, statement: Statement) -> zipfile.ZipInfo:
    """Dated as the statement, so that the same statements give the same zip."""
    entry = zipfile.ZipInfo(name, statement.issued_at.astimezone(UTC).timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
    return entry
