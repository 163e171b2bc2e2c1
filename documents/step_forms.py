"""The base of what is asked for with a step of a paper."""

from typing import Any

from ui.forms import Form


class StepForm(Form):
    """A form that knows its paper when the page hands it over (`body`)."""

    def __init__(self, *args: Any, body: Any = None, **options: Any) -> None:
        self.body = body
        super().__init__(*args, **options)
        if body is not None:
            self.fit_to(body)

    def fit_to(self, body: Any) -> None:
        """Take starting values and choices from the paper."""

    @property
    def lines(self) -> list[Any]:
        return [] if self.body is None else list(self.body.lines.all())
