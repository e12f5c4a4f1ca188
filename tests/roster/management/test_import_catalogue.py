"""The command that tries a catalogue file, on the very sample of the docs."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from artistportal.roster.models import Organisation, Work
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import OrganisationFactory

pytestmark = pytest.mark.django_db

SAMPLE = settings.BASE_DIR / "docs" / "samples" / "catalogue.csv"


@pytest.fixture(autouse=True)
def label() -> Organisation:
    return OrganisationFactory.create(name="Northlight Records")


def run(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("import_catalogue", *map(str, arguments), stdout=out)
    return out.getvalue()


class TestImportCatalogue:
    def test_tries_first_and_changes_nothing(self) -> None:
        told = run(SAMPLE)

        assert "4 new works" in told
        assert "Add --take-over" in told
        assert not Work.objects.exists()

    def test_takes_over_when_told_and_only_once(self, label: Organisation) -> None:
        run(SAMPLE, "--take-over", "--organisation", "Northlight Records")

        again = run(SAMPLE, "--take-over", "--by", support().email)

        assert label.works.count() == 4
        assert "All 4 rows are here already; nothing changes." in again

    def test_tells_each_problem_and_fails(self, tmp_path: Path) -> None:
        file = tmp_path / "bad.csv"
        file.write_text("kind,title,isrc,credits\nrecording,Salt,GBNLR26,Mara: vocalist\n")
        out = StringIO()

        with pytest.raises(CommandError, match="Problems: 1 in 1 rows"):
            call_command("import_catalogue", str(file), stdout=out)

        assert "line 2, isrc: “GBNLR26”" in out.getvalue()

    def test_asks_whose_catalogue_it_is(self) -> None:
        OrganisationFactory.create(name="Ferrous")

        with pytest.raises(CommandError, match="--organisation: “Ferrous”, “Northlight Records”"):
            run(SAMPLE)

    def test_asks_who_brings_it(self) -> None:
        UserFactory.create(is_staff=True)

        with pytest.raises(CommandError, match="--by"):
            run(SAMPLE)

    def test_refuses_somebody_who_may_not(self) -> None:
        with pytest.raises(CommandError, match="Only an owner, manager or editor"):
            run(SAMPLE, "--by", UserFactory.create().email)

    def test_says_that_a_file_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be read"):
            run(tmp_path / "none.csv")
