"""Mail over SMTP: only inside TLS that can be verified, kept whole, shown harmlessly, refused on request."""

import smtplib
import ssl
import stat
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests

from simulator.certificate import server_context
from tests.simulator.conftest import Simulator

OSEI = "osei@clinic.example"


def digest(subject: str = "M.R. Tuesday 15:00") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = "Between <digest@clinic.example>"
    mail["To"] = f"Dr. Osei <{OSEI}>"
    mail["Message-ID"] = f"<{abs(hash(subject))}@clinic.example>"
    mail.set_content("Talk about first: her topic.\n")
    mail.add_alternative('<html><head></head><body>her topic <img src="cid:mood"></body></html>', subtype="html")
    mail.get_payload()[1].add_related(b"picture", "image", "png", cid="<mood>")  # type: ignore[union-attr]
    mail.add_attachment(b"a,b", maintype="text", subtype="csv", filename="week.csv")
    return mail


def trusted(simulator: Simulator) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=simulator.tls_dir / "smtp.crt")


def deliver(simulator: Simulator, mail: EmailMessage) -> None:
    with smtplib.SMTP("localhost", simulator.smtp_port, timeout=5) as smtp:
        smtp.starttls(context=trusted(simulator))
        smtp.send_message(mail)


def test_a_mail_is_kept_with_everything_in_it(simulator: Simulator) -> None:
    deliver(simulator, digest())
    (listed,) = simulator.get("/sim/mail")["mail"]
    mail = simulator.get(f"/sim/mail/{listed['id']}")
    assert mail["subject"] == "M.R. Tuesday 15:00"
    assert (mail["from"], mail["rcpt_to"]) == ("Between <digest@clinic.example>", [OSEI])
    assert mail["message_id"] == digest()["Message-ID"]
    assert mail["text"] == "Talk about first: her topic.\n"
    assert "her topic <img" in mail["html"]
    names = [(part["filename"], part["content_type"], part["content_id"]) for part in mail["attachments"]]
    assert names == [(None, "image/png", "mood"), ("week.csv", "text/csv", None)]
    assert ["MIME-Version", "1.0"] in mail["headers"]
    raw = requests.get(f"{simulator.base}/sim/mail/{listed['id']}/raw", timeout=5)
    assert b"Subject: M.R. Tuesday 15:00" in raw.content


def test_the_html_is_served_where_it_can_do_nothing(simulator: Simulator) -> None:
    deliver(simulator, digest())
    (listed,) = simulator.get("/sim/mail")["mail"]
    response = requests.get(f"{simulator.base}/sim/mail/{listed['id']}/html", timeout=5)
    assert '<img src="data:image/png;base64,cGljdHVyZQ==">' in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy
    assert "allow-scripts" not in policy and "script-src" not in policy and "allow-same-origin" not in policy


def test_a_mail_without_html_has_none(simulator: Simulator) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "plain", OSEI, OSEI
    mail.set_content("words")
    deliver(simulator, mail)
    (listed,) = simulator.get("/sim/mail")["mail"]
    assert simulator.get(f"/sim/mail/{listed['id']}")["html"] is None
    assert requests.get(f"{simulator.base}/sim/mail/{listed['id']}/html", timeout=5).status_code == 404


def test_before_tls_nothing_is_taken(simulator: Simulator) -> None:
    with smtplib.SMTP("localhost", simulator.smtp_port, timeout=5) as smtp:
        smtp.ehlo()
        assert smtp.mail(OSEI)[0] == 530
    assert simulator.get("/sim/mail")["mail"] == []


def test_a_name_and_password_are_accepted_inside_tls_only(simulator: Simulator) -> None:
    with smtplib.SMTP("localhost", simulator.smtp_port, timeout=5) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("auth")
        smtp.starttls(context=trusted(simulator))
        assert smtp.login("anyone", "anything")[0] == 235


