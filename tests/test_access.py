"""Who gets what from every address: a URL that is missing from the table fails.

A row is an address, a column a kind of person, a cell the status of a GET (405 where an address
only takes a POST). 302 sends to sign-in, or on to where the person belongs; 404 is all that a
stranger learns; 403 says in a sentence why somebody inside may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.services import catalogue
from consent.services import tools
from tests.factories.accounts import UserFactory
from tests.factories.consent import ToolFactory
from tests.factories.earnings import deal, send, written
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    MandateFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
)

pytestmark = pytest.mark.django_db

PERSONS = (
    "nobody",  # not signed in
    "stranger",  # signed in, in nobody's team
    "owner",  # of the artist
    "manager",  # of the artist, not shown the money
    "rival",  # owner of another artist
    "admin",  # of the artist's label
    "reader",  # at the label, not shown the money
    "other_label",  # admin of a label that has nothing to do with the artist
    "reporter",  # for the tool
    "other_tool",  # reports for another tool
    "support",  # staff with a second factor
    "unarmed",  # staff without one
)

TABLE = """
health                                 200 200 200 200 200 200 200 200 200 200 200 200
help                                   200 200 200 200 200 200 200 200 200 200 200 200
account_login                          200 302 302 302 302 302 302 302 302 302 302 302
account_logout                         302 200 200 200 200 200 200 200 200 200 200 200
account_inactive                       200 200 200 200 200 200 200 200 200 200 200 200
account_signup                         200 302 302 302 302 302 302 302 302 302 302 302
account_reauthenticate                 302 200 200 200 200 200 200 200 200 200 200 200
account_email                          302 200 200 200 200 200 200 200 200 200 200 200
account_email_verification_sent        302 302 302 302 302 302 302 302 302 302 302 302
account_change_password                302 200 200 200 200 200 200 200 200 200 200 200
account_set_password                   302 302 302 302 302 302 302 302 302 302 302 302
account_reset_password                 200 200 200 200 200 200 200 200 200 200 200 200
account_confirm_login_code             302 302 302 302 302 302 302 302 302 302 302 302
account_confirm_password_reset_code    302 302 302 302 302 302 302 302 302 302 302 302
account_complete_password_reset        302 302 302 302 302 302 302 302 302 302 302 302
account_password_reset_completed       200 200 200 200 200 200 200 200 200 200 200 200
mfa_index                              302 200 200 200 200 200 200 200 200 200 200 200
mfa_authenticate                       302 302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate                     302 302 302 302 302 302 302 302 302 302 200 302
mfa_activate_totp                      302 302 302 302 302 302 302 302 302 302 302 302
mfa_deactivate_totp                    302 404 404 404 404 404 404 404 404 404 302 404
mfa_view_recovery_codes                302 404 404 404 404 404 404 404 404 404 404 404
mfa_generate_recovery_codes            302 302 302 302 302 302 302 302 302 302 302 302
mfa_download_recovery_codes            302 404 404 404 404 404 404 404 404 404 404 404
mfa_list_webauthn                      302 200 200 200 200 200 200 200 200 200 200 200
mfa_add_webauthn                       302 302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate_webauthn            302 302 302 302 302 302 302 302 302 302 302 302
mfa_remove_webauthn                    302 302 302 302 302 302 302 302 302 302 302 302
mfa_edit_webauthn                      302 302 302 302 302 302 302 302 302 302 302 302
mfa_login_webauthn                     302 302 302 302 302 302 302 302 302 302 302 302
usersessions_list                      302 200 200 200 200 200 200 200 200 200 200 200
admin_sign_in                          302 404 404 404 404 404 404 404 404 404 302 302
roster:start                           302 200 302 302 302 302 302 302 302 302 200 200
roster:switch_account                  302 405 405 405 405 405 405 405 405 405 405 405
roster:works                           302 404 200 200 200 404 404 404 404 404 404 404
roster:work                            302 404 200 200 404 200 200 404 404 404 404 404
roster:artist                          302 404 404 404 404 200 200 404 404 404 404 404
roster:catalogue                       302 404 404 404 404 200 200 200 404 404 404 404
roster:catalogue_upload                302 404 404 404 404 200 403 404 404 404 404 404
consent:centre                         302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_review                  302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_decide                  302 405 405 405 405 405 405 405 405 405 405 405
consent:centre_why                     302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_history                 302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_history_csv             302 404 200 200 200 404 404 404 404 404 404 404
consent:work                           302 404 200 200 404 404 404 404 404 404 404 404
consent:work_review                    302 404 200 200 404 404 404 404 404 404 404 404
consent:work_decide                    302 405 405 405 405 405 405 405 405 405 405 405
consent:work_why                       302 404 200 200 404 404 404 404 404 404 404 404
consent:artist                         302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_review                  302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_decide                  302 405 405 405 405 405 405 405 405 405 405 405
consent:artist_why                     302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_history                 302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_history_csv             302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_work                    302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_work_review             302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_work_decide             302 405 405 405 405 405 405 405 405 405 405 405
consent:artist_work_why                302 404 404 404 404 200 200 404 404 404 404 404
earnings:home                          302 302 200 200 200 302 302 302 302 302 302 302
earnings:roster                        302 404 404 404 404 200 200 200 404 404 404 404
earnings:uses                          302 404 200 200 200 404 404 404 404 404 404 404
earnings:uses_csv                      302 404 200 200 200 404 404 404 404 404 404 404
earnings:overview                      302 404 302 200 302 404 404 404 404 404 404 404
earnings:months_csv                    302 404 200 403 200 404 404 404 404 404 404 404
earnings:works_csv                     302 404 200 403 200 404 404 404 404 404 404 404
earnings:territories_csv               302 404 200 403 200 404 404 404 404 404 404 404
earnings:reports                       302 404 404 404 404 404 404 404 200 200 404 404
earnings:report                        302 404 404 404 404 404 404 404 200 404 404 404
earnings:report_problems               302 404 404 404 404 404 404 404 200 404 404 404
"""


@dataclass(frozen=True)
class Town:
    """One artist, label and tool with all that can be asked for, and everybody who may ask."""

    people: Mapping[str, User]
    tool: str
    arguments: Mapping[str, Mapping[str, Any]]

    def address(self, name: str) -> str:
        """The address about this artist, work, report and so on."""
        query = f"?tool={self.tool}&discovery=no" if name.endswith("_review") else ""
        return reverse(name, kwargs=self._named(name)) + query

    def _named(self, name: str) -> dict[str, Any]:
        if not name.startswith("consent:"):
            return dict(self.arguments.get(name, {}))
        about = ["artist"] * ("artist" in name) + ["work"] * ("work" in name)
        return {subject: self.arguments[f"roster:{subject}"]["public_id"] for subject in about}


@pytest.fixture
def town(settings: Any, tmp_path: Any) -> Town:
    settings.MEDIA_ROOT = tmp_path
    agreed = deal()
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
    artist, work = agreed.artist.public_id, agreed.work.public_id
    return Town(
        people,
        agreed.tool.slug,
        {
            "roster:artist": {"public_id": artist},
            "roster:work": {"public_id": work},
            "roster:catalogue_upload": {"public_id": upload.public_id},
            "mfa_edit_webauthn": {"pk": 1},
            "mfa_remove_webauthn": {"pk": 1},
            "earnings:report": {"public_id": report.public_id},
            "earnings:report_problems": {"public_id": report.public_id},
        },
    )


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


def rows() -> dict[str, list[int]]:
    """The table: statuses by address, in the order of PERSONS."""
    lines = (line.split() for line in TABLE.strip().splitlines())
    return {name: [int(status) for status in statuses] for name, *statuses in lines}


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the site, the admin's own aside."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern))
        elif pattern.namespace != "admin":
            yield from addresses(
                pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            )


def asked(town: Town, person: str, address: str) -> int:
    """What the person gets from the address."""
    client = Client()
    if person in town.people:
        client.force_login(town.people[person])
    return client.get(address).status_code


class TestEveryAddress:
    def test_stands_in_the_table(self) -> None:
        assert set(addresses()) == set(rows())

    def test_answers_each_kind_of_person_as_the_table_says(self, town: Town) -> None:
        answers = {
            name: [asked(town, person, town.address(name)) for person in PERSONS] for name in rows()
        }

        assert answers == rows()


class TestTheAdminSite:
    def test_opens_to_support_with_a_second_factor_alone(self, town: Town) -> None:
        for model in admin.site._registry:
            for page in ("changelist", "add"):
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
                answers = {person: asked(town, person, reverse(name)) for person in PERSONS}

                allowed = {person for person, status in answers.items() if status != 302}
                assert allowed == {"support"}, name
                assert answers["support"] in {200, 403}, name
