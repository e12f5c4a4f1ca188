"""Long tables as files made in the background: written line by line, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from artistportal import spreadsheets
from artistportal.accounts.models import Download
from artistportal.accounts.services.downloads import NotMade
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Artist, Organisation
from artistportal.spreadsheets import ROWS_AT_ONCE, Cell

LARGEST_AT_ONCE = 50_000
"""Lines of a file that is sent while it is made; a longer one is made in the background."""

Progress = Callable[[int, int], None]


def account_of(download: Download) -> Account:
    """The account a file tells of; that its person still has it was checked before."""
    kind, _, public_id = download.account.partition(":")
    model = Artist if kind == AccountKind.ARTIST else Organisation
    found = model._default_manager.filter(public_id=UUID(public_id)).first()
    if found is None:
        raise NotMade("The account that this file tells of is gone.")
    return Account(
        AccountKind(kind), found.pk, found.public_id, found.name, role="", sees_money=True
    )


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], total: int, said: Progress
) -> None:
    write_pieces(path, spreadsheets.csv_pieces(header, rows), total, said)


def write_pieces(path: Path, pieces: Iterable[str], total: int, said: Progress) -> None:
    """Writes what `spreadsheets.csv_pieces` gives, so many rows at once."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, piece in enumerate(pieces):
            file.write(piece)
            said(min(number * ROWS_AT_ONCE, total), total)
