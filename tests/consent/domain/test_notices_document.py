"""docs/notices.md says what the code does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from consent.domain import webhooks
from consent.domain.notices import MOVES, NoticeState
from consent.domain.webhooks import Message

DOCUMENT = (Path(__file__).parents[3] / "docs/notices.md").read_text()


class TestTheDocument:
    def test_names_every_state_and_what_it_means(self) -> None:
        rows = re.findall(r"^\| ([a-z]+) \| (.+) \|$", DOCUMENT, re.MULTILINE)

        assert rows[1:] == [(state.value, state.meaning) for state in NoticeState]

    def test_draws_every_move_and_no_other(self) -> None:
        drawn = re.findall(r"^    ([a-z]+) --> ([a-z]+) : (.+)$", DOCUMENT, re.MULTILINE)

        assert drawn == [
            (before.value, after.value, event.value)
            for before, moves in MOVES.items()
            for event, after in moves.items()
        ]

    def test_lists_when_is_tried_again(self) -> None:
        told = re.search(r"tried again after (.+?), each a little", DOCUMENT, re.DOTALL)

        assert told is not None
        found = re.findall(r"(\d+) (s|min|h)\b", told.group(1))
        seconds = [int(number) * {"s": 1, "min": 60, "h": 3600}[unit] for number, unit in found]
        assert seconds == [wait.total_seconds() for wait in webhooks.RETRIES]

    def test_shows_a_receiver_that_works(self) -> None:
        is_genuine = _example()
        secret = webhooks.written(b"s" * 32)
        message = Message("an-id", datetime.fromtimestamp(time.time(), UTC), '{"type":"ping"}')
        headers = webhooks.headers(message, [webhooks.v1(message, secret)])

        assert is_genuine(headers, message.body.encode(), secret)
        assert not is_genuine(headers, b"{}", secret)
        assert not is_genuine(headers, message.body.encode(), webhooks.written(b"t" * 32))


def _example() -> Callable[..., bool]:
    """The function of the document's one Python example."""
    found = re.search(r"```python\n(.+?)```", DOCUMENT, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found.group(1), names)  # the example is ours
    return cast("Callable[..., bool]", names["is_genuine"])
