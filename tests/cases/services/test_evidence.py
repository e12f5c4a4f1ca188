"""The evidence of a case, packed; and lines of consent and earnings as what cases are about."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from artistportal.accounts import permissions
from artistportal.accounts.models import Download
from artistportal.cases.domain.kinds import CaseKind, MoneyEffect
from artistportal.cases.models import Case
from artistportal.cases.queries import subjects
from artistportal.cases.queries.subjects import UnknownSubject
from artistportal.cases.services import cases as services
from artistportal.cases.services import desk, evidence
from artistportal.cases.services.endings import CannotKeep, Keeping
from artistportal.cases.services.messages import Said
from artistportal.roster.domain.accounts import NOBODY
from artistportal.roster.domain.uses import Use
from consent.models import Decision
from earnings.models import ArtistUse, Claim, Dispute
from tests.factories import maths
from tests.factories.accounts import support
from tests.factories.cases import account_of, member, opened
from tests.factories.consent import say_no
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import BEFORE, NOW, PayeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(settings: Any, tmp_path: Path) -> Deal:
    """A use after the artist's no."""
    settings.MEDIA_ROOT = tmp_path
    made = deal(unlicensed_rates_micros={Use.DISCOVERY: 500_000})
    say_no(made.artist, tool=made.tool, use=Use.DISCOVERY, now=BEFORE)
    bring(made.tool, [made.line(quantity=3)])
    return made


def line_of(made: Deal) -> str:
    row = ArtistUse.objects.get(artist=made.artist)
    return f"use:{row.work.public_id}/{made.tool.slug}/{row.month_date:%Y-%m}/{row.use}"


