"""The trial of the ledger: workers killed at many points leave what undisturbed ones leave."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import parts
from tests.bells.trial import Trial

WORKER = ["celery", "-A", "tests.earnings.killing", "worker", "-c", "2", "--without-gossip"]
BEAT = ["celery", "-A", "tests.earnings.killing", "beat", "--pidfile="]
RUNS = 20
SUMMARIES_KILLED = ("refresh_summary-3", "refresh_summary-8", "refresh_summary-13")

UNFINISHED = """
SELECT (SELECT count(*) FROM earnings_usagereport WHERE outcome = 'open')
     + (SELECT count(*) FROM earnings_royaltyrun WHERE state <> 'done')
     + (SELECT count(*) FROM earnings_summaryrefresh WHERE state <> 'done')
"""
# All that a run leaves, but for moments and for the numbers that depend on whose turn it was.
LEDGER = """
SELECT entry.kind, entry.currency, run.licence_id, run.month_date, run.revision,
       account.kind, account.payee_id, account.tool_id, posting.amount_micros
FROM earnings_posting AS posting
JOIN earnings_entry AS entry ON entry.id = posting.entry_id
JOIN earnings_royaltyrun AS run ON run.id = entry.run_id
JOIN earnings_ledgeraccount AS account ON account.id = posting.account_id
"""
ALLOCATIONS = "SELECT licence_id, month_date, lines, allocation_sha256 FROM earnings_royaltyrun"
SUMMARIES = """
SELECT payee_id, tool_id, month_date, use, units, earned_micros, held_micros FROM earnings_toolmonth
"""

Begin = Callable[[str, str], "Runs"]


class Runs(Trial):
    """Five tools that report four months each, and workers that may die on the way."""

    def __init__(self, folder: Path, broker_url: str, migrated: Path | None = None) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(folder, broker_url, migrated)
        self.kills = folder / "kills"
        self.kills.mkdir(exist_ok=True)
        self.environment |= {"KILLS": str(self.kills), "KEYS_DIR": str(folder / "keys")}

    def carry_out(self) -> None:
        """Starts a new worker wherever one is killed, until everything is done."""
        self.start(*BEAT)
        worker = self.start(*WORKER)

        def is_done() -> bool:
            nonlocal worker
            if worker.poll() is not None:
                worker = self.start(*WORKER)
            runs = self.count("SELECT count(*) FROM earnings_royaltyrun")
            return runs == RUNS and not self.count(UNFINISHED)

        self.wait_until(is_done, seconds=1800)

    def plan_deaths(self, like: Runs) -> None:
        """Each run dies at a point of its own, from its first statement to its last; each report
        and some summaries on the way as well.
        """
        counts = {
            file.name.removeprefix("count-"): int(file.read_text())
            for file in like.kills.glob("count-*")
        }
        plan: dict[str, list[int]] = {}
        runs = sorted(task for task in counts if task.startswith("carry_out_royalty_run"))
        for place, task in enumerate(runs):
            plan[task] = [1 + place * (counts[task] - 1) // (RUNS - 1)]
        for task, count in counts.items():
            if task.startswith("take_in_usage_report") or task in SUMMARIES_KILLED:
                plan[task] = [count // 2]
        (self.kills / "plan").write_text(json.dumps(plan))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.database)
        try:
            return sorted(connection.execute(query).fetchall(), key=repr)
        finally:
            connection.close()

    def faults(self) -> str:
        checking = self.start("django", "check_ledger")
        return "" if checking.wait(timeout=900) == 0 else self.log()


@pytest.fixture
def begin(tmp_path: Path, migrated_database: Path) -> Iterator[Begin]:
    """Runs over copies of one folder, whose reports have arrived and wait."""
    reported = Runs(tmp_path / "reported", "folder:///nowhere", migrated_database)
    reporting = reported.start("tests.earnings.report_months")
    assert reporting.wait(timeout=900) == 0, reported.log()
    made: list[Runs] = []

    def begin_with(name: str, broker_url: str) -> Runs:
        shutil.copytree(reported.folder, tmp_path / name)
        made.append(Runs(tmp_path / name, broker_url))
        return made[-1]

    yield begin_with
    for runs in made:
        runs.end()


@pytest.mark.long
@pytest.mark.needs("redis")
class TestKilledWorkers:
    def test_leave_the_ledger_of_undisturbed_ones(self, begin: Begin, tmp_path: Path) -> None:
        undisturbed = begin("undisturbed", f"folder://{tmp_path / 'broker'}")
        undisturbed.carry_out()
        undisturbed.end()

        with parts.redis_database() as redis:
            for name, broker in (("folder", f"folder://{tmp_path / 'another'}"), ("redis", redis)):
                killed = begin(name, broker)
                killed.plan_deaths(undisturbed)
                killed.carry_out()

                deaths = list(killed.kills.glob("death-carry_out_royalty_run-*"))
                assert len(deaths) == RUNS
                for query in (LEDGER, ALLOCATIONS, SUMMARIES):
                    assert killed.rows(query) == undisturbed.rows(query) != []
                assert not killed.faults()
                killed.end()
