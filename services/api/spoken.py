"""Days and times the way people say them in a text: "tomorrow 7:00 pm", "Fri, Nov 27"."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.schedule import resolve

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
_TODAY = {"en": "today", "es": "hoy"}
_TOMORROW = {"en": "tomorrow", "es": "mañana"}


def spoken_moment(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """An instant at the client's place: "today at 7:00 pm", "tomorrow at 8:00 am", "Fri, Nov 27 at 9:00 am"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        day = _TODAY[language]
    elif local.date() == today + timedelta(days=1):
        day = _TOMORROW[language]
    else:
        day = spoken_day(local.date(), language)
    hour, half = (local.hour + 11) % 12 + 1, "am" if local.hour < 12 else "pm"
    if language == "es":
        return f"{day} a la{'s' if hour > 1 else ''} {hour}:{local.minute:02} {half}"
    return f"{day} at {hour}:{local.minute:02} {half}"


def spoken_day(day: date, language: str) -> str:
    """A day: "Fri, Nov 27", "vie 27 nov"."""
    weekday, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    return f"{weekday} {day.day} {month}" if language == "es" else f"{weekday}, {month} {day.day}"


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant a local day begins."""
    return resolve(day, time(), zone)
