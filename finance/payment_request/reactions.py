"""What follows a payment, and a payment that is taken back: the request's state by its lines."""

from datetime import datetime

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from documents import engine, tasks
from documents.models import Document, Task
from documents.reactions import on
from finance.payment_request import effects
from finance.payment_request.models import PaymentRequestLine
from masterdata.models import User

APPLY = "apply_payment"
STEPS = {
    ("approved", "paid"): "settle_all",
    ("part_paid", "paid"): "settle_all",
    ("approved", "part_paid"): "settle_part",
    ("paid", "approved"): "fall_back",
    ("part_paid", "approved"): "fall_back",
    ("paid", "part_paid"): "fall_back_part",
}


def follow(request_id: int, *, cause: Document, actor: User, at: datetime) -> None:
    """Take the step that the lines call for, if any."""
    lines = PaymentRequestLine._base_manager.filter(body=request_id).order_by()
    sums = lines.aggregate(given=Sum("paid"), left=Sum(F("amount") - F("paid") - F("dropped")))
    wanted = "approved" if not sums["given"] else ("part_paid" if sums["left"] else "paid")
    state = Document.objects.values_list("state", flat=True).get(pk=request_id)
    step = STEPS.get((state, wanted))
    if step:
        engine.system(request_id, step, at=at, cause=cause, actor=actor)


@on("payment_request", "pay", _("The request is paid, in part or in full"))
def follow_payment(document: Document, *, actor: User, at: datetime) -> None:
    follow(document.pk, cause=document, actor=actor, at=at)


@on("settlement", "reverse", _("The payment request is to be paid again"))
def take_back(document: Document, *, actor: User, at: datetime) -> None:
    requests = effects.paid_by(document)
    effects.recount(requests)
    for request_id in requests:
        follow(request_id, cause=document, actor=actor, at=at)


@on("payment_request", "submit", _("What was to be applied for is applied for"))
def close_reminders(document: Document, *, actor: User, at: datetime) -> None:
    lines = PaymentRequestLine._base_manager.filter(body=document.pk)
    due = Task.objects.filter(
        kind=APPLY, closed_at__isnull=True, document__in=lines.values("source")
    )
    for task in due.select_related("document"):
        assert task.document is not None
        tasks.close(task.document, actor=actor, at=at, kind=APPLY)
