"""What is entered at a stop: the delivery's own step with the driver's form around it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from documents import attachments, content, engine
from documents.errors import Refused
from documents.pages.doors import key_of, person, tell, version_of
from documents.pages.steps import told
from orders.driver.forms import DriverInstallForm, DriverSignForm
from orders.driver.stops import Stop
from ui.forged import log_forged

FORMS: dict[str, Any] = {"sign": DriverSignForm, "install": DriverInstallForm}


@dataclass
class Signing:
    """One step of one stop, blank or as it was sent."""

    stop: Stop
    code: str
    form: Any
    request: HttpRequest | None = None

    @classmethod
    def of(cls, stop: Stop) -> "Signing | None":
        """What is to be entered here and now, if anything is."""
        code = "sign" if stop.may_be_signed else "install" if stop.to_install else ""
        return cls(stop, code, FORMS[code](body=_body(stop))) if code else None

    @classmethod
    def sent(cls, stop: Stop, code: str, request: HttpRequest) -> "Signing":
        form = FORMS[code](request.POST, request.FILES, body=_body(stop))
        log_forged(request, known=form.fields)
        made = cls(stop, code, form, request)
        if made.is_reckoning:
            made.reckon()
        return made

    def reckon(self) -> None:
        """Only the sum was asked for: what is still missing is no fault yet."""
        for name in list(self.form.errors):
            if not name.startswith("refused_"):
                del self.form.errors[name]
        self._keep_photo()

    def fits(self, stop: Stop) -> bool:
        return stop.may_be_signed if self.code == "sign" else stop.to_install

    @property
    def url(self) -> str:
        return reverse(f"delivery_stop_{self.code}", args=[self.stop.pk])

    @property
    def is_reckoning(self) -> bool:
        return self.request is not None and self.request.POST.get("then") == "reckon"

    def take(self) -> str:
        """The step through the engine; says what came of it, or nothing where the form is bad."""
        assert self.request is not None
        if not self.form.is_valid():
            self._keep_photo()
            return ""
        try:
            outcome = engine.perform(
                self.stop.pk,
                self.code,
                actor=person(self.request),
                version=version_of(self.request),
                key=key_of(self.request),
                data=self.form.cleaned_data,
            )
        except Refused:
            self._keep_photo()
            raise
        return told(outcome)

    def _keep_photo(self) -> None:
        """No browser sends a photo twice by itself: it is kept with the paper though the rest of
        the form has to be corrected."""
        assert self.request is not None
        head, photo = self.stop.delivery.head, self.request.FILES.get("scan")
        if photo is None or not self.fits(self.stop):
            return
        try:
            if not attachments.is_attached(head, photo):
                actor, now = person(self.request), timezone.now()
                attachments.attach(head, photo, by=actor, at=now)
        except Refused as refused:
            tell(self.request, refused, number=head.number)


def _body(stop: Stop) -> Any:
    return content.load_body(stop.delivery.head)
