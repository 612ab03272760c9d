"""What the carrier says when it does not do what was asked: numbers, words and body of an error."""

from typing import Any

_MORE = "https://www.twilio.com/docs/errors/"

# The numbers are the carrier's; the words are near its own, so that logs look familiar.
MESSAGES = {
    20001: "Invalid parameter: {0}",
    20003: "Authenticate",
    20009: "Cannot change the body of a message that is not through; only an empty body redacts it",
    20404: "The requested resource {0} was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21211: "Invalid 'To' Phone Number: {0}",
    21266: "'To' and 'From' number cannot be the same: {0}",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number {0} is not a valid message-capable phone number for this account.",
    21609: "The 'StatusCallback' URL {0} is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "The 'To' phone number is not currently reachable using the 'From' phone number",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21701: "The Messaging Service {0} does not exist",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30036: "Validity Period Expired",
    30409: "Message cannot be canceled or changed any more",
    35118: "MessagingServiceSid is required to schedule a message",
}


class Refused(Exception):
    """The carrier does not do this; `body()` is its JSON answer with HTTP status `status`."""

    def __init__(self, code: int, *about: str, status: int = 400) -> None:
        self.code = code
        self.status = status
        self.message = explain(code).format(*about) if about else explain(code)
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """Code, words, a link and the HTTP status, as the carrier's REST errors look."""
        return {"code": self.code, "message": self.message, "more_info": f"{_MORE}{self.code}", "status": self.status}


def explain(code: int) -> str:
    """The words for an error number; an unknown number gets words that say only that."""
    return MESSAGES.get(code, f"Error {code}")


def not_found(path: str) -> Refused:
    """There is no such resource."""
    return Refused(20404, path, status=404)
