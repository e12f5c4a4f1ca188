from __future__ import annotations

import subprocess
import sys

from artistportal.celery import LONGEST_TASK, app, broker


class TestBroker:
    def test_uses_the_embedded_transport_for_a_folder(self) -> None:
        chosen = broker("folder:///srv/broker")

        assert chosen["broker_transport"] == "artistportal.transport:FolderTransport"
        assert chosen["broker_transport_options"] == {"folder": "/srv/broker"}

    def test_lets_redis_redeliver_only_after_the_longest_task(self) -> None:
        options = broker("redis://localhost/0")["broker_transport_options"]

        assert options["visibility_timeout"] > LONGEST_TASK

    def test_keeps_rabbitmq_queues_on_a_quorum_and_waits_for_its_word(self) -> None:
        chosen = broker("amqp://localhost/portal")

        assert chosen["task_default_queue_type"] == "quorum"
        assert chosen["broker_transport_options"] == {"confirm_publish": True}


class TestApp:
    def test_acknowledges_a_task_after_it_ran(self) -> None:
        assert app.conf.task_acks_late
        assert app.conf.task_reject_on_worker_lost
        assert app.conf.worker_prefetch_multiplier == 1

    def test_sweeps_with_tasks_that_exist(self) -> None:
        app.loader.import_default_modules()

        swept = {entry["task"] for entry in app.conf.beat_schedule.values()}

        assert swept <= set(app.tasks)

    def test_computes_nothing_before_its_processes_are_forked(self) -> None:
        """What Polars starts to compute with does not live on in a forked process: it would wait
        there for ever. A frame that holds an Enum is a computation: make it in a function.
        """
        look = (
            "import pathlib, django; django.setup();"
            " from artistportal.celery import app; app.loader.import_default_modules();"
            " import artistportal.urls;"
            " threads = pathlib.Path('/proc/self/task').glob('*/comm');"
            " print(*sorted(thread.read_text().strip() for thread in threads))"
        )

        started = subprocess.run(
            [sys.executable, "-c", look], capture_output=True, text=True, check=True
        )

        assert "python" in started.stdout
        assert "polars-0" not in started.stdout
