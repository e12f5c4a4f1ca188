"""One artist, label and tool with all that can be asked for, and everybody who may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.models import Payee
from artistportal.roster.services import catalogue
from consent.models import Act, Decision
from consent.services import receipts, tools
from tests.access_table import PERSONS
from tests.factories import accounts, approvals, cases, drafts, maths, splits, teams
from tests.factories.accounts import UserFactory
from tests.factories.consent import ToolFactory
from tests.factories.earnings import Deal, deal, send, written
from tests.factories.lump_sums import concerning
from tests.factories.publications import published
from tests.factories.requests import propose
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    MandateFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
)

# The address of the artist's public page.
PAGE = "the-artist"

ACTS = ("act", "act_reverse", "act_csv")


@dataclass(frozen=True)
class Town:
    """One artist, label and tool with all that can be asked for, and everybody who may ask."""

    people: Mapping[str, User]
    agreed: Deal
    slug: str
    arguments: Mapping[str, Mapping[str, Any]]

    def address(self, name: str) -> str:
        """The address about this artist, work, report and so on."""
        query = f"?tool={self.agreed.tool.slug}&discovery=no" if name.endswith("_review") else ""
        query = "?all=yes" if name.endswith("request_review") else query
        if name == "roster:split_new":
            query = f"?work={self.arguments['roster:work']['public_id']}"
        return reverse(name, kwargs=self._named(name)) + query

    def _named(self, name: str) -> dict[str, Any]:
        if name in self.arguments or not name.startswith("consent:"):
            return dict(self.arguments.get(name, {}))
        if name.startswith("consent:public_"):
            work = self.arguments["roster:work"]["public_id"]
            return {"slug": self.slug} | ({"work": work} if "work" in name else {})
        about = ["artist"] * ("artist" in name) + ["work"] * ("work" in name)
        return {subject: self.arguments[f"roster:{subject}"]["public_id"] for subject in about}


def town(agreed: Deal | None = None, slug: str = PAGE) -> Town:
    """A new one, about this deal where there is one, its artist's page at this address."""
    agreed = agreed or deal()
    label = agreed.licence.organisation
    SigningFactory.create(artist=agreed.artist, organisation=label)
    MandateFactory.create(artist=agreed.artist, organisation=label)
    people = _people(agreed.artist, label)
    for person, tool in (("reporter", agreed.tool), ("other_tool", ToolFactory.create())):
        tools.add_member(tool=tool, user=people[person], by=people["support"], now=NOW)
    upload = catalogue.keep_upload(
        name="catalogue.csv",
        data=b"isrc\n",
        organisation=label,
        by=people["admin"],
        now=NOW,
    )
    report = send(agreed.tool, written([agreed.line()])).report
    published(agreed.artist, slug=slug)
    mandate = agreed.artist.mandates.get().public_id
    sum_ = concerning(agreed).public_id
    today = timezone.now()
    deadline = today + timedelta(days=9)
    asked = propose(agreed.terms, [agreed.work], now=today, deadline_at=deadline).public_id
    act = Act.objects.filter(artist=agreed.artist).latest("last_number")
    artist, work = agreed.artist.public_id, agreed.work.public_id
    return Town(
        people,
        agreed,
        slug,
        {
            "desk:account": {"kind": "artist", "public_id": artist},
            "desk:person": {"pk": people["owner"].pk},
            **accounts.arguments(people["owner"], artist),
            **approvals.arguments(agreed, people["admin"]),
            **cases.arguments(people["owner"]),
            **splits.arguments(agreed, people["admin"]),
            **drafts.arguments(agreed, people["admin"]),
            **teams.arguments(agreed.artist, label, people),
            "roster:artist": {"public_id": artist},
            "roster:work": {"public_id": work},
            "roster:catalogue_upload": {"public_id": upload.public_id},
            **{f"consent:{name}": {"act": act.public_id} for name in ACTS},
            "consent:calendar_feed": {"token": "guessed"},
            **{f"consent:mandate_{name}": {"mandate": mandate} for name in ("limit", "end")},
            **_receipts(agreed.artist),
            **_requests(artist, asked),
            "mfa_edit_webauthn": {"pk": 1},
            "mfa_remove_webauthn": {"pk": 1},
            **{
                f"earnings:deal{name}": {"public_id": sum_}
                for name in ("", "_csv", "_allocate", "_reverse")
            },
            **_maths(agreed),
            "earnings:request_outlook": {"public_id": asked},
            "earnings:artist_request_outlook": {"artist": artist, "public_id": asked},
            "earnings:work_outlook": {"work": work},
            "earnings:artist_outlook": {"artist": artist},
            "earnings:artist_work_outlook": {"artist": artist, "work": work},
            "consent:notice": {"number": 1},
            "consent:key_renew": {"key": asked},
            "consent:key_revoke": {"key": asked},
            "api:acknowledge": {"number": 1},
            "api:usage_report": {"number": 1},
            "api:snapshot_state": {"snapshot_id": asked},
            "api:snapshot_file": {"snapshot_id": asked},
            "api:nowhere": {"rest": "nothing"},
            "earnings:report": {"public_id": report.public_id},
            "earnings:report_problems": {"public_id": report.public_id},
        },
    )