def packed(download: Download, folder: Path) -> dict[str, bytes]:
    """The files of a pack, by name."""
    path = folder / "pack.zip"
    evidence.make(download, path, lambda _done, _total: None)
    with zipfile.ZipFile(path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


class TestPack:
    def test_holds_the_case_the_clearance_the_lines_and_all_hashes(
        self, refused: Deal, tmp_path: Path
    ) -> None:
        owner = member(artist=refused.artist)
        said = Said("I said no.", [ContentFile(b"proof", name="../no.txt")])
        case = opened(by=owner.user, kind=CaseKind.UNCLEARED_USE, line=line_of(refused), said=said)
        desk.note(case, Said("Secret."), by=support(), now=NOW)
        account = account_of(owner.user)
        order = evidence.order(case, account=account, by=owner.user, now=NOW)

        files = packed(order, tmp_path)

        manifest = files.pop("MANIFEST.txt").decode().splitlines()
        hashes = {f"{hashlib.sha256(data).hexdigest()}  {n}" for n, data in files.items()}
        assert set(manifest) == hashes
        clearance = json.loads(files["consent/clearance.json"])
        assert clearance["status"] == "refused"
        number = Decision.objects.get(is_yes=False).code
        assert {f"consent/{number}.jws", "attachments/01_no.txt"} <= set(files)
        assert b"net_revenue_micros" in files["earnings/usage_lines.csv"]
        (report,) = json.loads(files["earnings/reports.json"])
        assert len(report["sha256"]) == 64
        assert not any(b"Secret." in data for data in files.values())

    def test_leaves_amounts_out_for_who_sees_none(self, refused: Deal, tmp_path: Path) -> None:
        reader = member(artist=refused.artist, sees_money=False)
        claim = Claim.objects.get()
        case = opened(by=reader.user, line=f"claim:{claim.number}")
        order = evidence.order(case, account=account_of(reader.user), by=reader.user, now=NOW)

        files = packed(order, tmp_path)

        assert claim.amount_micros == 1_500_000
        assert "amount_micros" not in json.loads(files["earnings/claim.json"])
        assert b"net_revenue_micros" not in files["earnings/usage_lines.csv"]

    def test_is_refused_to_strangers_and_to_who_left_or_lost_the_money(
        self, refused: Deal, tmp_path: Path
    ) -> None:
        owner = member(artist=refused.artist)
        case = opened(by=owner.user)
        account = account_of(owner.user)
        rival = member().user
        with pytest.raises(PermissionDenied):
            evidence.order(case, account=account_of(rival), by=rival, now=NOW)
        order = evidence.order(case, account=account, by=owner.user, now=NOW)
        by_hand = evidence.order(case, account=NOBODY, by=support(), now=NOW)

        assert permissions.can_have(owner.user, order, {account.key: True})
        assert not permissions.can_have(owner.user, order, {account.key: False})
        assert not permissions.can_have(owner.user, order, {})
        assert permissions.can_have(support(), by_hand, {})
        by_hand.user.is_staff = False
        assert not permissions.can_have(support(), by_hand, {})


class TestLines:
    def test_are_found_for_their_own_people_alone(self, refused: Deal) -> None:
        owner = account_of(member(artist=refused.artist).user)
        moneyless = account_of(member(artist=refused.artist, sees_money=False).user)
        rival = account_of(member().user)
        payee = PayeeFactory.create(artist=refused.artist)
        statement = f"statement:{maths.told(payee).public_id}"
        decision = Decision.objects.get(is_yes=False)
        lines = [
            line_of(refused),
            f"claim:{Claim.objects.get().number}",
            f"decision:{decision.number}",
            statement,
        ]

        labels = [subjects.find(line, owner, NOW).label for line in lines]

        assert labels[0].startswith(refused.work.title)
        assert labels[2].startswith(f"The no {decision.code}")
        for line in lines:
            with pytest.raises(UnknownSubject):
                subjects.find(line, rival, NOW)
        with pytest.raises(UnknownSubject):
            subjects.find(statement, moneyless, NOW)
        assert subjects.find(lines[0], moneyless, NOW).case_kind is CaseKind.UNCLEARED_USE

    @pytest.mark.parametrize(
        "line",
        [
            "use:x/y/z",
            "use:x/y/2026-13/training",
            "claim:-1",
            "claim:99999999999999999999",
            "decision:x",
            "statement:x/E-1",
            "hold:x",
        ],
    )
    def test_nonsense_is_no_line(self, line: str) -> None:
        with pytest.raises(UnknownSubject):
            subjects.find(line, account_of(member().user), NOW)


class TestMoney:
    def test_is_kept_by_support_and_let_go_with_the_decision(self, refused: Deal) -> None:
        case = self._taken(refused)
        until = (NOW + timedelta(days=20)).date()

        desk.keep_money(case, Keeping("Whose is it?", until), by=support(), now=NOW)

        dispute = Dispute.objects.get()
        assert (dispute.work, dispute.tool, dispute.case) == (refused.work, refused.tool, case)
        assert Case.objects.get().money == MoneyEffect.KEPT
        with pytest.raises(CannotKeep, match="already"):
            desk.keep_money(case, Keeping("Again", until), by=support(), now=NOW)
        desk.decide(case, outcome="It is theirs.", by=support(), now=NOW)
        dispute.refresh_from_db()
        assert dispute.outcome == f"{case.code}: It is theirs."
        assert Case.objects.get().money == MoneyEffect.NONE

    def test_is_let_go_when_the_opener_withdraws(self, refused: Deal) -> None:
        case = self._taken(refused)
        until = (NOW + timedelta(days=20)).date()
        desk.keep_money(case, Keeping("Whose is it?", until), by=support(), now=NOW)

        services.withdraw(case, reason="", by=case.opened_by, now=NOW)

        assert Dispute.objects.get().ended_by == case.opened_by

    def test_is_kept_for_no_other_kind_no_other_line_and_by_nobody_else(
        self, refused: Deal
    ) -> None:
        question = opened(by=member(artist=refused.artist).user, line=line_of(refused))
        nothing = opened(kind=CaseKind.WRONG_MATCH)
        keeping = Keeping("Why", (NOW + timedelta(days=2)).date())
        for case in (question, nothing):
            with pytest.raises(CannotKeep):
                desk.keep_money(case, keeping, by=support(), now=NOW)
        with pytest.raises(PermissionDenied):
            desk.keep_money(nothing, keeping, by=nothing.opened_by, now=NOW)
        assert not Dispute.objects.exists()

    @staticmethod
    def _taken(made: Deal) -> Case:
        owner = member(artist=made.artist)
        case = opened(by=owner.user, kind=CaseKind.UNCLEARED_USE, line=line_of(made))
        desk.take(case, by=support(), now=NOW)
        return case
