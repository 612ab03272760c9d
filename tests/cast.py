"""The people in the tests: one small clinic, always the same faces."""

from dataclasses import dataclass
from datetime import UTC, datetime

CLINIC_NUMBER = "+15055550100"
ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "a-token-of-the-tests"

MONDAY_NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
"""Monday 2 March 2026, noon in Denver."""


@dataclass(frozen=True)
class Person:
    """A client of the cast."""

    display_name: str
    initials: str
    phone: str
    zone: str


MAYA = Person("Maya Reyes", "M.R.", "+15055550111", "America/Denver")
JONAS = Person("Jonas Okafor", "J.O.", "+12125550122", "America/New_York")
RUTH = Person("Ruth Adler", "R.A.", "+18085550133", "Pacific/Honolulu")


@dataclass(frozen=True)
class Therapist:
    """A clinician of the cast."""

    name: str
    email: str
    zone: str


DR_LIND = Therapist("Dr. Lind", "lind@clinic.example", "America/Denver")
