"""Cases, as support works on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from artistportal.accounts.models import Deed, Notification
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Case, CaseMove, Message
from artistportal.cases.queries import cases as found
from artistportal.cases.services import cases, desk
from artistportal.cases.services.cases import TooLate
from artistportal.cases.services.desk import NotYours
from artistportal.cases.services.messages import NotSent, Said
from artistportal.cases.services.moves import NotThere
from tests.factories.accounts import UserFactory, support
from tests.factories.cases import account_of, opened
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


def again(case: Case) -> Case:
    """The case as another person has it on their screen."""
    return Case.objects.get(pk=case.pk)


def decided(case: Case) -> Case:
    desk.take(case, by=support(), now=NOW)
    desk.decide(case, outcome="Counted anew.", by=support(), now=NOW)
    return case


class TestACaseToItsEnd:
    def test_is_taken_asked_answered_referred_decided_appealed_and_closed(self) -> None:
        sam, kim = support(), UserFactory.create(is_staff=True)
        case = opened()
        owner = case.opened_by

        desk.take(case, by=sam, now=NOW)
        desk.ask(case, Said("Which month?"), by=sam, now=NOW)
        cases.answer(case, Said("May."), by=owner, now=NOW)
        desk.refer(case, Said("We asked the tool."), by=sam, now=NOW)
        desk.resume(case, by=sam, now=NOW)
        desk.decide(case, outcome="The tool corrects its report.", by=sam, now=NOW)
        cases.appeal(case, Said("Not all of it."), by=owner, now=NOW + timedelta(days=29))
        with pytest.raises(NotYours):
            desk.take(case, by=sam, now=NOW)
        desk.take(case, by=kim, now=NOW)
        desk.decide(case, outcome="Now all of it.", by=kim, now=NOW)

        assert case.answerer == kim
        assert desk.close_decided(now=NOW + timedelta(days=29)) == 0
        assert desk.close_decided(now=NOW + timedelta(days=30)) == 1
        case.refresh_from_db()
        assert case.state == CaseState.CLOSED
        verbs = list(case.moves.order_by("pk").values_list("verb", flat=True))
        assert verbs == [
            "take", "ask", "answer", "refer", "resume", "decide", "appeal", "take", "decide",
            "close",
        ]  # fmt: skip
        assert Deed.objects.filter(subject=f"case:{case.public_id}").count() == 11
        told = Notification.objects.filter(to=owner).values_list("subject", flat=True)
        assert f"{case.code}: support asks you something" in told

    def test_moves_and_words_are_never_changed(self) -> None:
        case = decided(opened())
        for rows in (CaseMove.objects.filter(case=case), Message.objects.filter(case=case)):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()


class TestTwoAtOnce:
    def test_one_takes_and_the_other_sees_the_state(self) -> None:
        case = opened()
        theirs = again(case)
        desk.take(case, by=support(), now=NOW)

        with pytest.raises(NotThere, match="Support works on it"):
            desk.take(theirs, by=UserFactory.create(is_staff=True), now=NOW)

        assert CaseMove.objects.count() == 1
        assert again(case).answerer == support()

    def test_withdrawing_and_deciding_do_not_both_happen(self) -> None:
        case = opened()
        desk.take(case, by=support(), now=NOW)
        theirs = again(case)
        cases.withdraw(case, reason="", by=case.opened_by, now=NOW)

        with pytest.raises(NotThere, match="Withdrawn"):
            desk.decide(theirs, outcome="No.", by=support(), now=NOW)
        with pytest.raises(NotThere):
            desk.reply(theirs, Said("Still there?"), by=support(), now=NOW)

        assert again(case).outcome == ""

    def test_a_late_word_does_not_reach_a_case_that_moved(self) -> None:
        case = opened()
        theirs = again(case)
        cases.withdraw(case, reason="Found it.", by=case.opened_by, now=NOW)

        with pytest.raises(NotThere):
            cases.answer(theirs, Said("One more thing."), by=case.opened_by, now=NOW)

        assert case.messages.count() == 1


class TestRights:
    def test_only_support_works_on_cases(self) -> None:
        case = opened()
        owner = case.opened_by
        for act in (
            lambda: desk.take(case, by=owner, now=NOW),
            lambda: desk.note(case, Said("x"), by=owner, now=NOW),
            lambda: desk.decide(case, outcome="Mine.", by=owner, now=NOW),
            lambda: desk.close(case, by=owner, now=NOW),
            lambda: desk.hand_over(case, to=owner, by=support(), now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_support_does_not_withdraw_or_appeal_for_somebody(self) -> None:
        case = decided(opened())

        with pytest.raises(PermissionDenied):
            cases.appeal(case, Said("For them."), by=support(), now=NOW)


class TestNote:
    def test_is_read_by_support_alone_and_tells_nobody(self) -> None:
        case = opened()
        before = (again(case).moved_at, Notification.objects.count())

        desk.note(case, Said("Has asked before."), by=support(), now=NOW + timedelta(hours=1))

        assert [m.text for m in found.conversation(case, with_notes=False)] == ["There were more."]
        assert len(found.conversation(case, with_notes=True)) == 2
        assert (again(case).moved_at, Notification.objects.count()) == before


class TestAppeal:
    def test_ends_thirty_days_after_the_decision(self) -> None:
        case = decided(opened())

        with pytest.raises(TooLate):
            cases.appeal(case, Said("Late."), by=case.opened_by, now=NOW + timedelta(days=30))

    def test_a_decision_says_what_came_out(self) -> None:
        case = opened(kind=CaseKind.QUESTION)
        desk.take(case, by=support(), now=NOW)

        with pytest.raises(NotSent):
            desk.decide(case, outcome="  ", by=support(), now=NOW)


class TestUnread:
    def test_is_what_support_said_since_the_opener_looked(self) -> None:
        case = opened()
        mine = found.visible_to(case.opened_by, account_of(case.opened_by))
        desk.reply(case, Said("Soon."), by=support(), now=NOW + timedelta(hours=1))

        assert found.unread_count(case.opened_by, account_of(case.opened_by)) == 1
        listed = found.chosen(mine, found.CaseSelection()).get()
        assert listed.is_unread  # type: ignore[attr-defined]  # annotated
        assert listed.answered_by == "Sam of support"  # type: ignore[attr-defined]  # likewise

        cases.mark_seen(again(case), now=NOW + timedelta(hours=2))
        assert found.unread_count(case.opened_by, account_of(case.opened_by)) == 0
