"""Says in a few plain words when homework comes. It stands in texts: nothing here tells what the homework is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from shared.schedule.rules import (
    EVERY_DAY,
    AfterAnother,
    AroundSession,
    AtRandom,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Schedule,
    Weekdays,
)


@dataclass(frozen=True)
class _Words:
    """What one language says. Where there are two, the first is for one and the second for several."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    both: str
    run: str
    daily: str
    every_days: str
    often: tuple[str, str]
    between: str
    keyword: str
    minutes: tuple[str, str]
    hours: tuple[str, str]
    some_days: tuple[str, str]
    before_session: str
    after_session: str
    day_before: str
    session_day: str
    day_after: str
    after_other: str
    with_other: str


_ENGLISH = _Words(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    date="{weekday} {month} {day}",
    both="{} and {}",
    run="{} to {}",
    daily="every day",
    every_days="every {} days",
    often=("once", "{} times"),
    between="between {} and {}",
    keyword="when you text it",
    minutes=("1 minute", "{} minutes"),
    hours=("1 hour", "{} hours"),
    some_days=("1 day", "{} days"),
    before_session="{} before we meet",
    after_session="{} after we meet",
    day_before="the day before we meet",
    session_day="the day we meet",
    day_after="the day after we meet",
    after_other="{} after the one before it is done",
    with_other="when the one before it is done",
)

_SPANISH = _Words(
    days=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    date="{weekday} {day} {month}",
    both="{} y {}",
    run="{} a {}",
    daily="cada día",
    every_days="cada {} días",
    often=("una vez", "{} veces"),
    between="entre {} y {}",
    keyword="cuando lo escribas",
    minutes=("1 minuto", "{} minutos"),
    hours=("1 hora", "{} horas"),
    some_days=("1 día", "{} días"),
    before_session="{} antes de vernos",
    after_session="{} después de vernos",
    day_before="el día antes de vernos",
    session_day="el día que nos vemos",
    day_after="el día después de vernos",
    after_other="{} después de terminar el anterior",
    with_other="al terminar el anterior",
)


def describe(schedule: Schedule, language: str) -> str:
    """When homework comes: "Mon, Wed, Fri 7:30 pm". In Spanish for "es", else in English, which is GSM-7."""
    words = _SPANISH if language == "es" else _ENGLISH
    match schedule.rule:
        case Once(at):
            return f"{describe_day(at.date(), language)}, {describe_clock(at.time())}"
        case EveryDays(every, times):
            return _days_at(schedule, words, words.every_days.format(every), times)
        case Daily(times) | Weekdays(_, times):
            return _days_at(schedule, words, None, times)
        case AtRandom() as rule:
            return _at_random(schedule, words, rule)
        case AroundSession() as rule:
            return _around_session(words, rule)
        case AfterAnother(_, delay, at):
            when = words.after_other.format(_span(words, delay)) if delay else words.with_other
            return _with_clock(when, at)
        case Keyword():
            return words.keyword


def describe_day(day: date, language: str) -> str:
    """One day: "Fri Nov 27", "vie 27 nov"."""
    words = _SPANISH if language == "es" else _ENGLISH
    return words.date.format(weekday=words.days[day.weekday()], month=words.months[day.month - 1], day=day.day)


def describe_clock(at: time) -> str:
    """A time of day: "7 pm", "7:30 pm"."""
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


def _days_at(schedule: Schedule, words: _Words, all_days: str | None, times: tuple[time, ...]) -> str:
    """Days that share their times are named together, those with the usual times first."""
    shared: dict[tuple[time, ...], list[int]] = {times: []}
    for day in schedule.days_of_week():
        shared.setdefault(schedule.times_of(day), []).append(day)
    usual, *others = [(days, at) for at, days in shared.items() if days]
    parts = [f"{all_days or _days(words, usual[0])} {_clocks(words, usual[1])}"]
    return "; ".join(parts + [f"{_days(words, days)} {_clocks(words, at)}" for days, at in others])


def _at_random(schedule: Schedule, words: _Words, rule: AtRandom) -> str:
    windows: dict[tuple[time, time], list[int]] = {}
    for day in rule.days:
        window = schedule.moved(rule.earliest, day), schedule.moved(rule.latest, day)
        windows.setdefault(window, []).append(day)
    (window, usual), *others = windows.items()
    said = [f"{_days(words, usual)} {_count(words.often, rule.times_a_day)} {_between(words, window)}"]
    return "; ".join(said + [f"{_days(words, days)} {_between(words, window)}" for window, days in others])


def _around_session(words: _Words, rule: AroundSession) -> str:
    if rule.at is None:
        side = words.before_session if rule.hours < 0 else words.after_session
        return side.format(_count(words.hours, abs(rule.hours)))
    near = {-1: words.day_before, 0: words.session_day, 1: words.day_after}
    side = words.before_session if rule.days < 0 else words.after_session
    return _with_clock(near.get(rule.days) or side.format(_count(words.some_days, abs(rule.days))), rule.at)


def _days(words: _Words, days: Sequence[int]) -> str:
    names = [words.days[day] for day in days]
    if tuple(days) == EVERY_DAY:
        return words.daily
    if len(days) > 3 and days[-1] - days[0] == len(days) - 1:
        return words.run.format(names[0], names[-1])
    return ", ".join(names)


def _span(words: _Words, delay: timedelta) -> str:
    minutes = delay // timedelta(minutes=1)
    if minutes % (24 * 60) == 0:
        return _count(words.some_days, minutes // (24 * 60))
    return _count(words.minutes, minutes) if minutes % 60 else _count(words.hours, minutes // 60)


def _count(forms: tuple[str, str], number: int) -> str:
    return forms[0] if number == 1 else forms[1].format(number)


def _between(words: _Words, window: tuple[time, time]) -> str:
    return words.between.format(*map(describe_clock, window))


def _with_clock(when: str, at: time | None) -> str:
    return when if at is None else f"{when}, {describe_clock(at)}"


def _clocks(words: _Words, times: Sequence[time]) -> str:
    said = [describe_clock(at) for at in times]
    return said[0] if len(said) == 1 else words.both.format(", ".join(said[:-1]), said[-1])
