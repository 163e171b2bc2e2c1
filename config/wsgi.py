"""The WSGI entry for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from ui.collector import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
settle()
