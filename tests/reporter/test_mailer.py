"""Handing mail to a real relay: over verified TLS, or not at all."""

import ssl
from pathlib import Path

import pytest

from services.reporter import mailer
from services.reporter.mailer import BadSmtpUrl, Letter, MailNotSent, MailRefused, SmtpMailer
from tests.reporter.relay import PASSWORD, USER, Authority, Relay, running

LETTER = Letter(
    "between@clinic.example", "lind@clinic.example", "<1@clinic.example>", b"Subject: hello\r\n\r\n.words\r\n"
)
Certified = tuple[Path, ssl.SSLContext]


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    """A certificate for localhost and the authority that vouches for it."""
    return Authority(tmp_path_factory.mktemp("authority")).issue("localhost")


def to(relay: Relay, ca_file: Path | None, *, url: str = "smtp://localhost:{port}") -> SmtpMailer:
    where = mailer.Relay.parse(url.format(port=relay.port))
    return SmtpMailer(where, hello_as="clinic.example", ca_file=ca_file)


def test_a_letter_arrives_over_verified_tls_byte_for_byte(certified: Certified) -> None:
    ca_file, context = certified
    with running(Relay(), starttls=context) as relay:
        to(relay, ca_file, url="smtp://between:a%20p%40ss%2Fword@localhost:{port}").send(LETTER)
    (taken,) = relay.taken
    assert (taken.mail_from, taken.rcpt_tos) == (LETTER.sender, [LETTER.recipient])
    assert taken.original_content == LETTER.content
    assert relay.over_tls == [True]


def test_a_letter_arrives_over_tls_from_the_first_byte(certified: Certified) -> None:
    ca_file, context = certified
    with running(Relay(), tls=context) as relay:
        to(relay, ca_file, url="smtps://between:a%20p%40ss%2Fword@localhost:{port}").send(LETTER)
    assert len(relay.taken) == 1


def test_a_certificate_nobody_vouches_for_gets_no_letter(certified: Certified) -> None:
    with running(Relay(), starttls=certified[1]) as relay, pytest.raises(MailNotSent, match="SSLCertVerificationError"):
        to(relay, None).send(LETTER)
    assert relay.taken == []


def test_a_certificate_for_another_host_gets_no_letter(tmp_path: Path) -> None:
    ca_file, context = Authority(tmp_path).issue("mail.example")
    with running(Relay(), starttls=context) as relay, pytest.raises(MailNotSent, match="SSLCertVerificationError"):
        to(relay, ca_file).send(LETTER)
    assert relay.taken == []


def test_a_relay_without_tls_gets_no_letter_and_no_password(certified: Certified) -> None:
    with running(Relay()) as relay, pytest.raises(MailNotSent, match="SMTPNotSupportedError"):
        to(relay, certified[0], url="smtp://between:a%20p%40ss%2Fword@localhost:{port}").send(LETTER)
    assert relay.taken == []


def test_a_relay_that_speaks_plainly_on_the_tls_port_gets_no_letter(certified: Certified) -> None:
    with running(Relay()) as relay, pytest.raises(MailNotSent):
        to(relay, certified[0], url="smtps://localhost:{port}").send(LETTER)
    assert relay.taken == []


def test_a_wrong_password_is_ours_to_mend(certified: Certified) -> None:
    with running(Relay(), starttls=certified[1]) as relay, pytest.raises(MailNotSent) as trouble:
        to(relay, certified[0], url="smtp://between:wrong@localhost:{port}").send(LETTER)
    assert not isinstance(trouble.value, MailRefused)


@pytest.mark.parametrize(
    ("verb", "answer", "kind", "noted"),
    [
        ("MAIL", "451 4.3.0 try again", MailNotSent, "SMTPSenderRefused 451"),
        ("MAIL", "553 5.1.8 not from you", MailRefused, "SMTPSenderRefused 553"),
        ("RCPT", "450 4.2.0 greylisted", MailNotSent, "recipient 450"),
        ("RCPT", "550 5.1.1 no such user lind@clinic.example", MailRefused, "recipient 550"),
        ("DATA", "452 4.3.1 full", MailNotSent, "SMTPDataError 452"),
        ("DATA", "554 5.7.1 spam", MailRefused, "SMTPDataError 554"),
    ],
)
def test_what_a_relay_refuses_is_refused_for_now_or_for_good(
    certified: Certified, verb: str, answer: str, kind: type[MailNotSent], noted: str
) -> None:
    with running(Relay(answers={verb: answer}), starttls=certified[1]) as relay, pytest.raises(MailNotSent) as trouble:
        to(relay, certified[0]).send(LETTER)
    assert type(trouble.value) is kind
    assert str(trouble.value) == noted
    assert relay.taken == []


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_relay_that_hangs_up_has_not_taken_it(certified: Certified, verb: str) -> None:
    with running(Relay(hung_up_on=verb), starttls=certified[1]) as relay, pytest.raises(MailNotSent) as trouble:
        to(relay, certified[0]).send(LETTER)
    assert not isinstance(trouble.value, MailRefused)


@pytest.mark.parametrize("relay", [Relay(hung_up_on="QUIT"), Relay(answers={"QUIT": "421 not now"})])
def test_a_rude_goodbye_changes_nothing(certified: Certified, relay: Relay) -> None:
    with running(relay, starttls=certified[1]):
        to(relay, certified[0]).send(LETTER)
    assert len(relay.taken) == 1


def test_nobody_there_is_no_letter_sent() -> None:
    with pytest.raises(MailNotSent, match="ConnectionRefusedError"):
        to(Relay(port=1), None).send(LETTER)


@pytest.mark.parametrize(
    ("url", "host", "port", "implicit_tls", "user", "password"),
    [
        ("smtp://user:pw@mail.example", "mail.example", 587, False, "user", "pw"),
        ("smtps://mail.example", "mail.example", 465, True, None, None),
        ("smtp://mail.example:25\n", "mail.example", 25, False, None, None),
        ("smtp://me%40clinic.example:p%2Fw@mail.example", "mail.example", 587, False, "me@clinic.example", "p/w"),
    ],
)
def test_a_relay_is_given_as_a_url(
    url: str, host: str, port: int, implicit_tls: bool, user: str | None, password: str | None
) -> None:
    assert mailer.Relay.parse(url) == mailer.Relay(host, port, implicit_tls, user, password)


@pytest.mark.parametrize(
    "url", ["", "mail.example:587", "http://mail.example", "smtp://", "smtp://s3cret@h:x", "smtp://h/p"]
)
def test_what_is_no_relay_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(BadSmtpUrl) as trouble:
        mailer.Relay.parse(url)
    assert "s3cret" not in str(trouble.value)


def test_a_password_is_not_shown() -> None:
    assert PASSWORD not in repr(mailer.Relay("mail.example", 587, False, USER, PASSWORD))
