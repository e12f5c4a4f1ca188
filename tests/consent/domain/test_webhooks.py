"""Webhooks: the specification's vector, what a receiver checks, and when is tried again."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from consent.domain import webhooks
from consent.domain.webhooks import MOST_TRIES, Message, NotVerified, retry_in, v1, v1a, verify

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
SECRET = webhooks.written(b"k" * 32)
FORMER = webhooks.written(b"f" * 32)
MESSAGE = Message("a-message", NOW, '{"type":"consent.revoked"}')


def sent(*signatures: str, message: Message = MESSAGE) -> dict[str, str]:
    return webhooks.headers(message, signatures)


class TestV1:
    def test_signs_as_the_specification_does(self) -> None:
        message = Message(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            datetime.fromtimestamp(1614265330, UTC),
            '{"test": 2432232314}',
        )

        signature = v1(message, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

        assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_is_believed_by_the_common_library(self) -> None:
        message = Message(
            "a-message", datetime.now(UTC), '{"type":"ping"}'
        )  # the library reads the clock

        believed = Webhook(SECRET).verify(message.body, sent(v1(message, SECRET), message=message))

        assert believed == {"type": "ping"}


class TestVerify:
    def test_gives_the_id_by_which_a_second_arrival_is_known(self) -> None:
        assert verify(sent(v1(MESSAGE, SECRET)), MESSAGE.body, [SECRET], NOW) == "a-message"

    def test_believes_either_secret_while_one_replaces_the_other(self) -> None:
        headers = sent(v1(MESSAGE, SECRET), v1(MESSAGE, FORMER))

        for known in (SECRET, FORMER):
            assert verify(headers, MESSAGE.body, [known], NOW) == "a-message"

    def test_believes_the_sites_own_key(self) -> None:
        key = Ed25519PrivateKey.generate()
        public = webhooks.written(key.public_key().public_bytes_raw(), webhooks.PUBLIC_KEY)
        headers = sent("v1,c29tZXRoaW5nIGVsc2U=", v1a(key.sign(MESSAGE.signed)))

        assert verify(headers, MESSAGE.body, [public], NOW) == "a-message"

    @pytest.mark.parametrize(
        ("body", "late", "secret"),
        [
            ('{"type":"consent.granted"}', timedelta(), SECRET),
            (MESSAGE.body, timedelta(), FORMER),
            (MESSAGE.body, timedelta(minutes=6), SECRET),
            (MESSAGE.body, -timedelta(minutes=6), SECRET),
        ],
        ids=["another body", "another secret", "too late", "from the future"],
    )
    def test_believes_nothing_else(self, body: str, late: timedelta, secret: str) -> None:
        with pytest.raises(NotVerified):
            verify(sent(v1(MESSAGE, SECRET)), body, [secret], NOW + late)

    @pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
    def test_needs_every_header(self, missing: str) -> None:
        headers = sent(v1(MESSAGE, SECRET)) | {missing: ""}

        with pytest.raises(NotVerified, match="header"):
            verify(headers, MESSAGE.body, [SECRET], NOW)

    @given(st.text(alphabet="v1a,+/= abc", max_size=40))
    def test_never_believes_a_made_up_signature(self, signature: str) -> None:
        with pytest.raises(NotVerified):
            verify(sent(signature), MESSAGE.body, [SECRET, "whpk_" + "A" * 43 + "="], NOW)

    def test_never_takes_a_public_key_for_a_secret(self) -> None:
        public = "whpk_" + SECRET.removeprefix("whsec_")

        with pytest.raises(NotVerified):
            verify(sent(v1(MESSAGE, SECRET)), MESSAGE.body, [public], NOW)


class TestWritten:
    def test_keeps_the_bytes_of_a_secret(self) -> None:
        assert b64decode(SECRET.removeprefix("whsec_")) == b"k" * 32


class TestRetryIn:
    def test_waits_longer_each_time_and_gives_up_after_three_days(self) -> None:
        waits = [retry_in(tries, 0.0) for tries in range(1, MOST_TRIES)]

        assert waits == sorted(waits, key=lambda wait: wait or timedelta())
        assert sum(filter(None, waits), timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
        assert retry_in(MOST_TRIES, 0.0) is None

    @given(st.integers(1, MOST_TRIES - 1), st.floats(0, 1))
    def test_spreads_receivers_over_a_fifth_of_the_wait(self, tries: int, random: float) -> None:
        shortest, wait = retry_in(tries, 0.0), retry_in(tries, random)

        assert shortest is not None
        assert wait is not None
        assert shortest <= wait <= shortest * 1.2

    def test_honours_what_the_receiver_asks_for_within_a_day(self) -> None:
        assert retry_in(1, 0.0, timedelta(minutes=10)) == timedelta(minutes=10)
        assert retry_in(1, 0.0, timedelta(days=40)) == timedelta(hours=24)
        assert retry_in(3, 0.0, timedelta(seconds=1)) == timedelta(minutes=30)
