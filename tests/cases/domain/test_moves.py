"""The table of moves, read and drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from artistportal.cases.domain import deadlines, moves
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.domain.moves import NotThere
from artistportal.cases.domain.states import MOVES, OVER, CaseState, Party

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
DOCS = Path(__file__).parents[3] / "docs" / "cases.md"


class TestCheck:
    def test_finds_where_a_verb_leads(self) -> None:
        move = moves.check("decide", Party.SUPPORT, CaseState.WITH_OTHERS)

        assert move.end is CaseState.DECIDED

    @pytest.mark.parametrize("party", list(Party), ids=str)
    @pytest.mark.parametrize("state", sorted(OVER), ids=str)
    def test_leads_nowhere_from_what_is_over(self, party: Party, state: CaseState) -> None:
        assert moves.verbs(party, state) == ()

    def test_lets_no_opener_decide_or_close(self) -> None:
        verbs = {verb for state in CaseState for verb in moves.verbs(Party.OPENER, state)}

        assert verbs == {"answer", "withdraw", "appeal"}

    def test_says_where_the_case_stands(self) -> None:
        with pytest.raises(NotThere, match="Withdrawn"):
            moves.check("take", Party.SUPPORT, CaseState.WITHDRAWN)

    def test_every_state_is_reached_and_left_or_over(self) -> None:
        reached = {move.end for move in MOVES} | {CaseState.OPEN}
        left = {move.start for move in MOVES} | OVER

        assert reached == left == set(CaseState)

    def test_one_verb_of_one_party_leads_to_one_place(self) -> None:
        starts = [(move.verb, move.party, move.start) for move in MOVES]

        assert len(starts) == len(set(starts))


class TestDiagram:
    def test_is_the_one_in_the_docs(self) -> None:
        assert f"```mermaid\n{moves.diagram()}\n```" in DOCS.read_text()


class TestDeadlines:
    def test_every_kind_has_one_and_a_clone_the_shortest(self) -> None:
        due = {kind: deadlines.answer_by(kind, NOW) for kind in CaseKind}

        assert min(due.values()) == due[CaseKind.VOICE_CLONE] == NOW + timedelta(days=2)

    @pytest.mark.parametrize(
        ("state", "is_late"),
        [
            (CaseState.OPEN, True),
            (CaseState.APPEALED, True),
            (CaseState.WITH_OPENER, False),
            (CaseState.DECIDED, False),
        ],
        ids=str,
    )
    def test_is_overdue_while_support_is_to_answer(self, state: CaseState, is_late: bool) -> None:
        passed = NOW - timedelta(seconds=1)

        assert deadlines.is_overdue(state, passed, NOW) is is_late
        assert not deadlines.is_overdue(state, NOW, NOW)
