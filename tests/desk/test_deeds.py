"""The audit trail at the desk: what support does is kept, found, and changed by nobody."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from artistportal.accounts.models import Deed, DeedConcern, Letter, User
from artistportal.accounts.services import audit, letters
from artistportal.background import JobState
from artistportal.roster.models import Artist
from tests.desk.support import desk_of, somebody
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW, ArtistFactory, ArtistMemberFactory

pytestmark = pytest.mark.django_db

TRAIL = "/admin/accounts/deed/"
LETTERS = "/admin/accounts/letter/"
NO_MEMBERS = {"members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0}


def a_deed(verb: str = "thing.done", by: User | None = None, subject: str = "thing:1") -> Deed:
    fact = audit.Fact(verb, subject, f"Somebody did it: {verb}.", ["artist:1"], {"a": "=1"})
    return audit.record(fact, by=by, now=NOW)


class TestTheTrail:
    def test_refuses_to_be_changed_or_shortened(self) -> None:
        a_deed()

        for rows in (Deed.objects.all(), DeedConcern.objects.all()):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                rows.update(**{"account" if rows.model is DeedConcern else "verb": "other"})
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                rows._raw_delete(rows.db)

    def test_is_read_and_never_edited_at_the_desk(self) -> None:
        deed, desk = a_deed(), desk_of(somebody())
        one = reverse("admin:accounts_deed_change", args=[deed.pk])

        assert desk.get(one).status_code == 200
        assert desk.post(one, {"verb": "other"}).status_code == 403
        assert desk.get(f"{TRAIL}add/").status_code == 403
        assert desk.post(one.replace("change", "delete"), {"post": "yes"}).status_code == 403

    def test_is_found_by_person_subject_or_verb(self) -> None:
        mara = UserFactory.create(email="mara@example.org")
        theirs = a_deed("split.signed", mara, "split:1")
        tried = a_deed("sign_in.failed", None, f"user:{mara.pk}")
        a_deed("case.opened")
        desk = desk_of(somebody())

        def found(**asked: str) -> set[Deed]:
            return set(desk.get(TRAIL, asked).context["cl"].result_list)

        assert found(q="MARA@example.org") == {theirs, tried}
        assert found(q="split:1") == {theirs}
        assert found(q="split.") == {theirs}
        assert found(what="sign_in.") == {tried}
        assert found(door="admin", q="split.") == set()
        assert found(when="7") == set()

    def test_is_saved_as_a_file_by_superusers_who_say_why(self) -> None:
        chosen = {"action": "save_as_csv", "_selected_action": a_deed().pk}
        chief, helper = somebody(), somebody("view_deed")

        asked = desk_of(chief).post(TRAIL, chosen)
        file = desk_of(chief).post(TRAIL, chosen | {"reason": "The court asks."})
        refused = desk_of(helper).post(TRAIL, chosen | {"reason": "The court asks."})

        assert "Why" in asked.content.decode()
        assert file["Content-Type"].startswith("text/csv")
        assert "thing.done" in file.content.decode()
        assert refused["Content-Type"].startswith("text/html")
        assert Deed.objects.get(verb="deed.save_as_csv").reason == "The court asks."


class TestSaves:
    def test_keep_what_stood_before_and_after_and_why(self) -> None:
        artist, sam = ArtistFactory.create(name="Nor"), somebody()
        form = {"name": "Noor", "why": "As on the sleeve.", **NO_MEMBERS}

        desk_of(sam).post(reverse("admin:roster_artist_change", args=[artist.pk]), form)

        deed = Deed.objects.get(verb="artist.changed")
        assert (deed.by, deed.door, deed.reason) == (sam, "admin", "As on the sleeve.")
        assert (deed.before, deed.after) == ({"name": "Nor"}, {"name": "Noor"})
        assert deed.subject == f"artist:{artist.public_id}"
        assert deed.concerns.get().account == f"artist:{artist.public_id}"

    def test_keep_what_was_added(self) -> None:
        desk_of(somebody()).post(reverse("admin:roster_artist_add"), {"name": "Noor", **NO_MEMBERS})

        key = f"artist:{Artist.objects.get().public_id}"
        assert Deed.objects.get(verb="artist.added").concerns.get().account == key

    def test_keep_what_became_of_a_membership_for_its_account(self) -> None:
        member = ArtistMemberFactory.create()
        ArtistMemberFactory.create(artist=member.artist)
        form = {
            "user": member.user_id, "artist": member.artist_id, "role": "reader",
            "from_at_0": "2025-01-01", "from_at_1": "09:00:00", "sees_money": "on",
        }  # fmt: skip

        desk_of(somebody()).post(
            reverse("admin:roster_artistmember_change", args=[member.pk]), form
        )

        deed = Deed.objects.get(verb="artistmember.changed")
        assert deed.before["role"] == "owner"
        assert deed.concerns.get().account == f"artist:{member.artist.public_id}"

    def test_of_people_are_kept_and_their_passwords_are_not(self) -> None:
        desk_of(somebody()).post(
            "/admin/accounts/user/add/",
            {
                "email": "mara@example.org", "name": "Mara", "usable_password": "true",
                "password1": "salt-meadow-ferry-lane", "password2": "salt-meadow-ferry-lane",
            },
        )  # fmt: skip

        deed = Deed.objects.get(verb="user.added")
        assert deed.after["email"] == "mara@example.org"
        assert "salt-meadow" not in str(deed.after)

    def test_of_a_factor_taken_away_are_kept(self) -> None:
        other = somebody("view_artist")
        factor = other.authenticator_set.get()  # type: ignore[attr-defined]

        desk_of(somebody()).post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})

        assert Deed.objects.filter(verb="authenticator.removed").exists()


class TestActions:
    @pytest.fixture
    def failed(self) -> list[Letter]:
        people = [UserFactory.create() for _ in range(3)]
        letters.write(to=people, subject="You are asked", text="Please.", now=timezone.now())
        Letter.objects.update(state=JobState.FAILED)
        return list(Letter.objects.order_by("pk"))

    def waiting(self) -> list[int]:
        waiting = Letter.objects.filter(state=JobState.WAITING)
        return list(waiting.order_by("pk").values_list("pk", flat=True))

    def test_ask_why_before_anything_is_done(self, failed: list[Letter]) -> None:
        chosen = {"action": "send_again", "_selected_action": [failed[0].pk]}
        desk = desk_of(somebody())

        asked = desk.post(LETTERS, chosen)
        empty = desk.post(LETTERS, chosen | {"reason": " "})

        assert (asked.status_code, empty.status_code) == (200, 422)
        assert str(failed[0]) in asked.content.decode()
        assert self.waiting() == []

    def test_are_kept_for_each_row_with_the_reason(self, failed: list[Letter]) -> None:
        pks = [letter.pk for letter in failed[:2]]
        sent = {"action": "send_again", "_selected_action": pks, "reason": "Mail is back."}

        desk_of(somebody()).post(LETTERS, sent)

        deeds = Deed.objects.filter(verb="letter.send_again", reason="Mail is back.")
        assert sorted(deed.subject for deed in deeds) == sorted(
            f"letter:{letter.public_id}" for letter in failed[:2]
        )
        assert self.waiting() == pks

    def test_reach_what_is_chosen_on_the_page_alone(self, failed: list[Letter]) -> None:
        sent = {
            "action": "send_again", "_selected_action": [failed[0].pk], "select_across": "1",
            "reason": "Mail is back.",
        }  # fmt: skip

        desk_of(somebody()).post(LETTERS, sent)

        assert self.waiting() == [failed[0].pk]
