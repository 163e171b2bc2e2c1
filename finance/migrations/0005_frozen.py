"""Triggers: what the content hash of a paper covers does not change while it stands (V13)."""

from django.db import migrations

from documents.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0004_found_by_date"),
        ("documents", "0005_frozen"),
    ]

    operations = [
        Freeze(
            "finance_cashhandover",
            "head_id",
            "head_id",
        ),
        Freeze(
            "finance_cashhandoverline",
            "body_id",
            "id body_id line_no delivery_id amount line_remark",
        ),
        Freeze(
            "finance_cashvoucher",
            "head_id",
            "head_id kind account_id to_account_id other_side",
        ),
        Freeze(
            "finance_cashvoucherline",
            "body_id",
            "id body_id line_no purpose amount reference",
        ),
        Freeze(
            "finance_openingbalance",
            "head_id",
            "head_id",
        ),
        Freeze(
            "finance_openingbalanceline",
            "body_id",
            "id body_id line_no side party_id amount due_on dated reference",
        ),
        Freeze(
            "finance_paymentrequest",
            "head_id",
            "head_id bank_account_id method purpose wanted_on attachment_count",
        ),
        Freeze(
            "finance_paymentrequestline",
            "body_id",
            "id body_id line_no open_item_id source_id via_id amount",
        ),
        Freeze(
            "finance_remittance",
            "head_id",
            "head_id kind money payer bank paid_at reported_at slip_number no_slip_reason",
        ),
        Freeze(
            "finance_remittanceline",
            "body_id",
            "id body_id line_no order_id open_item_id amount line_remark",
        ),
        Freeze(
            "finance_settlement",
            "head_id",
            "head_id kind account_id money discount for_document_id request_id bank_account_id "
            "payee payee_bank payee_account prepayment_reason reason_by_id our_consent_by_id "
            "our_consent_at their_consent_by their_consent_on consent_note",
        ),
        Freeze(
            "finance_settlementline",
            "body_id",
            "id body_id line_no open_item_id amount",
        ),
        Freeze(
            "finance_statement",
            "head_id",
            "head_id side first last reply_days opening increase decrease discount closing "
            "not_invoiced overdue answered_by answered_on scan_id no_scan_reason",
        ),
        Freeze(
            "finance_statementline",
            "body_id",
            "id body_id line_no document_id on_date description increase decrease discount "
            "balance delivery_note invoice_no",
        ),
    ]