def test_the_certificate_is_verified_and_another_one_is_not_trusted(simulator: Simulator, tmp_path: Path) -> None:
    server_context(tmp_path, (), datetime.now(UTC))
    for stranger in (ssl.create_default_context(), ssl.create_default_context(cafile=tmp_path / "smtp.crt")):
        with (
            pytest.raises(ssl.SSLCertVerificationError),
            smtplib.SMTP("localhost", simulator.smtp_port, timeout=5) as smtp,
        ):
            smtp.starttls(context=stranger)
    with smtplib.SMTP("127.0.0.1", simulator.smtp_port, timeout=5) as smtp:
        assert smtp.starttls(context=trusted(simulator))[0] == 220


def test_a_certificate_is_kept_while_it_serves_and_its_key_is_private(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    server_context(tmp_path, ("mailbox",), now)
    first = (tmp_path / "smtp.crt").read_bytes()
    assert stat.S_IMODE((tmp_path / "smtp.key").stat().st_mode) == 0o600
    server_context(tmp_path, ("mailbox",), now)
    assert (tmp_path / "smtp.crt").read_bytes() == first
    server_context(tmp_path, ("mailbox", "other"), now)
    assert (second := (tmp_path / "smtp.crt").read_bytes()) != first
    server_context(tmp_path, ("mailbox",), now + timedelta(days=900))
    assert (tmp_path / "smtp.crt").read_bytes() != second


@pytest.mark.parametrize("verb", ["ehlo", "mail", "rcpt", "data", "auth", "connect"])
@pytest.mark.parametrize("code", [451, 554])
def test_a_verb_refuses_once_with_the_code_asked_for(simulator: Simulator, verb: str, code: int) -> None:
    # smtplib tries one mechanism after another, so a refused log-in takes several refusals.
    simulator.fault("smtp_refuse", verb=verb, code=code, count=5 if verb == "auth" else 1)
    with (
        pytest.raises(smtplib.SMTPException) as refused,
        smtplib.SMTP("localhost", simulator.smtp_port, timeout=5) as smtp,
    ):
        smtp.starttls(context=trusted(simulator))
        smtp.login("anyone", "anything")
        smtp.send_message(digest())
    if verb != "ehlo":
        assert str(code) in str(refused.value)
    assert simulator.get("/sim/mail")["mail"] == []
    simulator.delete("/sim/faults")
    deliver(simulator, digest())
    assert len(simulator.get("/sim/mail")["mail"]) == 1


@pytest.mark.parametrize("kept", [True, False])
def test_a_line_that_drops_after_the_final_dot_may_have_kept_the_mail(simulator: Simulator, kept: bool) -> None:
    simulator.fault("smtp_drop", kept=kept)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError, ssl.SSLError)):
        deliver(simulator, digest())
    assert len(simulator.get("/sim/mail")["mail"]) == int(kept)


def test_a_refused_recipient_is_the_one_named(simulator: Simulator) -> None:
    simulator.fault("smtp_refuse", verb="rcpt", to="other@clinic.example", code=550)
    deliver(simulator, digest())
    assert len(simulator.get("/sim/mail")["mail"]) == 1


def test_every_accepted_mail_is_counted_and_a_repeated_one_is_known(simulator: Simulator) -> None:
    before = simulator.get("/sim/stats")
    for subject in ("one", "two", "two"):
        deliver(simulator, digest(subject))
    after = simulator.get("/sim/stats")
    assert after["mail_accepted"] - before["mail_accepted"] == 3
    assert after["mail_repeated"] - before["mail_repeated"] == 1
    simulator.delete("/sim/mail")
    assert simulator.get("/sim/mail")["mail"] == []
    assert simulator.get("/sim/stats")["mail_accepted"] == after["mail_accepted"]


def test_only_the_newest_mail_is_kept() -> None:
    from collections import Counter

    from simulator.mailbox import Mailbox

    mailbox = Mailbox(Counter(), limit=2)
    for number in range(3):
        mailbox.add(OSEI, [OSEI], f"Subject: {number}\r\nMessage-ID: <m{number}>\r\n\r\nwords".encode(), 0.0)
    assert [mail.subject for mail in mailbox.newest_first()] == ["2", "1"]
