"""The site, set up: what every process has, be it a page's, a command's or a worker's."""

import os
import subprocess
import sys


class TestReady:
    def test_makes_the_sites_broker_the_one_that_tasks_are_rung_by(self) -> None:
        asked = "import django; django.setup(); import celery; print(celery.current_app.main)"
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

        found = subprocess.run(
            [sys.executable, "-c", asked],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )

        assert found.stdout.strip() == "artistportal"
