"""Until when somebody may read: places, rosters, mandates, secret addresses and files."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artistportal.accounts.services import downloads
from artistportal.accounts.services.downloads import Order
from artistportal.background import JobState
from artistportal.cases.services import evidence
from artistportal.roster.models import ArtistMember, OrganisationMember
from consent.models import ToolMember
from tests.factories import cases
from tests.factories.accounts import UserFactory
from tests.factories.worlds import Worlds
from tests.walls import walking
from tests.walls.walking import NAMES, SECRETS, Answer, Walker

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LONG_AGO, LATER = datetime(2025, 6, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
PLACES: dict[str, type[Model]] = {
    "owner": ArtistMember,
    "admin": OrganisationMember,
    "reporter": ToolMember,
}

# A person's own: what they were told, which addresses nobody else, and what they said about it.
OWN = {
    "accounts:download",
    "accounts:downloads",
    "accounts:inbox",
    "accounts:news",
    "accounts:your_data",
}


@pytest.fixture(scope="module")
def strangers_answers(worlds: Worlds) -> dict[str, Answer]:
    """What somebody gets who never had to do with anybody here."""
    newcomer, town = Walker(UserFactory.create()), worlds.ours.town
    return {name: newcomer.get(town.address(name)) for name in sorted(NAMES - OWN)}


@pytest.mark.parametrize("person", PLACES)
@pytest.mark.parametrize("time", ["over", "to come"])
class TestAPlace:
    def test_is_a_strangers_outside_its_time(
        self,
        worlds: Worlds,
        marks: frozenset[str],
        strangers_answers: dict[str, Answer],
        person: str,
        time: str,
    ) -> None:
        town, now = worlds.ours.town, timezone.now()
        user = town.people[person]
        walker = Walker(user)
        assert walker.get(town.address("roster:start")).status == 302
        dates = {"until_at": now - HOUR} if time == "over" else {"from_at": now + HOUR}
        assert PLACES[person]._default_manager.filter(user=user).update(**dates) == 1

        own = {user.email, user.name, str(user.pk)}
        odd = {}
        for name, expected in strangers_answers.items():
            answer = walker.get(town.address(name))
            found = answer.shows(marks - own)
            if answer.status != expected.status or found:
                odd[name] = (answer.status, expected.status, found)

        assert odd == {}


class TestARoster:
    def test_is_closed_once_the_artist_has_left_it(self, worlds: Worlds) -> None:
        town = worlds.ours.town
        walker, artist = Walker(town.people["admin"]), town.agreed.artist
        about = [name for name in sorted(NAMES) if f"/{artist.public_id}/" in town.address(name)]
        assert 200 in {walker.get(town.address(name)).status for name in about}

        artist.signings.update(until_date=timezone.now().date())

        answers = {name: walker.get(town.address(name)).status for name in about}
        assert len(answers) > 10
        assert {name: status for name, status in answers.items() if status == 200} == {}


class TestAMandate:
    @pytest.mark.parametrize("dates", [{"until_at": -HOUR}, {"from_at": HOUR}, {}])
    def test_lets_the_label_decide_in_its_time_alone(
        self, worlds: Worlds, dates: dict[str, timedelta]
    ) -> None:
        town, now = worlds.ours.town, timezone.now()
        walker, artist = Walker(town.people["admin"]), town.agreed.artist
        page = walker.get(town.address("consent:artist_review"))
        (form,) = [form for form in walking.forms(page) if form.action.endswith("/decide/")]
        before = artist.decisions.count()
        artist.mandates.update(**{name: now + off for name, off in dates.items()})

        walker.post(form.action, form.filled())

        assert (artist.decisions.count() > before) is not bool(dates)


class TestASecretAddress:
    def test_of_a_calendar_ends_with_the_place_of_who_made_it(self, worlds: Worlds) -> None:
        town, owner = worlds.ours.town, worlds.ours.town.people["owner"]
        address = town.address("consent:calendar_feed")
        assert Client().get(address).status_code == 200

        ArtistMember.objects.filter(user=owner).update(until_at=timezone.now() - HOUR)

        assert Client().get(address).status_code == 404

    @pytest.mark.parametrize("name", sorted(SECRETS))
    def test_opens_nothing_once_it_is_changed(self, worlds: Worlds, name: str) -> None:
        """Each character but those of the path, and the secrets of every other kind."""
        town = worlds.ours.town
        given = dict(town.arguments[name])
        (key,) = {"token", "secret"} & set(given)
        secret = given[key]
        others = {town.arguments[each].get("token", secret) for each in SECRETS} - {secret}
        places = range(0, len(secret), max(len(secret) // 12, 1))
        changed = [
            f"{secret[:at]}{'x' if secret[at] != 'x' else 'y'}{secret[at + 1 :]}" for at in places
        ]
        nobody = Walker(None)

        answers = {
            token: nobody.get(reverse(name, kwargs=given | {key: token})).status
            for token in [secret, *changed, *others]
        }

        assert {token for token, status in answers.items() if status == 200} == {secret}


class TestADownload:
    @pytest.fixture
    def path(self, worlds: Worlds) -> str:
        """A file of the artist's money, made for its owner."""
        town, now = worlds.ours.town, timezone.now()
        order = Order("statements", "Statements", "statements.zip")
        key = f"artist:{town.agreed.artist.public_id}"
        download = downloads.ask(order, user=town.people["owner"], account=key, now=now)
        download.file.save("statements", ContentFile(b"all of it"), save=False)
        download.state = JobState.DONE
        download.save()
        return reverse("accounts:download", args=[download.public_id])

    def test_is_of_the_one_who_ordered_it(self, worlds: Worlds, path: str) -> None:
        people = {
            **{f"our {name}": user for name, user in worlds.ours.town.people.items()},
            **{f"other {name}": user for name, user in worlds.others.town.people.items()},
        }

        answers = {name: Walker(user).get(path).status for name, user in people.items()}

        assert {name for name, status in answers.items() if status != 404} == {"our owner"}

    @pytest.mark.parametrize(
        "change", [{"until_at": LONG_AGO}, {"from_at": LATER}, {"sees_money": False}]
    )
    def test_is_gone_with_the_place_or_the_sight_of_money(
        self, worlds: Worlds, path: str, change: dict[str, Any]
    ) -> None:
        owner = worlds.ours.town.people["owner"]
        walker = Walker(owner)
        assert walker.get(path).status == 200

        ArtistMember.objects.filter(user=owner).update(**change)

        assert walker.get(path).status == 404
        assert walker.post(f"{path}again/", {}).status == 404


