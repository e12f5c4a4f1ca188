"""Statements in the background: all of a time in one file, and nobody else's among them."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from artistportal.accounts.models import Download
from artistportal.accounts.services import downloads
from artistportal.accounts.services.downloads import NotMade
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Payee
from earnings.models import Statement
from earnings.services import statement_files, statement_zips
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW, ArtistMemberFactory, PayeeFactory, SigningFactory
from tests.factories.settlements import JANUARY, Year, cheap_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    """An artist's January, with a correction in February."""
    artist = ArtistMemberFactory.create(artist__name="Mira Holm").artist
    found = Year(cheap_deal(payee=PayeeFactory.create(artist=artist, name=artist.name)))
    found.earns(JANUARY, 5_000_000)
    found.closes(JANUARY)
    found.earns(JANUARY.next(), 70, of=JANUARY, line_id="late")
    found.closes(JANUARY.next())
    return found


def account(payee: Payee) -> Account:
    artist = payee.artist
    assert artist
    return Account(
        AccountKind.ARTIST, artist.pk, artist.public_id, artist.name, "owner", sees_money=True
    )


def ordered(account: Account, order: downloads.Order) -> Download:
    return downloads.ask(order, user=UserFactory.create(), account=account.key, now=NOW)


def unsaid(_done: int, _total: int) -> None:
    """Nobody looks at the progress."""


class TestMakeZip:
    def test_holds_paper_lines_and_content_of_each(self, year: Year, tmp_path: Path) -> None:
        mine = account(year.payee)
        assert [time for time, _ in statement_zips.times(mine)] == ["2026", "2026-02", "2026-01"]
        paths = [tmp_path / name for name in ("first.zip", "second.zip")]

        for path in paths:
            download = ordered(mine, statement_zips.zip_order(mine, "2026", "All of 2026"))
            statement_zips.make_zip(download, path, unsaid)

        with zipfile.ZipFile(paths[0]) as made:
            names = made.namelist()
            january = Statement.objects.get(month_date=JANUARY.first)
            content = made.read(f"{january.code}_2026-01_{january.currency}.json")
            lines = made.read(f"{january.code}_2026-01_{january.currency}_lines.csv").decode()
            paper = made.read(f"{january.code}_2026-01_{january.currency}.pdf")
        assert len(names) == 6
        assert hashlib.sha256(content).hexdigest() == january.content_sha256
        assert lines == "".join(statement_files.lines_csv(january))
        assert paper.startswith(b"%PDF")
        assert paths[0].read_bytes() == paths[1].read_bytes()

    def test_of_a_month_holds_that_month_alone(self, year: Year, tmp_path: Path) -> None:
        mine = account(year.payee)
        download = ordered(mine, statement_zips.zip_order(mine, "2026-02", "February"))

        statement_zips.make_zip(download, tmp_path / "one.zip", unsaid)

        with zipfile.ZipFile(tmp_path / "one.zip") as made:
            assert {name.split("_")[1] for name in made.namelist()} == {"2026-02"}

    def test_of_a_label_holds_none_of_its_artists(self, year: Year, tmp_path: Path) -> None:
        label = year.label
        SigningFactory.create(artist=year.payee.artist, organisation=label)
        theirs = Account(
            AccountKind.ORGANISATION, label.pk, label.public_id, label.name, "", sees_money=True
        )
        download = ordered(theirs, statement_zips.zip_order(theirs, "2026", "All"))

        assert statement_zips.times(theirs) == []
        with pytest.raises(NotMade):
            statement_zips.make_zip(download, tmp_path / "none.zip", unsaid)


class TestMakeLines:
    def test_writes_what_the_page_would_stream(self, year: Year, tmp_path: Path) -> None:
        february = Statement.objects.get(month_date=JANUARY.next().first)
        download = ordered(account(year.payee), statement_zips.lines_order(february))

        statement_zips.make_lines(download, tmp_path / "lines.csv", unsaid)

        written = (tmp_path / "lines.csv").read_bytes().decode()
        assert written == "".join(statement_files.lines_csv(february))
        assert written.count("\n") - 1 <= statement_files.most_lines(february)

    def test_of_somebody_else_are_not_there(self, year: Year, tmp_path: Path) -> None:
        stranger = PayeeFactory.create(artist=ArtistMemberFactory.create().artist)
        order = statement_zips.lines_order(Statement.objects.latest("pk"))

        with pytest.raises(NotMade):
            statement_zips.make_lines(
                ordered(account(stranger), order), tmp_path / "lines.csv", unsaid
            )
