"""A mailer in memory: it keeps what it was given, and can be made to fail or to be killed."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from services.reporter.mailer import Letter


class Killed(BaseException):
    """The process died here: nothing after this line runs."""


class Postbox:
    """Takes letters. `before` and `after` hold what to raise around the next deliveries, in order."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.before: list[BaseException] = []
        self.after: list[BaseException] = []

    def send(self, letter: Letter) -> None:
        """Take one letter, or fail as told."""
        if self.before:
            raise self.before.pop(0)
        self.letters.append(letter)
        if self.after:
            raise self.after.pop(0)

    @property
    def mails(self) -> list[EmailMessage]:
        """What a mail program would show."""
        return [read(letter) for letter in self.letters]


def read(letter: Letter) -> EmailMessage:
    """A letter as a mail program reads it."""
    message = message_from_bytes(letter.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(mail: EmailMessage) -> str:
    """The plain text half."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    """The HTML half."""
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
