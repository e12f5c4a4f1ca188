"""A visit as support lives it: the person's pages are read, everything else stays closed."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from structlog.stdlib import ProcessorFormatter

from artistportal.accounts.models import Deed, User
from artistportal.cases import middleware
from artistportal.cases.domain.visits import VIEWABLE
from artistportal.cases.models import Case, Visit
from tests.access_table import PERSONS, addresses, rows
from tests.cases.closed_to_visits import CLOSED as CLOSED_PAGES
from tests.cases.visiting import case_of
from tests.factories.accounts import UserFactory
from tests.factories.roster import ArtistMemberFactory
from tests.factories.towns import Town
from tests.test_access import town as town  # noqa: PLC0414  # a fixture

pytestmark = pytest.mark.django_db
CLOSED = "A visit does not open this"
END = "/admin/cases/visit/end/"


@pytest.fixture
def noor() -> User:
    return ArtistMemberFactory.create(user__name="Noor").user


@pytest.fixture
def sam() -> User:
    user = UserFactory.create(name="Sam", email="sam@example.org")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    TOTP.activate(user, generate_totp_secret())
    return user


def visiting(sam: User, person: User) -> Client:
    """Support's browser after the form was sent."""
    client = Client()
    client.force_login(sam)
    begin = reverse("admin:cases_visit_begin", args=[case_of(person).public_id])
    answer = client.post(begin, {"person": person.pk, "reason": "She sees no statement."})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture
def visit(sam: User, noor: User) -> Client:
    return visiting(sam, noor)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site's own log says from now on."""
    root, written = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(written)
    formatters = (each.formatter for each in root.handlers)
    handler.setFormatter(next(each for each in formatters if isinstance(each, ProcessorFormatter)))
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


class TestEveryAddress:
    def test_is_either_opened_by_a_visit_or_closed_to_it(self) -> None:
        closed = set(CLOSED_PAGES.split())

        assert closed & VIEWABLE == set()
        assert closed | VIEWABLE == set(addresses())

    @pytest.mark.parametrize("person", ["owner", "admin"])
    def test_is_shown_as_to_the_person_or_closed(self, town: Town, person: str) -> None:
        client = visiting(town.people["support"], town.people[person])
        column = PERSONS.index(person)

        wrong = {}
        for name, statuses in rows().items():
            answer = client.get(town.address(name))
            shown = statuses[column] if name in VIEWABLE else 403
            is_closed = CLOSED in answer.content.decode(errors="ignore")
            if answer.status_code != shown or is_closed == (name in VIEWABLE):
                wrong[name] = (answer.status_code, shown)

        assert wrong == {}

    def test_of_the_desk_is_closed(self, visit: Client) -> None:
        pages = [reverse("admin:index")]
        for model in site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            pages += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]

        answers = {page: visit.get(page) for page in pages}

        wrong = [page for page, answer in answers.items() if answer.status_code != 403]
        assert wrong == []

    def test_takes_nothing_but_the_end(self, town: Town) -> None:
        client = visiting(town.people["support"], town.people["owner"])

        answers = {name: client.post(town.address(name)).status_code for name in rows()}
        for method in ("put", "delete", "patch"):
            answers[method] = getattr(client, method)("/consent/").status_code

        assert {key for key, status in answers.items() if status != 403} == set()


