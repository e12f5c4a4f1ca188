"""The file of a person's data: all of it, nothing of others, and a manifest that holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from artistportal.accounts.models import Download, User
from artistportal.accounts.services import downloads, your_data
from artistportal.background import JobState
from artistportal.cases.models import Case, Message
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import ArtistMember, Payee
from earnings.models import ArtistUse, Payout, PayoutAccount
from tests.factories import maths, payees
from tests.factories.accounts import support
from tests.factories.consent import say_no
from tests.factories.earnings import Deal, deal
from tests.factories.roster import (
    BEFORE,
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    SplitSheetFactory,
    owner_of,
)

pytestmark = pytest.mark.django_db


@dataclass
class Shared:
    """Two artists who share a work, each with an owner, decisions, money and cases."""

    label: Deal
    ada: User
    ben: User

    @property
    def folder(self) -> str:
        return str(self.label.artist.public_id)


@pytest.fixture
def shared(settings: Any, tmp_path: Path) -> Shared:
    settings.MEDIA_ROOT, settings.ARCHIVE_URL = tmp_path / "files", str(tmp_path / "archive")
    label = deal()
    ben = ArtistMemberFactory.create(
        artist=ArtistFactory.create(name="Benedikt Rivalis"), user__email="ben@rival.example"
    )
    CreditFactory.create(work=label.work, artist=ben.artist)
    payees = [
        Payee.objects.get_or_create(artist=artist, defaults={"name": artist.name})[0]
        for artist in (label.artist, ben.artist)
    ]
    SplitSheetFactory.create(
        work=label.work,
        from_date=NOW.date(),
        shares={payees[0]: 600_000, payees[1]: 400_000},
    )
    say_no(ben.artist, use=Use.TRAINING)
    for number, payee in enumerate(payees, start=1):
        Payout.objects.create(
            number=number,
            payee=payee,
            currency="EUR",
            amount_micros=number * 7_000_000,
            created_at=NOW,
        )
    maths.told(payees[0])
    for artist in (label.artist, ben.artist):
        ArtistUse.objects.create(
            artist=artist,
            month_date=NOW.date().replace(day=1),
            work=label.work,
            tool=label.tool,
            use="discovery",
            units=9,
            uncleared_units=0,
            territories=1,
            top_territory="DE",
            first_used_at=NOW,
            last_used_at=NOW,
        )
    ada = owner_of(label.artist)
    for number, (artist, person) in enumerate([(label.artist, ada), (ben.artist, ben.user)]):
        _case(number + 1, artist, person)
    return Shared(label, ada, ben.user)


def _case(number: int, artist: Any, person: User) -> None:
    case = Case.objects.create(
        number=number,
        kind="question",
        artist=artist,
        title=f"Asked by {person}",
        opened_by=person,
        opened_at=NOW,
        answer_by=NOW,
        moved_at=NOW,
    )
    for text, note in ((f"What is this, asks {person}?", False), ("Within support.", True)):
        Message.objects.create(
            case=case, by=support(), from_support=note, is_note=note, text=text, at=NOW
        )


def opened(person: User) -> dict[str, str]:
    """The person's file, made in the background: its texts by path."""
    download = your_data.ask(user=person, now=NOW)
    downloads.make(download_id=download.pk, clock=lambda: NOW)
    download.refresh_from_db()
    assert download.state == JobState.DONE, download.error
    with download.file.open("rb") as file, ZipFile(file) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


class TestTheFile:
    def test_holds_what_each_package_keeps_and_nothing_of_the_other_artist(
        self, shared: Shared
    ) -> None:
        files = opened(shared.ada)

        whole = "\n".join([*files, *files.values()])
        assert not [word for word in ("Rivalis", "ben@rival", str(shared.ben)) if word in whole]
        assert "Within support." not in whole
        own = shared.folder
        assert ",600000" in files[f"roster/{own}/splits.csv"]
        assert "400000" not in files[f"roster/{own}/splits.csv"]
        assert shared.label.work.title in files[f"roster/{own}/works-and-credits.csv"]
        assert "D-000001" in files[f"consent/{own}/decisions.csv"]
        assert f"consent/{own}/receipts/D-000001.jws" in files
        assert "7.00" in files[f"earnings/{own}/payments.csv"]
        assert "14.00" not in whole
        assert any(name.startswith(f"earnings/{own}/statements/S-") for name in files)
        assert ",discovery,,9,0" in files[f"earnings/{own}/uses.csv"]
        assert f"What is this, asks {shared.ada}?" in files["cases/messages.csv"]
        assert json.loads(files["you/person.json"])["email"] == shared.ada.email

    def test_holds_the_holds_that_were_in_force_and_where_money_goes(self, shared: Shared) -> None:
        ada, ben = Payee.objects.filter(artist__isnull=False).order_by("pk")
        for payee in (ada, ben):
            payees.held(payee)
            payees.account(payee)
        payees.asked(ada, reason="Only asked by support.")

        files = opened(shared.ada)

        (hold,) = files[f"earnings/{shared.folder}/holds.csv"].splitlines()[1:]
        assert "Two people say that they are you.,Support compares the contracts.," in hold
        (account,) = files[f"earnings/{shared.folder}/payout-accounts.csv"].splitlines()[1:]
        assert PayoutAccount.objects.get(payee=ada).last_four in account
        assert "number_sealed" not in "".join(files.values())

    def test_holds_what_an_own_organisation_is_paid_and_not_another_s(self, shared: Shared) -> None:
        house, other = (
            OrganisationMemberFactory.create(user=user).organisation
            for user in (shared.ada, shared.ben)
        )
        for number, organisation in enumerate((house, other), start=7):
            payee = Payee.objects.create(organisation=organisation, name=organisation.name)
            payees.held(payee)
            Payout.objects.create(
                number=number, payee=payee, currency="EUR", amount_micros=number, created_at=NOW
            )

        files = opened(shared.ada)

        folder = f"earnings/organisations/{house.public_id}"
        assert len(files[f"{folder}/payments.csv"].splitlines()) == 2
        assert len(files[f"{folder}/holds.csv"].splitlines()) == 2
        assert str(other.public_id) not in "".join(files)

    def test_names_each_file_with_its_hash(self, shared: Shared) -> None:
        files = opened(shared.ada)

        told = json.loads(files.pop("manifest.json"))["files"]
        assert {line["path"]: line["sha256"] for line in told} == {
            path: hashlib.sha256(text.encode()).hexdigest() for path, text in files.items()
        }

    def test_holds_no_money_for_an_owner_who_is_not_shown_it(self, shared: Shared) -> None:
        ArtistMember.objects.filter(user=shared.ada).update(sees_money=False)

        names = opened(shared.ada)

        assert not [name for name in names if "statements" in name or "payments" in name]

    def test_holds_nothing_of_an_artist_whom_the_person_only_manages(self, shared: Shared) -> None:
        ArtistMember.objects.filter(user=shared.ada).update(role="manager")

        names = opened(shared.ada)

        assert not [name for name in names if shared.folder in name]
        assert "roster/your-places.csv" in names

    def test_is_asked_for_once_at_a_time(self, shared: Shared) -> None:
        for _ in range(2):
            your_data.ask(user=shared.ada, now=BEFORE)

        assert Download.objects.count() == 1
