"""A bare Django view that gives back kept bytes: what the same answer costs without any work.

Runs under gunicorn as `benchmarks.bare:application`; `BENCH_BYTES` names the folder of the answers.
"""

import os
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


@cache
def _kept(name: str) -> bytes:
    return (Path(os.environ["BENCH_BYTES"]) / name).read_bytes()


def answer(_request: HttpRequest, name: str) -> HttpResponse:
    data = _kept(name)
    headers = {"Content-Length": str(len(data))}
    return HttpResponse(data, content_type="text/html; charset=utf-8", headers=headers)


urlpatterns = [path("<slug:name>", answer)]

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], SECRET_KEY="bare" * 16)
    django.setup()
    application = get_wsgi_application()
