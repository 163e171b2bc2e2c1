"""What a page asks again and again is asked once while it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from masterdata.once import remembered

READING = ("GET", "HEAD")


class AskOnceMiddleware:
    """For whom somebody deputises does not change while a page is drawn.

    A form that is sent asks anew each time: its step may begin or end a deputy's time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with remembered():
            return self.get_response(request)
