"""Sending notices: in order, again and again, and never in the way of a decision."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from artistportal import background
from artistportal.background import JobState
from artistportal.roster.domain.uses import Use
from consent.domain import signatures, webhooks
from consent.models import Decision, Notice, NoticeAttempt, SigningKey, WebhookEndpoint
from consent.services import deliveries, endpoints, posting
from consent.services.endpoints import NotATarget
from tests.consent.services.receivers import Receiver, receiver
from tests.consent.views.stage import Stage
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


class Scene:
    """Ana's tool with an endpoint, and a clock that goes on only when it is told to."""

    def __init__(self, receiver: Receiver) -> None:
        self.stage = Stage(count=1)
        self.tool = self.stage.tool
        self.receiver = receiver
        self.now: datetime = NOW
        shown = endpoints.set_url(tool=self.tool, url=receiver.url, by=support(), now=NOW)
        self.endpoint, receiver.secret = shown.endpoint, shown.secret

    def decide(self, count: int = 1) -> list[Decision]:
        """Yes and no in turn, so that each is something new."""
        made = []
        for _ in range(count):
            is_yes = Decision.objects.count() % 2 == 0
            say = say_yes(self.stage.artist, self.stage.terms, now=self.now) if is_yes else None
            made.append(say or say_no(self.stage.artist, tool=self.tool, now=self.now))
        return made

    def sweep(self) -> None:
        """As the beat does: ring for what is due, and carry out what was rung."""
        for endpoint_id in deliveries.due(self.now):
            while deliveries.carry_out(endpoint_id=endpoint_id, clock=lambda: self.now):
                pass

    def live_through(self, length: timedelta, step: timedelta = timedelta(minutes=5)) -> None:
        until = self.now + length
        while self.now < until:
            self.now += step
            self.sweep()

    @property
    def sent(self) -> list[str]:
        return [n.code for n in Notice.objects.filter(sent_at__isnull=False).order_by("number")]


@pytest.fixture
def scene(settings: Any) -> Iterator[Scene]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiver() as listening:
        yield Scene(listening)


