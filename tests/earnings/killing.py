"""The site's Celery, in a hurry, whose processes die where a plan says.

`celery -A tests.earnings.killing worker`: KILLS names a folder, where every task writes how many
statements of SQL it came to; the file `plan` says, per task, before which of its statements each of
its attempts dies by SIGKILL.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from celery.signals import task_postrun, task_prerun, worker_process_init

django.setup()

from artistportal.background import Job  # noqa: E402  # needs Django set up
from artistportal.celery import app  # noqa: E402

__all__ = ["app"]

Job.still_after = timedelta(seconds=2)
Job.ring_again_after = timedelta(seconds=1)
for planned in app.conf.beat_schedule.values():
    planned["schedule"] = 1.0

# Every so many deaths the parent of the process dies with it.
WITH_THE_WORKER = 10


class Kills:
    """Counts the statements of the task that runs, and dies where the plan says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.task = ""
        self.statements = 0
        plan = folder / "plan"
        self.plan: dict[str, list[int]] = json.loads(plan.read_text()) if plan.exists() else {}

    def begin(self, task: Any, args: Any, **_signal: Any) -> None:
        self.task = f"{task.name.rpartition('.')[2]}-{'-'.join(map(str, args))}"
        self.statements = 0

    def end(self, **_signal: Any) -> None:
        count = self.folder / f"count-{self.task}"
        before = int(count.read_text()) if count.exists() else 0
        whole = self.folder / f"counting-{os.getpid()}"
        whole.write_text(str(max(before, self.statements)))
        whole.rename(count)
        self.task = ""

    def execute(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.statements += 1
        deaths = self.plan.get(self.task, [])
        died = len(list(self.folder.glob(f"death-{self.task}-*")))
        if died < len(deaths) and self.statements == deaths[died]:
            (self.folder / f"death-{self.task}-{died}").touch()
            if len(list(self.folder.glob("death-*"))) % WITH_THE_WORKER == 0:
                os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)


@worker_process_init.connect(weak=False)
def count_and_die(**_signal: Any) -> None:
    from django.db import connection  # noqa: PLC0415  # Django is set up by now

    kills = Kills(Path(os.environ["KILLS"]))
    task_prerun.connect(kills.begin, weak=False)
    task_postrun.connect(kills.end, weak=False)
    connection.execute_wrappers.append(kills.execute)
