"""Reads the TwiML a product answers an inbound text with."""

from dataclasses import dataclass
from xml.etree import ElementTree

from simulator.webhooks import Answer

_XML = frozenset({"text/xml", "application/xml", "text/html"})


class BadTwiml(ValueError):
    """The carrier cannot read this answer; the text says why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One <Message>: words and picture addresses."""

    body: str
    media_urls: tuple[str, ...] = ()


def read_twiml(answer: Answer) -> list[Reply]:
    """The messages of an answer in order, none for an empty one. Raises BadTwiml with the carrier's error number."""
    if not answer.body.strip():
        return []
    if answer.content_type not in _XML:
        raise BadTwiml(f"12300: the content type is {answer.content_type}, not text/xml")
    if b"<!DOCTYPE" in answer.body:
        raise BadTwiml("12100: TwiML has no DOCTYPE")
    try:
        root = ElementTree.fromstring(answer.body)  # noqa: S314 - without DOCTYPE there are no entities to expand
    except ElementTree.ParseError as error:
        raise BadTwiml(f"12100: not XML: {error}") from error
    if root.tag != "Response":
        raise BadTwiml(f"12100: the outermost element is {root.tag}, not Response")
    return [_read_message(element) for element in root if element.tag in ("Message", "Sms")]


def _read_message(element: ElementTree.Element) -> Reply:
    words = [element.text or ""] + [child.text or "" for child in element if child.tag == "Body"]
    urls = tuple((child.text or "").strip() for child in element if child.tag == "Media")
    return Reply("".join(words).strip(), urls)
