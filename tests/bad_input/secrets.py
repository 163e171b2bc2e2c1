"""Papers at prices and amounts that no other number of the firm looks like."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts
from documents.models import Document
from finance.parties.models import OpenItem
from purchasing.suppliers.models import SupplierPrice
from tests import factories
from tests.bad_input.firm import Firm
from tests.finance.cash_voucher import walk as vouchers
from tests.finance.payment_request import desk as requests
from tests.finance.settlement import desk as settlements
from tests.finance.statement import walk as statements
from tests.purchasing import firm as purchasing
from tests.purchasing.meeting_sheet import desk as sheets
from tests.purchasing.purchase_return import returns
from tests.purchasing.supplier_invoice import desk as invoices

# A price, its net, and three and seven times both; what two of three come to on the invoice.
PRICES = (
    *("7319.43", "6477.37", "6477.36", "51236.01", "21958.29", "45341", "19432", "7320.51"),
    *("14638.86", "12954.74", "12954.73"),
)
# Asked for, settled, paid by voucher, planned for the meeting.
AMOUNTS = ("6107.77", "3011.93", "8123.57", "4177.31")
SECRETS = (*PRICES, *AMOUNTS)


def keep(firm: Firm) -> None:
    """Goods at a price that stands out, a list price, one price changed, and what they lead to."""
    item = factories.item("黄铜", list_purchase_price=Decimal("7319.43"))
    order = purchasing.order("黄铜 7 x 7319.43")
    receipt = purchasing.receipt([order], "3")
    draft = purchasing.draft_order("黄铜 7 x 7319.43")
    lines = purchasing.priced("黄铜 7 x 7320.51")
    drafts.change(draft.pk, actor=purchasing.people().purchaser, version=draft.version, lines=lines)
    SupplierPrice.objects.create(
        party=order.party, item=item, price=Decimal("7319.43"), valid_from=timezone.localdate()
    )
    firm.drafts["purchase_order"] = draft
    firm.approved |= {"purchase_order": order, "receipt": receipt, **_led_to(receipt)}
    statements.take(firm.approved["statement"], "void", reason="重开")
    firm.approved["statement"] = statements.issue(statements.draft())
    firm.records |= {"item": item, "stock_card": item}


def _led_to(receipt: Document) -> dict[str, Document]:
    """Two of three are invoiced, one goes back; money is asked for, paid, planned and stated."""
    debt: Any = OpenItem.objects.get(document=receipt, line_no=0)
    invoice = invoices.matched([receipt], "2")
    back = returns.returned([receipt], "1")
    asked = requests.submit(requests.draft(requests.asking(debt, "6107.77")))
    paid = settlements.settle((debt, "3011.93"), money="3011.93")
    return {
        "supplier_invoice": invoice,
        "purchase_return": back,
        "payment_request": asked,
        "settlement": paid,
        "cash_voucher": vouchers.approved("收 钱箱 8123.57"),
        "meeting_sheet": sheets.submit(sheets.sheet(("甲厂", "4177.31"), week=sheets.free_week())),
    }
