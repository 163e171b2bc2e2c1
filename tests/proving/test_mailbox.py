"""The mail server of the proofs is in trouble, and then it is well."""

import smtplib

import pytest

from proving import mailbox
from proving.outside.server import free_port


@pytest.mark.once
@pytest.mark.parametrize("mood", mailbox.MOODS)
def test_a_mail_server_in_trouble_keeps_nothing_and_keeps_it_once_when_it_is_well(
    mood: str,
) -> None:
    def send() -> None:
        with smtplib.SMTP(
            "127.0.0.1", box.port, timeout=0.5 if mood == mailbox.HANGS else 10
        ) as to:
            to.sendmail("a@example.cn", ["b@example.cn"], "Subject: goods left\r\n\r\ntwo")

    with mailbox.mailbox(free_port()) as box:
        box.be(mood)
        with pytest.raises((OSError, smtplib.SMTPException)):
            send()
        assert box.kept == []

        box.be(mailbox.WELL)
        mood = mailbox.WELL
        send()

    assert box.times("goods left") == 1
