"""Addresses of the chase list, the credit report and the sales ledger."""

from django.urls import URLPattern, path

from orders.receivables.credit_report import credit_report
from orders.receivables.debts_pages import debt_judge, debts
from orders.receivables.ledger_pages import sales_ledger, sales_ledger_of
from orders.receivables.pages import debt_talk, debt_talks, debtors_list
from orders.receivables.prints import debtors_print, sales_ledger_print

urls: list[URLPattern] = [
    path("", debtors_list, name="debtors"),
    path("print/", debtors_print, name="debtors_print"),
    path("talk/", debt_talk, name="debt_talk"),
    path("talks/", debt_talks, name="debt_talks"),
    path("debts/", debts, name="debts"),
    path("judge/", debt_judge, name="debt_judge"),
    path("credit/", credit_report, name="credit_report"),
    path("ledger/", sales_ledger, name="sales_ledger"),
    path("ledger/<int:pk>/", sales_ledger_of, name="sales_ledger_of"),
    path("ledger/<int:pk>/print/", sales_ledger_print, name="sales_ledger_print"),
]