class TestAnEvidencePack:
    """About a statement, packed for the owner and for a manager who is not shown the money."""

    def packed(self, worlds: Worlds, person: str) -> dict[str, str]:
        town, now = worlds.ours.town, timezone.now()
        statement = town.arguments["earnings:statement"]["public_id"]
        owner, user = town.people["owner"], town.people[person]
        case = cases.opened(by=owner, now=now, line=f"statement:{statement}")
        order = evidence.order(case, account=cases.account_of(user, now), by=user, now=now)
        downloads.make(download_id=order.pk, clock=lambda: now)
        order.refresh_from_db()
        with order.file.open() as file, zipfile.ZipFile(file) as pack:
            return {name: pack.read(name).decode("utf-8", "replace") for name in pack.namelist()}

    def test_holds_the_statement_for_who_is_shown_the_money_alone(self, worlds: Worlds) -> None:
        whole, without = self.packed(worlds, "owner"), self.packed(worlds, "manager")

        assert {name.split("/")[0] for name in set(whole) - set(without)} == {"earnings"}
        told = Answer("", 200, " ".join(without.values()), is_page=False)
        assert told.shows(worlds.ours.amounts) == set()

    def test_is_not_packed_for_others(self, worlds: Worlds) -> None:
        town, now = worlds.ours.town, timezone.now()
        case = cases.opened(by=town.people["owner"], now=now)
        rival = worlds.others.town.people["owner"]

        with pytest.raises(PermissionDenied):
            evidence.order(case, account=cases.account_of(rival, now), by=rival, now=now)