class TestVisit:
    def test_shows_a_banner_with_an_end_on_every_page(self, visit: Client, noor: User) -> None:
        for path in ("/", "/consent/", "/nowhere/", "/account/2fa/"):
            page = visit.get(path).content.decode()
            assert "You view the site as Noor" in page, path
            assert f'action="{END}"' in page, path
        assert "29\xa0minutes" in visit.get("/").content.decode()

    def test_writes_nothing_even_where_a_page_would(self, visit: Client, noor: User) -> None:
        with connection.execute_wrapper(middleware._only_reading):
            assert User.objects.filter(pk=noor.pk).exists()
            with pytest.raises(PermissionDenied), transaction.atomic():
                User.objects.filter(pk=noor.pk).update(name="Else")

        noor.refresh_from_db()
        assert noor.name == "Noor"

    def test_leaves_the_person_s_sign_in_alone(self, visit: Client, noor: User, sam: User) -> None:
        visit.get("/")

        noor.refresh_from_db()
        assert noor.last_login is None
        assert visit.session["_auth_user_id"] == str(sam.pk)
        assert not UserSession.objects.filter(user=noor).exists()

    def test_names_support_in_the_log(self, visit: Client, log: io.StringIO) -> None:
        visit.post("/consent/decide/")

        assert "visit_refused" in log.getvalue()
        lines = [line for line in log.getvalue().splitlines() if "request_id" in line]
        assert len(lines) >= 2
        assert all("sam@example.org" in line for line in lines)

    def test_shows_the_account_of_the_case_alone(self, sam: User, noor: User) -> None:
        other = ArtistMemberFactory.create(user=noor, artist__name="Zoë").artist

        visit = visiting(sam, noor)

        assert other.name not in visit.get("/").content.decode()

    def test_ends_by_its_button(self, visit: Client, sam: User) -> None:
        visit.post(END)

        assert Visit.objects.get().ended_at
        assert visit.get("/admin/").status_code == 200
        deeds = Deed.objects.filter(verb__startswith="visit.").order_by("pk")
        assert [(deed.verb, deed.by, deed.door) for deed in deeds] == [
            ("visit.begun", sam, "admin"),
            ("visit.ended", sam, "admin"),
        ]
        assert deeds[1].visit == Visit.objects.get().public_id

    def test_ends_by_itself(self, visit: Client) -> None:
        Visit.objects.update(
            from_at=timezone.now() - timedelta(minutes=31),
            until_at=timezone.now() - timedelta(minutes=1),
        )

        answer = visit.get("/consent/")

        assert answer["Location"] == "/admin/"
        assert visit.get("/admin/").status_code == 200

    @pytest.mark.parametrize("change", ["case", "support"])
    def test_ends_at_once_with_its_case_or_its_support(
        self, visit: Client, sam: User, change: str
    ) -> None:
        if change == "case":
            Case.objects.update(state="closed")
        else:
            User.objects.filter(pk=sam.pk).update(is_staff=False)

        answer = visit.get("/consent/")

        assert answer.status_code == 302
        assert Visit.objects.get().ended_at
        assert visit.get("/consent/").status_code == 404

    def test_is_nobody_else_s(self, visit: Client) -> None:
        peer = UserFactory.create(is_staff=True, is_superuser=True)
        TOTP.activate(peer, generate_totp_secret())
        client = Client()
        client.force_login(peer)
        session = client.session
        session[middleware.SESSION_KEY] = str(Visit.objects.get().public_id)
        session.save()

        assert client.get("/consent/").status_code == 302
        assert client.get("/consent/").status_code == 404


class TestBeginning:
    def test_asks_for_a_person_of_the_account_and_a_reason(self, sam: User, noor: User) -> None:
        client = Client()
        client.force_login(sam)
        begin = reverse("admin:cases_visit_begin", args=[case_of(noor).public_id])

        page = client.get(begin).content.decode()
        empty = client.post(begin, {"person": noor.pk, "reason": " "})
        other = client.post(begin, {"person": sam.pk, "reason": "Why not."})

        assert "they are told now" in page
        assert (empty.status_code, other.status_code) == (422, 422)
        assert not Visit.objects.exists()

    def test_is_a_link_on_the_page_of_an_open_case(self, sam: User, noor: User) -> None:
        client, case = Client(), case_of(noor)
        client.force_login(sam)
        page = reverse("admin:cases_case_change", args=[case.pk])
        begin = reverse("admin:cases_visit_begin", args=[case.public_id])

        assert f'href="{begin}"' in client.get(page).content.decode()
        Case.objects.update(state="closed")
        assert f'href="{begin}"' not in client.get(page).content.decode()

    def test_is_for_those_with_leave(self, noor: User) -> None:
        helper = UserFactory.create(is_staff=True)
        TOTP.activate(helper, generate_totp_secret())
        client = Client()
        client.force_login(helper)

        begin = reverse("admin:cases_visit_begin", args=[case_of(noor).public_id])

        assert client.get(begin).status_code == 404
