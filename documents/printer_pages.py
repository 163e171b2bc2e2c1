"""打印机设置说明: how a printer learns our papers, its offsets at this desk, and a test print."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from ui import print_offset, print_ruler
from ui.forms import DecimalField, Form
from ui.print_offset import MOST_MM, Offset
from ui.prints import PAPERS, pdf_response, render_pdf


class OffsetForm(Form):
    """How far this desk's printer is moved; to the right and down are positive."""

    x = DecimalField(
        label=_("To the right, mm"),
        places=1,
        min_value=-MOST_MM,
        max_value=MOST_MM,
        help_text=_("Below 0 moves to the left."),
    )
    y = DecimalField(
        label=_("Downward, mm"),
        places=1,
        min_value=-MOST_MM,
        max_value=MOST_MM,
        help_text=_("Below 0 moves upward."),
    )


@require_http_methods(["GET", "POST"])
def printer(request: HttpRequest) -> HttpResponse:
    """Open to everybody: whoever sits at the desk sets its printer right."""
    present = print_offset.offset_of(request)
    data = request.POST if request.method == "POST" else None
    form = OffsetForm(data, initial={"x": present.x, "y": present.y})
    if data is not None and form.is_valid():
        kept = Offset(_tenths(form.cleaned_data["x"]), _tenths(form.cleaned_data["y"]))
        there = redirect("printer")
        print_offset.keep(there, kept)
        messages.success(request, _("This browser prints with these offsets from now on."))
        return there
    answer = render(request, "documents/printer.html", _context(form))
    if data is None and present != print_offset.NO_OFFSET:
        print_offset.keep(answer, present)
    return answer


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))


def _context(form: OffsetForm) -> dict[str, Any]:
    tests = [
        {"label": paper.label, "url": reverse("printer_test", args=[paper.name])}
        for paper in PAPERS.values()
    ]
    return {"title": _("Printer set-up"), "form": form, "tests": tests}


@require_GET
def test_print(request: HttpRequest, name: str) -> HttpResponse:
    """Two pages, so that a paper which creeps shows it."""
    paper = PAPERS.get(name)
    if paper is None:
        raise Http404
    offset = print_offset.offset_of(request)
    context = {
        "paper": print_ruler.whole_page(paper),
        "pages": print_ruler.pages_of(paper, count=2),
        "offset": offset,
        "styles": ["css/print/test.css"],
    }
    data = render_pdf("print/test.html", context, request=request)
    return pdf_response(data, f"test-{paper.name}.pdf")
