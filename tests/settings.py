"""The site's settings as the tests see them."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-that-opens-nothing-and-is-long-enough")
os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / "artistportal-tests"))
os.environ.setdefault("HASHED_STATIC", "0")
os.environ.setdefault("LOG_LEVEL", "WARNING")
# Several processes test at once: threads within each would only wait for each other.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

from artistportal.settings import *  # noqa: F403  # the site's own, then what differs

DEBUG = False
SITE_URL = "https://portal.example"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bells"]  # noqa: F405  # the site's own, as above
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # Connections to one database in memory do not wait for each other's reading: they refuse.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA read_uncommitted = ON;"  # noqa: F405
