"""What is written most bears fewer indexes; rows that change with every paper have room."""

from django.db import migrations

from ui.schema import RoomForUpdates, WithoutIndexes


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0004_frozen")]

    operations = [
        WithoutIndexes(
            [
                ("chasecall", "party"),
                ("chasecallline", "call"),
                ("chasecallline", "line"),
                ("chasereminder", "line"),
                ("contractbookletline", "body"),
                ("delaynoticeline", "body"),
                ("invoicechase", "party"),
                ("invoicechasereceipt", "chase"),
                ("invoicechasereceipt", "receipt"),
                ("invoicehandoverline", "body"),
                ("invoicehandoverline", "invoice"),
                ("meetinginvoice", "body"),
                ("meetingoutcome", "body"),
                ("meetingowed", "body"),
                ("meetingpaid", "body"),
                ("meetingsheetline", "body"),
                ("orderchangeline", "body"),
                ("pickupnoteline", "body"),
                ("pickupnoteline", "item"),
                ("purchaseorderline", "body"),
                ("purchasereturnline", "body"),
                ("receiptline", "body"),
                ("supplierinvoiceline", "body"),
                ("supplierinvoiceline", "item"),
                ("supplierprice", "item"),
                ("supplierprice", "party"),
                ("promisechange", "line"),
            ]
        ),
        RoomForUpdates(["lastprice"]),
    ]