class TestARound:
    def test_sends_what_waits_in_order_and_each_can_be_verified(self, scene: Scene) -> None:
        scene.decide(5)

        scene.sweep()

        assert scene.receiver.notices == [f"N-00000{number}" for number in range(1, 6)]
        assert scene.sent == scene.receiver.notices
        scene.receiver.check(scene.now)

    def test_sends_nothing_twice_when_all_is_well(self, scene: Scene) -> None:
        scene.decide(2)
        scene.sweep()

        scene.live_through(timedelta(days=1), timedelta(hours=1))

        assert scene.receiver.requests == 2

    @pytest.mark.parametrize("answer", [500, 429, 404, 302, "close"])
    def test_keeps_what_was_not_taken_and_notes_why(self, scene: Scene, answer: int | str) -> None:
        scene.receiver.answer = answer
        scene.decide(3)

        scene.sweep()

        tried = NoticeAttempt.objects.get()
        assert scene.receiver.requests == 1
        assert tried.status == (answer if isinstance(answer, int) else None)
        assert tried.error
        assert Notice.objects.filter(is_waiting=True).count() == 3

    @pytest.mark.parametrize("answer", ["hang", "drip"])
    def test_waits_only_so_long_for_an_answer(
        self, scene: Scene, monkeypatch: Any, answer: str
    ) -> None:
        monkeypatch.setattr(posting, "ALL_SECONDS", 0.5)
        scene.receiver.answer = answer
        scene.decide()

        scene.sweep()

        tried = NoticeAttempt.objects.get()
        assert tried.error == "No answer in time."
        assert tried.took_ms < 2_000

    def test_never_follows_a_redirect(self, scene: Scene) -> None:
        scene.receiver.answer = 307
        scene.decide()

        scene.sweep()

        assert scene.receiver.requests == 1
        assert "redirects are not followed" in NoticeAttempt.objects.get().error

    def test_catches_up_in_order_after_a_day_without_an_answer(self, scene: Scene) -> None:
        scene.receiver.answer = 500
        for _ in range(8):
            scene.decide()
            scene.live_through(timedelta(hours=3), timedelta(minutes=10))
        assert scene.receiver.arrivals == []

        scene.receiver.answer = 200
        # The wait after the seventh try: fourteen hours, and a fifth more at most.
        scene.live_through(timedelta(hours=17), timedelta(minutes=10))

        assert scene.receiver.notices == [f"N-00000{number}" for number in range(1, 9)]
        assert len(scene.receiver.ids) == len(set(scene.receiver.ids))
        assert NoticeAttempt.objects.filter(status=500).count() < 10

    def test_honours_when_the_receiver_asks_to_be_left_alone(self, scene: Scene) -> None:
        scene.receiver.answer, scene.receiver.retry_after = 429, "3600"
        scene.decide()
        scene.sweep()

        scene.live_through(timedelta(minutes=55))

        assert scene.receiver.requests == 1
        scene.live_through(timedelta(minutes=10))
        assert scene.receiver.requests == 2

    def test_gives_one_up_after_the_last_try_and_goes_on_with_the_next(self, scene: Scene) -> None:
        scene.receiver.answer = 500
        scene.decide(2)

        scene.live_through(timedelta(hours=95), timedelta(minutes=30))

        given_up, next_one = Notice.objects.order_by("number")
        assert given_up.dead_at is not None
        assert given_up.tries.count() == webhooks.MOST_TRIES
        assert next_one.attempts > 0
        scene.receiver.answer = 200
        scene.live_through(timedelta(hours=25), timedelta(minutes=30))
        assert scene.sent == ["N-000002"]

    def test_sends_one_that_was_given_up_again_when_asked_to(self, scene: Scene) -> None:
        self.test_gives_one_up_after_the_last_try_and_goes_on_with_the_next(scene)

        notice = Notice.objects.get(number=1)
        deliveries.send_again(notice=notice, by=support(), now=scene.now)
        scene.live_through(timedelta(minutes=5))

        assert scene.sent == ["N-000001", "N-000002"]

    def test_stops_at_an_address_that_is_gone_and_goes_on_at_a_new_one(self, scene: Scene) -> None:
        scene.receiver.answer = 410
        scene.decide(2)
        scene.live_through(timedelta(days=1))
        scene.endpoint.refresh_from_db()
        assert (scene.receiver.requests, scene.endpoint.is_enabled) == (1, False)
        assert "410" in scene.endpoint.disabled_because

        scene.receiver.answer = 200
        endpoints.set_url(tool=scene.tool, url=scene.receiver.url, by=support(), now=scene.now)
        scene.live_through(timedelta(minutes=5))

        assert scene.receiver.notices == ["N-000001", "N-000002"]

    def test_tries_again_what_a_killed_worker_had_in_hand(self, scene: Scene) -> None:
        scene.decide(2)
        scene.now += timedelta(minutes=1)
        (endpoint_id,) = deliveries.due(scene.now)
        background.claim(WebhookEndpoint, endpoint_id, now=scene.now)

        scene.live_through(timedelta(minutes=5), timedelta(seconds=30))

        assert scene.receiver.notices == ["N-000001", "N-000002"]

    def test_lets_only_one_worker_send_at_a_time(self, scene: Scene) -> None:
        scene.decide(2)
        (endpoint_id,) = deliveries.due(scene.now)
        background.claim(WebhookEndpoint, endpoint_id, now=scene.now)

        deliveries.carry_out(endpoint_id=endpoint_id, clock=lambda: scene.now)

        assert scene.receiver.requests == 0

    def test_makes_room_for_other_tools_after_a_minute(self, scene: Scene) -> None:
        scene.decide(3)
        (endpoint_id,) = deliveries.due(scene.now)
        ticks = iter(NOW + timedelta(seconds=10 * step) for step in range(100))

        more = deliveries.carry_out(endpoint_id=endpoint_id, clock=lambda: next(ticks))

        assert more
        assert 0 < scene.receiver.requests < 3
        scene.endpoint.refresh_from_db()
        assert scene.endpoint.state == JobState.WAITING


class TestADecision:
    def test_takes_no_longer_while_a_tool_hangs(self, scene: Scene) -> None:
        scene.receiver.answer = "hang"

        scene.decide(3)

        assert scene.receiver.requests == 0
        assert Notice.objects.filter(is_waiting=True).count() == 3


