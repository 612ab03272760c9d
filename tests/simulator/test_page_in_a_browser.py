"""The page as a person uses it, in a real Chromium."""

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from twilio.rest import Client

from tests.chromium import needs_chromium, start_chromium
from tests.simulator.clinic import Clinic, eventually
from tests.simulator.conftest import CLINIC_NUMBER, MAYA, Simulator
from tests.simulator.test_mailbox import deliver, digest

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    driver = start_chromium(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


def chat(browser: webdriver.Chrome) -> str:
    return str(browser.find_element(By.ID, "chat").get_property("innerText"))


def test_a_text_is_typed_sent_with_enter_and_answered_on_the_page(
    browser: webdriver.Chrome, simulator: Simulator, clinic: Clinic, client: Client
) -> None:
    clinic.answer = lambda form: (
        200,
        b"<Response><Message>Saved to garden. &lt;b&gt;thanks&lt;/b&gt;</Message></Response>",
    )
    simulator.post("/sim/phones", {"number": MAYA, "name": "Maya"})
    browser.get(simulator.base)
    client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="garden: How is your mood, 1 to 9?")
    assert eventually(lambda: "Maya" in browser.find_element(By.ID, "phone-list").text)
    browser.find_element(By.CSS_SELECTOR, f'[data-number="{MAYA}"]').click()
    assert eventually(lambda: "garden: How is your mood" in chat(browser))
    browser.find_element(By.ID, "words").send_keys("<img src=x onerror=alert(1)> seven", Keys.ENTER)
    assert eventually(lambda: "<img src=x onerror=alert(1)> seven" in chat(browser))
    assert eventually(lambda: "Saved to garden. <b>thanks</b>" in chat(browser))
    assert eventually(lambda: "delivered" in chat(browser))
    assert clinic.texts()[-1]["Body"] == "<img src=x onerror=alert(1)> seven"
    assert browser.find_elements(By.CSS_SELECTOR, "#chat img, #chat b") == []


def test_a_text_that_did_not_arrive_and_a_stop_are_said_on_the_phone(
    browser: webdriver.Chrome, simulator: Simulator, clinic: Clinic
) -> None:
    clinic.answer = lambda form: (503, b"")
    simulator.text("are you there")
    browser.get(simulator.base)
    assert eventually(lambda: "not delivered to the clinic yet" in chat(browser))
    assert not browser.find_element(By.ID, "stopped").is_displayed()
    browser.find_element(By.ID, "words").send_keys("STOP", Keys.ENTER)
    assert eventually(lambda: browser.find_element(By.ID, "stopped").is_displayed())


def test_a_mail_opens_in_a_frame_that_can_do_nothing_and_as_plain_text(
    browser: webdriver.Chrome, simulator: Simulator
) -> None:
    browser.get(simulator.base)
    assert eventually(lambda: "No mail yet" in browser.find_element(By.ID, "no-mail").text)
    deliver(simulator, digest())
    frame = browser.find_element(By.ID, "letter-html")
    assert eventually(frame.is_displayed)
    assert "allow-scripts" not in frame.get_attribute("sandbox")
    assert "Dr. Osei" in browser.find_element(By.ID, "mail-list").text
    browser.switch_to.frame(frame)
    assert eventually(lambda: "her topic" in browser.find_element(By.TAG_NAME, "body").text)
    browser.switch_to.default_content()
    browser.find_element(By.ID, "tab-html").send_keys(Keys.ARROW_RIGHT)
    assert eventually(lambda: "Talk about first" in browser.find_element(By.ID, "letter-text").text)
