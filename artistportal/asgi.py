"""The site for an ASGI server."""

import os

from django.core.asgi import get_asgi_application

from artistportal.settling import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artistportal.settings")

application = get_asgi_application()
settle()