class TestTargets:
    def test_refuses_a_private_address_behind_a_public_name(
        self, scene: Scene, settings: Any, monkeypatch: Any
    ) -> None:
        settings.WEBHOOK_ALLOW_PRIVATE = False
        asked = []

        def lookup(host: str, port: int, **_how: Any) -> list[Any]:
            asked.append(host)
            return [(2, 1, 6, "", ("8.8.8.8", port)), (2, 1, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        WebhookEndpoint.objects.update(url="https://rebinding.example/hooks")
        scene.decide()

        scene.sweep()

        assert asked == ["rebinding.example"]
        assert NoticeAttempt.objects.get().error == "127.0.0.1 is no public address."

    def test_connects_to_the_very_address_that_was_checked(
        self, scene: Scene, monkeypatch: Any
    ) -> None:
        port = scene.receiver.url.split(":")[2].split("/")[0]
        lookup = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda _host, *a, **k: lookup("127.0.0.1", *a, **k)
        )
        WebhookEndpoint.objects.update(url=f"http://named.example:{port}/hooks")
        scene.decide()

        scene.sweep()

        ((headers, _),) = scene.receiver.arrivals
        assert headers["host"] == f"named.example:{port}"


class TestEndpoints:
    def test_shows_a_secret_once_and_stores_it_sealed(self, scene: Scene) -> None:
        again = endpoints.set_url(tool=scene.tool, url="http://127.0.0.1:1/", by=support(), now=NOW)

        assert again.secret == ""
        assert scene.receiver.secret.startswith("whsec_")
        assert scene.receiver.secret.removeprefix("whsec_") not in again.endpoint.sealed_secret

    def test_signs_with_both_secrets_for_a_day(self, scene: Scene) -> None:
        former = scene.receiver.secret
        shown = endpoints.rotate_secret(tool=scene.tool, by=support(), now=scene.now)
        scene.decide()

        scene.sweep()

        for secret in (former, shown.secret):
            scene.receiver.secret = secret
            scene.receiver.check(scene.now)
        scene.now += timedelta(days=2)
        scene.receiver.arrivals.clear()
        scene.decide()
        scene.sweep()
        scene.receiver.check(scene.now)
        scene.receiver.secret = former
        with pytest.raises(webhooks.NotVerified):
            scene.receiver.check(scene.now)

    def test_signs_with_the_sites_own_key_too(self, scene: Scene) -> None:
        scene.decide()

        scene.sweep()

        public = webhooks.written(
            signatures.from_base64url(SigningKey.objects.get().public_key), webhooks.PUBLIC_KEY
        )
        ((headers, body),) = scene.receiver.arrivals
        assert webhooks.verify(headers, body, [public], scene.now)

    def test_says_what_came_back_of_a_ping(self, scene: Scene) -> None:
        scene.receiver.answer = 503

        outcome = endpoints.ping(tool=scene.tool, by=support(), now=scene.now)

        assert (outcome.status, outcome.error) == (503, "Answered 503.")

    def test_sends_what_waits_once_a_ping_got_through(self, scene: Scene) -> None:
        scene.receiver.answer = 500
        scene.decide()
        scene.live_through(timedelta(hours=1))

        scene.receiver.answer = 200
        endpoints.ping(tool=scene.tool, by=support(), now=scene.now)
        scene.live_through(timedelta(minutes=1), timedelta(minutes=1))

        assert scene.sent == ["N-000001"]

    def test_refuses_a_private_or_open_address(self, scene: Scene, settings: Any) -> None:
        settings.WEBHOOK_ALLOW_PRIVATE = False

        with pytest.raises(NotATarget, match="https"):
            endpoints.set_url(tool=scene.tool, url="http://a.example/", by=support(), now=NOW)

    def test_is_for_the_tools_own_people(self, scene: Scene) -> None:
        with pytest.raises(PermissionDenied, match="Only the people of"):
            endpoints.set_url(
                tool=scene.tool, url="https://a.example/", by=UserFactory.create(), now=NOW
            )


class TestUses:
    def test_are_said_by_their_code(self, scene: Scene) -> None:
        say_no(scene.stage.artist, use=Use.TRAINING, now=scene.now)

        assert '"use":"training"' in Notice.objects.get().body
