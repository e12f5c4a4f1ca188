from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artistportal import background
from artistportal.background import JobState
from tests.bells.models import Bell

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(seconds=1)
LATER = NOW + timedelta(minutes=10)

pytestmark = pytest.mark.django_db


def bell(**fields: object) -> Bell:
    return Bell.objects.create(created_at=NOW, **fields)


def claimed(*, now: datetime = NOW) -> Bell:
    job = background.claim(Bell, bell().pk, now=now)
    assert job is not None
    return job


class TestClaim:
    def test_takes_up_a_row_that_waits(self) -> None:
        job = background.claim(Bell, bell().pk, now=SOON)

        assert job is not None
        assert (job.state, job.attempts, job.started_at) == (JobState.RUNNING, 1, SOON)

    def test_leaves_a_row_to_the_worker_that_has_it(self) -> None:
        job = claimed()

        assert background.claim(Bell, job.pk, now=SOON) is None

    def test_takes_over_from_a_worker_that_died(self) -> None:
        job = background.claim(Bell, claimed().pk, now=LATER)

        assert job is not None
        assert job.attempts == 2

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
    def test_leaves_a_row_that_came_to_its_end(self, state: JobState) -> None:
        assert background.claim(Bell, bell(state=state).pk, now=LATER) is None

    def test_knows_no_row_by_another_id(self) -> None:
        assert background.claim(Bell, 404, now=NOW) is None


class TestBeat:
    def test_says_how_far_the_work_is(self) -> None:
        job = claimed()

        assert background.beat(job, now=SOON, done=1, total=4, note="Matching")

        job.refresh_from_db()
        assert (job.heartbeat_at, job.progress_percent, job.progress_note) == (SOON, 25, "Matching")

    def test_keeps_the_row_from_other_workers(self) -> None:
        job = claimed()

        background.beat(job, now=LATER, done=1, total=4)

        assert background.claim(Bell, job.pk, now=LATER + timedelta(seconds=1)) is None

    def test_tells_a_worker_that_the_row_was_taken_from_it(self) -> None:
        slow = claimed()
        background.claim(Bell, slow.pk, now=LATER)

        assert not background.beat(slow, now=LATER, done=4, total=4)


class TestFinish:
    def test_closes_the_row(self) -> None:
        job = claimed()

        assert background.finish(job, now=SOON)

        job.refresh_from_db()
        assert (job.state, job.finished_at) == (JobState.DONE, SOON)

    def test_refuses_the_result_of_a_worker_that_was_given_up(self) -> None:
        slow = claimed()
        quick = background.claim(Bell, slow.pk, now=LATER)

        assert quick is not None
        assert background.finish(quick, now=LATER)
        assert not background.finish(slow, now=LATER)


class TestFail:
    def test_shows_the_sentence(self) -> None:
        job = claimed()

        assert background.fail(job, "The file is empty.", now=SOON)

        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, "The file is empty.")


class TestPutOff:
    def test_lets_the_row_wait_until_its_moment(self) -> None:
        job = claimed()

        assert background.put_off(job, "The server is away.", now=SOON, until=LATER)

        assert background.sweep(Bell, now=LATER - timedelta(seconds=1)) == []
        assert background.sweep(Bell, now=LATER) == [job.pk]

    def test_says_why_and_keeps_count_of_the_attempts(self) -> None:
        job = claimed()

        background.put_off(job, "The server is away.", now=SOON, until=LATER)

        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.WAITING, "The server is away.")
        assert job.attempts == 1


class TestRetry:
    def test_gives_a_failed_row_all_its_attempts_again(self) -> None:
        job = claimed()
        background.fail(job, "The disk was full.", now=SOON)

        assert background.retry(Bell, job.pk, now=LATER)

        job.refresh_from_db()
        assert (job.state, job.attempts, job.error) == (JobState.WAITING, 0, "")

    def test_leaves_a_row_that_did_not_fail(self) -> None:
        assert not background.retry(Bell, claimed().pk, now=LATER)


class TestSweep:
    def test_rings_again_for_a_row_whose_ring_was_lost(self) -> None:
        job = bell(rung_at=NOW)

        assert background.sweep(Bell, now=LATER) == [job.pk]

    def test_rings_again_for_a_row_whose_worker_died(self) -> None:
        job = claimed()

        assert background.sweep(Bell, now=LATER) == [job.pk]

    def test_gives_a_ring_time_to_arrive(self) -> None:
        bell(rung_at=NOW)

        assert background.sweep(Bell, now=SOON) == []

    def test_rings_once_and_then_waits_again(self) -> None:
        bell()
        background.sweep(Bell, now=LATER)

        assert background.sweep(Bell, now=LATER + timedelta(seconds=1)) == []

    def test_gives_up_visibly_after_the_last_attempt(self) -> None:
        job = bell(state=JobState.RUNNING, heartbeat_at=NOW, attempts=background.MAX_ATTEMPTS)

        assert background.sweep(Bell, now=LATER) == []

        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, background.GAVE_UP)

    def test_never_rings_faster_than_workers_could_answer(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(background, "RINGS_AT_ONCE", 2)
        first, second, third = bell(), bell(), bell()

        assert background.sweep(Bell, now=LATER) == [first.pk, second.pk]
        assert background.sweep(Bell, now=LATER) == [third.pk]


class TestProgressPercent:
    @pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (1, 3, 33), (9, 3, 100)])
    def test_stays_between_0_and_100(self, done: int, total: int, percent: int) -> None:
        assert Bell(progress_done=done, progress_total=total).progress_percent == percent