def _maths(agreed: Deal) -> dict[str, dict[str, Any]]:
    """The addresses of the artist's own run and statement."""
    payee, _ = Payee.objects.get_or_create(
        artist=agreed.artist, defaults={"name": agreed.artist.name}
    )
    run, statement = maths.computed(agreed, payee).public_id, maths.told(payee).public_id
    return {
        **{f"earnings:maths_{name}": {"public_id": run} for name in ("run", "cells")},
        **{f"earnings:statement_maths{name}": {"public_id": statement} for name in ("", "_json")},
        **{
            f"earnings:statement{name}": {"public_id": statement}
            for name in ("", "_pdf", "_lines", "_json")
        },
        "earnings:statements_year": {"year": 2026},
    }


def _requests(artist: Any, asked: Any) -> dict[str, dict[str, Any]]:
    """The addresses of one request: for the artist, for their label, for who proposed it."""
    theirs = {"public_id": asked}
    own = ("request", "request_review", "request_answer", "proposal", "proposal_withdraw")
    found = {f"consent:{name}": theirs for name in own}
    for name in own[:3]:
        found[f"consent:artist_{name}"] = theirs | {"artist": artist}
    return found


def _receipts(artist: Any) -> dict[str, dict[str, Any]]:
    """The addresses of a receipt, for those who may see it and for those who have a link."""
    decision = Decision.objects.of_artist(artist).newest_first()[0]
    theirs = {"number": decision.number}
    lent = {"token": receipts.link(decision, days=7, now=timezone.now())}
    return {
        "consent:receipt": theirs,
        "consent:receipt_lend": theirs,
        "consent:receipt_file": theirs | {"form": "proof"},
        "consent:lent_receipt": lent,
        "consent:lent_receipt_file": lent | {"form": "proof"},
    }


def _people(artist: Any, label: Any) -> dict[str, User]:
    people = {person: UserFactory.create() for person in PERSONS[1:]}
    ArtistMemberFactory.create(artist=artist, user=people["owner"])
    ArtistMemberFactory.create(
        artist=artist, user=people["manager"], role=ArtistRole.MANAGER, sees_money=False
    )
    ArtistMemberFactory.create(user=people["rival"])
    OrganisationMemberFactory.create(organisation=label, user=people["admin"])
    OrganisationMemberFactory.create(
        organisation=label, user=people["reader"], role=OrganisationRole.READER, sees_money=False
    )
    OrganisationMemberFactory.create(user=people["other_label"])
    RecordingFactory.create()
    for person in ("support", "unarmed"):
        User.objects.filter(pk=people[person].pk).update(is_staff=True, is_superuser=True)
        people[person].refresh_from_db()
    TOTP.activate(people["support"], generate_totp_secret())
    return people
