"""The page of a running Between as a person uses it: a client's phone with a keyboard, and the clinician's inbox."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.chromium import needs_chromium, start_chromium
from tests.journeys.clinic import Clinic, eventually

pytestmark = [*needs_chromium, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    driver = start_chromium(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


def chat(browser: webdriver.Chrome) -> str:
    return str(browser.find_element(By.ID, "chat").get_property("innerText"))


def clicked(browser: webdriver.Chrome, what: str, saying: str = "") -> bool:
    """Whether there was one to click; the page may draw its lists anew at any moment."""
    with suppress(StaleElementReferenceException):
        for element in browser.find_elements(By.CSS_SELECTOR, what):
            if saying in element.text:
                element.click()
                return True
    return False


def type_and_send(browser: webdriver.Chrome, words: str) -> None:
    browser.find_element(By.ID, "words").send_keys(words, Keys.ENTER)


def test_an_answer_is_typed_on_the_phone_and_read_in_the_digest(
    browser: webdriver.Chrome, between: dict[str, str], clinic: Clinic
) -> None:
    client, phone = clinic.enrol_and_consent("Iris Valo")
    clinic.assign(client, "thought-log", {"kind": "keyword"})

    browser.get(between["simulator"])
    eventually(lambda: clicked(browser, f'[data-number="{phone.number}"]'), "her phone")
    eventually(lambda: "you are set" in chat(browser), "the thanks for her YES")

    type_and_send(browser, "think")
    eventually(lambda: "What happened? Just what a camera would have seen" in chat(browser), "the first question")
    type_and_send(browser, "The kettle <b>sang</b> before I did")
    eventually(lambda: "What did your thoughts say just then?" in chat(browser), "the next question")
    assert "The kettle <b>sang</b> before I did" in chat(browser)

    clinic.book_with_digest_at(client, datetime.now(UTC) + timedelta(seconds=2))
    eventually(lambda: clicked(browser, "#mail-list button", client.initials), "the digest in the inbox", 60)
    frame = browser.find_element(By.ID, "letter-html")
    eventually(lambda: frame.is_displayed() and client.initials in subject(browser), "the digest to open")
    browser.switch_to.frame(frame)
    eventually(
        lambda: "The kettle <b>sang</b> before I did" in browser.find_element(By.TAG_NAME, "body").text,
        "her words in the digest",
    )
    browser.switch_to.default_content()


def subject(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.ID, "letter-subject").text
