"""One answer for many works: tried, saved, and taken back together."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.roster.models import Work
from consent.domain.acts import Cause
from consent.models import Act, Decision
from tests.consent.views.stage import Fields, Stage
from tests.factories.consent import TermsFactory, say_no
from tests.factories.roster import ArtistMemberFactory

pytestmark = pytest.mark.django_db

URL = "/consent/bulk/"
YES = {"tool": "ossilune", "use": "discovery", "answer": "yes"}


@pytest.fixture
def stage() -> Stage:
    return Stage(3)


def hidden(html: str) -> dict[str, str]:
    return Fields(html.replace('/bulk/"', '/decide/"')).hidden


def saved(client: Client, url: str = URL, **said: str) -> str:
    """Try it and save what was tried, as a browser without script would."""
    trial = client.post(url, said).content.decode()
    answer = client.post(url, hidden(trial) | {"save": "1"})
    return answer.content.decode()


class TestTrying:
    def test_shows_each_work_and_saves_nothing(self, stage: Stage) -> None:
        page = stage.client().post(URL, YES | {"kind": "recording"}).content.decode()

        for work in stage.works:
            assert work.title in page
        assert "Save for 3 works" in page
        assert not Decision.objects.exists()

    def test_says_of_which_works_it_cannot_be_said_and_why(self, stage: Stage) -> None:
        page = stage.client().post(URL, YES).content.decode()

        assert "It needs a kind of work over which no consent is held here." in page

    def test_tells_what_was_said_already(self, stage: Stage) -> None:
        client = stage.client()
        saved(client, **YES, kind="recording")

        page = client.post(URL, YES | {"kind": "recording"}).content.decode()

        assert "Said already" in page
        assert "Save for" not in page

    def test_needs_a_tool_for_a_yes(self, stage: Stage) -> None:
        answer = stage.client().post(URL, YES | {"tool": ""})

        assert answer.status_code == 422
        assert "A yes names one tool" in answer.content.decode()

    def test_ticks_nothing_beforehand(self, stage: Stage) -> None:
        assert " checked" not in stage.client().get(URL).content.decode()

    def test_is_a_file_too(self, stage: Stage) -> None:
        Work.objects.filter(pk=stage.works[0].pk).update(title="=HYPERLINK(1)")

        file = stage.client().post(URL, YES | {"csv": "1"})

        assert file["Content-Type"].startswith("text/csv")
        assert "'=HYPERLINK(1)" in file.content.decode()

    @pytest.mark.parametrize("by", ["artist", "label"])
    def test_asks_ten_times_at_most_however_many_works(self, by: str) -> None:
        counts = []
        for size in (1, 15):
            stage = Stage(size, tool=f"Anvil {size}")
            client, url = stage.client(), URL
            if by == "label":
                client.force_login(stage.rep().user)
                url = f"/consent/artists/{stage.artist.public_id}/bulk/"
            client.post(url, YES | {"tool": stage.tool.slug})
            with CaptureQueriesContext(connection) as queries:
                client.post(url, YES | {"tool": stage.tool.slug})
            counts.append(len(queries))

        assert counts[0] == counts[1]
        assert counts[0] <= 10, [query["sql"][:200] for query in queries]


class TestByFile:
    def trial(self, stage: Stage, content: bytes) -> str:
        file = SimpleUploadedFile("works.csv", content, "text/csv")
        return stage.client().post(URL, YES | {"file": file}).content.decode()

    def test_takes_one_number_a_line(self, stage: Stage) -> None:
        first, second, _ = stage.works
        content = f"\ufeffISRC\r\n{first.isrc}\r\nISRC:{second.isrc}\r\nUS-ABC-25-99999\r\n"

        page = self.trial(stage, content.encode())

        assert "Save for 2 works" in page
        assert "No work of this number is among those" in page
        assert stage.works[2].title not in page

    def test_saves_what_the_file_named(self, stage: Stage) -> None:
        client = stage.client()
        file = SimpleUploadedFile("works.csv", (stage.works[0].isrc or "").encode())
        trial = client.post(URL, YES | {"file": file}).content.decode()

        client.post(URL, hidden(trial) | {"save": "1"})

        assert Decision.objects.get().work == stage.works[0]

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"\xff\xfe\x00bad", "no text file"),
            (b"GBFAC2500001\x00", "no text file"),
            (b"x" * 1_000_001, "larger than 1 MB"),
            (b"GBFAC2500001\n" * 10_002, "more than 10,000 lines"),
            (b"GBFAC2500001," * 10_002, "more than 10,000 lines"),
            (b'"' + b"a" * 140_000, "no text file"),
            (b"=CMD|' /C calc'!A0", "Not found"),
            (b'"unclosed', "Not found"),
        ],
    )
    def test_stands_a_hostile_file(self, stage: Stage, content: bytes, told: str) -> None:
        assert told in self.trial(stage, content)


class TestSaving:
    def test_saves_one_act_and_shows_the_result_of_each(self, stage: Stage) -> None:
        page = saved(stage.client(), **YES, kind="recording")

        act = Act.objects.get()
        assert act.cause == Cause.BULK.value
        assert {d.work for d in act.decisions} == set(stage.works)
        assert "Saved</span>" in page
        assert f"/consent/acts/{act.public_id}/" in page

    def test_saves_once_when_it_is_sent_twice(self, stage: Stage) -> None:
        client = stage.client()
        trial = client.post(URL, YES).content.decode()
        form = hidden(trial) | {"save": "1"}

        client.post(URL, form)
        client.post(URL, form)

        assert Decision.objects.count() == 3

    def test_is_taken_back_with_one_press(self, stage: Stage) -> None:
        client = stage.client()
        saved(client, **YES, kind="recording")

        client.post(f"/consent/acts/{Act.objects.get().public_id}/reverse/")

        assert [d.is_yes for d in Decision.objects.order_by("number")] == [True] * 3 + [False] * 3

    def test_says_no_to_every_tool_for_a_release(self, stage: Stage) -> None:
        Work.objects.filter(pk=stage.works[0].pk).update(release_title="Low Tide")

        saved(stage.client(), answer="no", release="Low Tide")

        (no,) = Decision.objects.filter(work=stage.works[0])
        assert (no.tool, no.use) == (None, "")

    def test_refuses_what_was_overtaken(self, stage: Stage) -> None:
        client = stage.client()
        trial = client.post(URL, YES).content.decode()
        say_no(stage.artist, work=stage.works[0])

        answer = client.post(URL, hidden(trial) | {"save": "1"})

        assert answer.status_code == 409
        assert "nothing was saved" in answer.content.decode()
        assert Decision.objects.count() == 1

    def test_refuses_terms_that_nobody_saw(self, stage: Stage) -> None:
        client = stage.client()
        trial = client.post(URL, YES).content.decode()
        TermsFactory.create(licence=stage.terms.licence)

        assert client.post(URL, hidden(trial) | {"save": "1"}).status_code == 409

    def test_is_within_the_mandate_for_a_label(self, stage: Stage) -> None:
        client = Client()
        client.force_login(stage.rep().user)
        url = f"/consent/artists/{stage.artist.public_id}/bulk/"

        page = saved(client, url, **YES | {"use": "remix"})
        assert "does not cover remix" in page

        saved(client, url, **YES)
        assert {d.mandate is not None for d in Decision.objects.all()} == {True}

    def test_is_not_a_rivals(self, stage: Stage) -> None:
        rival = Client()
        rival.force_login(ArtistMemberFactory.create().user)

        page = rival.post(URL, YES).content.decode()

        assert stage.works[0].title not in page


class TestManyWorks:
    def test_ten_thousand_are_saved_and_taken_back_together(self) -> None:
        stage = Stage(1)
        made = Work.objects.bulk_create(
            Work(
                kind="recording",
                title=f"Track {number:05}",
                isrc=f"GBZZZ26{number:05}",
                rights_holder=stage.label,
                created_at=stage.works[0].created_at,
            )
            for number in range(9_990)
        )
        (credit, *_) = stage.works[0].credits.all()
        type(credit).objects.bulk_create(
            type(credit)(
                work=work,
                artist=stage.artist,
                role=credit.role,
                holds_consent=True,
                credited_at=credit.credited_at,
            )
            for work in made
        )
        client = stage.client()

        trial = client.post(URL, YES | {"kind": "recording"}).content.decode()
        client.post(URL, hidden(trial) | {"save": "1"})
        client.post(f"/consent/acts/{Act.objects.get().public_id}/reverse/")

        assert "Save for 9,991 works" in trial
        assert Decision.objects.count() == 2 * 9_991
