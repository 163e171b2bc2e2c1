"""What is asked for with the delivery's steps; what is asked of every line stands in a table."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.step_forms import StepForm
from inventory.places.models import Bin
from inventory.stock.queries import USABLE
from masterdata.models import User
from masterdata.roles import Role, roles_of
from orders.delivery.amounts import packages_of
from orders.delivery.models import Delivery, DeliveryLine, Paid
from orders.delivery.picking import in_order
from orders.step_lines import LineCells
from ui import formats
from ui.forms import DateField, DecimalField, IntegerField, LookupField, longest


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, required=False, widget=widget)


class LinesForm(LineCells, StepForm):
    """The same cells for each line, in a table that is filled by keyboard."""

    @property
    def lines(self) -> list[Any]:
        return [] if self.body is None else self.lines_of(self.body)

    def lines_of(self, body: Any) -> list[Any]:
        return list(body.lines.all())

    def fit_to(self, body: Any) -> None:
        for line in self.lines:
            for cell, field in self.fields_of(line).items():
                self.fields[f"{cell}_{line.pk}"] = field

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        raise NotImplementedError

    def given(self, cell: str) -> dict[int, Any]:
        """What was typed in one column, by line id."""
        return {
            line.pk: self.cleaned_data.get(f"{cell}_{line.pk}")
            for line in self.lines
            if f"{cell}_{line.pk}" in self.fields
        }


def amount(quantity: Any, line: Any) -> str:
    """What is counted in the store is counted in the item's own unit."""
    return f"{formats.quantity(quantity)} {line.item.unit.name}"


def name_of(line: Any) -> str:
    return f"{line.line_no} {line.item.code} {line.item.name}"


class AuthorizeForm(StepForm):
    plan_on = DateField(label=_("Planned for"))

    def fit_to(self, body: Any) -> None:
        self.fields["plan_on"].initial = body.plan_on or timezone.localdate()


