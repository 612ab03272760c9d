"""Instants the way people say them in a text: "tomorrow at 7 pm", "Fri Nov 27 at 9 am"."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.schedule import describe_clock, describe_day, resolve

_TODAY = {"en": "today", "es": "hoy"}
_TOMORROW = {"en": "tomorrow", "es": "mañana"}


def spoken_moment(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """An instant at the client's place: "today at 7 pm", "tomorrow at 8:30 am", "Fri Nov 27 at 9 am"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        day = _TODAY[language]
    elif local.date() == today + timedelta(days=1):
        day = _TOMORROW[language]
    else:
        day = describe_day(local.date(), language)
    if language == "es":
        return f"{day} a la{'' if local.hour % 12 == 1 else 's'} {describe_clock(local.time())}"
    return f"{day} at {describe_clock(local.time())}"


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant a local day begins."""
    return resolve(day, time(), zone)
