from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from artistportal.transport import FolderChannel, FolderTransport


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "broker"


@contextmanager
def opened(folder: Path) -> Iterator[FolderChannel]:
    options = {"folder": str(folder)}
    with Connection(transport=FolderTransport, transport_options=options) as connection:
        channel = connection.channel()
        assert isinstance(channel, FolderChannel)
        yield channel


@pytest.fixture
def channel(folder: Path) -> Iterator[FolderChannel]:
    with opened(folder) as channel:
        channel._new_queue("bells")
        yield channel


class TestFolderChannel:
    def test_gives_the_oldest_message_first(self, channel: FolderChannel) -> None:
        for number in range(3):
            channel._put("bells", {"number": number})

        assert [channel._get("bells")["number"] for _ in range(3)] == [0, 1, 2]

    def test_is_empty_after_the_last_message(self, channel: FolderChannel) -> None:
        with pytest.raises(Empty):
            channel._get("bells")

    def test_gives_each_message_to_one_of_two_readers(
        self, channel: FolderChannel, folder: Path
    ) -> None:
        channel._put("bells", {"number": 1})
        channel._put("bells", {"number": 2})
        with opened(folder) as other:
            taken = [channel._get("bells")["number"], other._get("bells")["number"]]

            with pytest.raises(Empty):
                channel._get("bells")
        assert taken == [1, 2]

    def test_never_shows_a_message_that_is_still_being_written(
        self, channel: FolderChannel, folder: Path
    ) -> None:
        (folder / "bells" / ".half-written").write_text('{"numb')

        with pytest.raises(Empty):
            channel._get("bells")

    def test_keeps_queues_apart(self, channel: FolderChannel) -> None:
        channel._put("bells/loud", {"number": 1})

        assert (channel._size("bells"), channel._size("bells/loud")) == (0, 1)

    def test_counts_and_empties_a_queue(self, channel: FolderChannel) -> None:
        channel._put("bells", {"number": 1})

        assert channel._purge("bells") == 1
        assert channel._size("bells") == 0

    def test_keeps_its_folder_from_other_users(self, channel: FolderChannel, folder: Path) -> None:
        assert (folder / "bells").stat().st_mode & 0o077 == 0