class PickForm(LinesForm):
    """Per line how many were found, and in which bin; less than asked stays on the order."""

    step_template = "orders/delivery/_pick_lines.html"
    told = (_("Specification"), _("To pick"))
    cells = (("picked", _("Picked quantity")), ("bin", _("Bin")))

    def lines_of(self, body: Any) -> list[Any]:
        """In the order in which one walks past the bins."""
        return in_order(body.lines.all())

    def told_of(self, line: Any) -> tuple[str, ...]:
        return line.item.specification, amount(line.base_quantity, line)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """With the codes that a scanner may read off the goods."""
        codes = {
            self.title_of(line): f"{line.item.code} {line.item.barcode}" for line in self.lines
        }
        return [row | {"codes": codes[row["title"]]} for row in super().rows]

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        words = {"line": name_of(line), "quantity": formats.quantity(line.base_quantity)}
        return {
            "picked": DecimalField(
                label=_("%(line)s: picked of %(quantity)s") % words,
                places=4,
                min_value=0,
                max_value=line.base_quantity,
                required=False,
                initial=line.base_quantity,
            ),
            "bin": LookupField(
                "bin",
                Bin.objects.filter(
                    warehouse=self.body.warehouse_id, kind__in=USABLE
                ).select_related("warehouse"),
                label=_("%(line)s: from the bin") % words,
                required=False,
                initial=line.bin,
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["picked"], data["bins"] = self.given("picked"), self.given("bin")
        return data


class CheckForm(LinesForm):
    """One tick per line, by somebody else than the picker; spare parts are counted alike."""

    told = (_("Specification"), _("Picked quantity"), _("Bin"))
    cells = (("checked", _("Found right")), ("note", _("Found at the check")))

    def lines_of(self, body: Any) -> list[Any]:
        return [line for line in body.lines.all() if line.sent > 0]

    def told_of(self, line: Any) -> tuple[str, ...]:
        return line.item.specification, amount(line.sent, line), str(line.bin or "")

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        words = {"line": name_of(line), "quantity": formats.quantity(line.sent)}
        return {
            "checked": forms.BooleanField(
                label=_("%(line)s: %(quantity)s found right") % words, required=False
            ),
            "note": forms.CharField(
                label=_("%(line)s: found at the check") % words,
                max_length=longest(DeliveryLine, "check_note"),
                required=False,
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["checked"] = [pk for pk, ticked in self.given("checked").items() if ticked]
        data["notes"] = self.given("note")
        return data


class LoadForm(StepForm):
    vehicle = forms.CharField(
        label=_("Vehicle"), max_length=longest(Delivery, "vehicle"), required=False
    )
    driver = LookupField(
        "user", User.objects.filter(is_active=True), label=_("Driver"), required=False
    )
    carrier = forms.CharField(
        label=_("Carrier"), max_length=longest(Delivery, "carrier"), required=False
    )
    waybill = forms.CharField(
        label=_("Waybill"), max_length=longest(Delivery, "waybill"), required=False
    )
    freight_cost = DecimalField(label=_("Cost of freight"), places=2, min_value=0, required=False)
    packages = IntegerField(label=_("Packages sent"), min_value=0, max_value=1_000_000)
    packages_note = forms.CharField(
        label=_("Why the packages differ from the list"),
        max_length=longest(Delivery, "packages_note"),
        required=False,
    )

    def fit_to(self, body: Any) -> None:
        for name in ("vehicle", "driver", "carrier", "waybill"):
            self.fields[name].initial = getattr(body, name)
        expected = packages_of(body.lines.all())
        self.fields["packages"].help_text = _("By the list there are %(expected)s.") % {
            "expected": expected
        }

    def clean_driver(self) -> Any:
        """Only who is a driver can enter signatures and hand over the cash."""
        driver = self.cleaned_data["driver"]
        if driver is not None and Role.DRIVER not in roles_of(driver):
            raise forms.ValidationError(
                _("%(name)s is no driver. Choose a driver.") % {"name": driver.display_name}
            )
        return driver


class SignForm(LinesForm):
    """Who signed, what was refused, what was paid."""

    told = (_("Specification"), _("Sent"))
    cells = (("refused", _("Refused by the customer")), ("reason", _("Why refused")))

    signer = forms.CharField(label=_("Signed by"), max_length=longest(Delivery, "signer"))
    signed_at = _moment(_("Signed for at"))
    cod_collected = DecimalField(label=_("Collected"), places=2, min_value=0, required=False)
    cod_method = forms.ChoiceField(
        label=_("How it was paid"), choices=[("", "—"), *Paid.choices], required=False
    )
    sign_note = forms.CharField(
        label=_("Note at signing"), max_length=longest(Delivery, "sign_note"), required=False
    )
    scan = forms.FileField(label=_("Scan of the signed slip"), required=False)

    def lines_of(self, body: Any) -> list[Any]:
        return [line for line in body.lines.all() if line.sent > 0]

    def told_of(self, line: Any) -> tuple[str, ...]:
        return line.item.specification, amount(line.sent, line)

    def fit_to(self, body: Any) -> None:
        super().fit_to(body)
        self.fields["signer"].initial = body.receiver
        self.fields["signed_at"].initial = timezone.now()
        if body.cod:
            self.fields["cod_collected"].help_text = _("%(due)s is to be collected.") % {
                "due": formats.money(body.cod_due)
            }
        else:
            del self.fields["cod_collected"], self.fields["cod_method"]

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        words = {"line": name_of(line), "quantity": formats.quantity(line.sent)}
        return {
            "refused": DecimalField(
                label=_("%(line)s: refused of %(quantity)s") % words,
                places=4,
                min_value=0,
                max_value=line.sent,
                required=False,
            ),
            "reason": forms.CharField(
                label=_("%(line)s: why refused") % words,
                max_length=longest(DeliveryLine, "refuse_reason"),
                required=False,
            ),
        }

    def clean_signed_at(self) -> Any:
        at = self.cleaned_data["signed_at"]
        if at is not None and at > timezone.now():
            raise forms.ValidationError(_("Nobody signs in the future."))
        return at

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["refused"], data["reasons"] = self.given("refused"), self.given("reason")
        return data


class InstallForm(StepForm):
    installer = forms.CharField(
        label=_("Installed by"), max_length=longest(Delivery, "installer"), required=False
    )
    installed_at = _moment(_("Installed at"))
    scan = forms.FileField(label=_("Photo of the installation"), required=False)

    def clean_installed_at(self) -> Any:
        at = self.cleaned_data["installed_at"]
        if at is not None and at > timezone.now():
            raise forms.ValidationError(_("Nothing is installed in the future."))
        return at


class FileSlipForm(StepForm):
    slip_place = forms.CharField(
        label=_("Where the slip is kept"), max_length=longest(Delivery, "slip_place")
    )
    scan = forms.FileField(label=_("Scan of the signed slip"), required=False)
    no_scan_reason = forms.CharField(
        label=_("Why there is no scan"),
        max_length=longest(Delivery, "no_scan_reason"),
        required=False,
    )
