"""The evidence of cases about works, credits, splits and holds: what proves the matter."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from artistportal.accounts.models import User
from artistportal.cases.models import Case
from artistportal.cases.services import evidence
from artistportal.roster.domain.accounts import NOBODY
from artistportal.roster.models import Payee
from artistportal.roster.services import split_proposals
from tests.factories import payees
from tests.factories.accounts import support
from tests.factories.cases import account_of, member, opened
from tests.factories.roster import NOW
from tests.factories.splits import Studio, share_of, studio

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings: Any, tmp_path: Path) -> Studio:
    """A recording whose half and half both have signed."""
    settings.MEDIA_ROOT = tmp_path
    made = studio()
    proposal = made.propose()
    split_proposals.sign(share=share_of(proposal, made.artist), by=made.owner, now=NOW)
    return made


def packed(case: Case, by: User, folder: Path) -> dict[str, Any]:
    """The files of JSON in the pack of a case, by name."""
    account = NOBODY if by.is_staff else account_of(by)
    order = evidence.order(case, account=account, by=by, now=NOW)
    path = folder / "pack.zip"
    evidence.make(order, path, lambda _done, _total: None)
    with zipfile.ZipFile(path) as pack:
        names = [name for name in pack.namelist() if name.endswith(".json")]
        return {name: json.loads(pack.read(name)) for name in names}


class TestOfCase:
    def test_about_a_split_holds_every_sheet_and_who_signed(
        self, made: Studio, tmp_path: Path
    ) -> None:
        case = opened(by=made.owner, line=f"split:{made.work.public_id}/2026-01-01")

        for reader in (made.owner, support()):
            files = packed(case, reader, tmp_path)

            (sheet,) = files["roster/split_sheets.json"]
            assert (sheet["from"], sheet["until"]) == ("2026-01-01", None)
            assert {each["share"] for each in sheet["shares_ppm"]} == {500_000}
            (proposal,) = files["roster/split_proposals.json"]
            assert (proposal["state"], proposal["why"]) == ("signed", "Agreed in the studio.")
            assert {each["answered_by"] for each in proposal["signatures"]} == {
                str(made.rep), str(made.owner),
            }  # fmt: skip
            assert files["roster/work.json"]["title"] == made.work.title

    def test_leaves_shares_out_for_who_is_not_shown_the_money(
        self, made: Studio, tmp_path: Path
    ) -> None:
        reader = member(artist=made.artist, sees_money=False).user
        case = opened(by=reader, line=f"work:{made.work.public_id}")

        files = packed(case, reader, tmp_path)

        assert {name for name in files if name.startswith("roster/")} == {
            "roster/work.json", "roster/credits.json",
        }  # fmt: skip

    def test_about_a_credit_holds_that_credit_alone(self, made: Studio, tmp_path: Path) -> None:
        credit = made.work.credits.get()
        line = f"credit:{made.work.public_id}/{made.artist.public_id}/{credit.role}"
        case = opened(by=made.owner, line=line)

        files = packed(case, made.owner, tmp_path)

        (told,) = files["roster/credits.json"]
        assert (told["artist"], told["role"]) == (str(made.artist), credit.role)
        assert told["holds_consent"] is credit.holds_consent
        assert "roster/split_sheets.json" not in files

    def test_about_a_hold_holds_its_reason_and_history(self, made: Studio, tmp_path: Path) -> None:
        payee = Payee.objects.get(artist=made.artist)
        hold = payees.held(payee)
        payees.asked(payee, reason="Only asked by support.")
        case = opened(by=made.owner, line=f"hold:{hold.public_id}")

        files = packed(case, made.owner, tmp_path)

        told = files["earnings/hold.json"]
        assert told["reason"] == "Two people say that they are you."
        assert [each["what"] for each in told["history"]] == [f"Payments to {payee} are held."]
        assert not [name for name in files if "other_holds" in name]

    def test_about_nothing_of_these_adds_nothing(self, made: Studio, tmp_path: Path) -> None:
        files = packed(opened(by=made.owner), made.owner, tmp_path)

        assert not [name for name in files if name.startswith(("roster/", "earnings/"))]
