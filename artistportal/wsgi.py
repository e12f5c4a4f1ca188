"""The site for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from artistportal.settling import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artistportal.settings")

application = get_wsgi_application()
settle()
