"""The kinds of value our forms take, each with an error that says what would be right."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from marshmallow import ValidationError, fields

from shared import phone, schedule

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_LONGEST_ADDRESS = 254
_JOINERS = "\u200c\u200d"


def holds_invisible(text: str) -> bool:
    """Whether a text holds what a person cannot see: controls, direction marks, half emoji, or joiners alone."""
    visible = text
    for joiner in _JOINERS:
        # Between other characters joiners have their place, in Persian names and in emoji families.
        visible = visible.replace(joiner, "")
    return not visible.strip() or any(unicodedata.category(character) in _INVISIBLE for character in visible)


class Line(fields.String):
    """One line of text: 1 to `longest` characters, none of them invisible."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        says = {"description": f"one line, 1 to {longest} characters", "maxLength": longest}
        super().__init__(metadata=says, **kwargs)
        self.longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        line: str = super()._deserialize(value, attr, data, **kwargs)
        if not line.strip() or len(line) > self.longest:
            raise ValidationError(f"Give 1 to {self.longest} characters.")
        if holds_invisible(line):
            raise ValidationError("This holds an invisible character (a control character or a half emoji).")
        return line.strip()


class Email(fields.Email):
    """An e-mail address as every relay takes it: plain ASCII, without a quoted part."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"description": "a plain address"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        address: str = super()._deserialize(value, attr, data, **kwargs)
        # A quoted local part may hold control characters, and the domain other scripts; a digest must never fail on it.
        if len(address) > _LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or '"' in address:
            raise ValidationError("Give a plain e-mail address, such as name@clinic.example.")
        return address


class Moment(fields.AwareDateTime):
    """An instant with its offset, in a year that calendars can reckon with."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"description": "a time with its offset, 2026-11-24T16:00:00-07:00"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        # In the year 9999 an offset leads past the end of Python's calendar, where no row can be read again.
        if not 2000 <= moment.year <= 2199:
            raise ValidationError("Give a year from 2000 to 2199.")
        return moment


class Flag(fields.Boolean):
    """true or false, and not a number that equals one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Schedule(fields.Dict):
    """When to ask: {"kind": "once", "at": ...}, and so on for every kind there is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            metadata={
                "description": "kind once, daily, every_days, weekdays, random, keyword, session or after, and its"
                " times; the activity's own if left out"
            },
            **kwargs,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError("Give an object with a kind.")
        no_nudge = {"nudge_after_minutes": None}
        try:
            schedule.from_json({name: of for name, of in value.items() if (name, of) not in no_nudge.items()})
        except schedule.InvalidSchedule as trouble:
            raise ValidationError(dict(trouble.errors)) from None
        # As it was given: what was left out is the activity's to say, which is not known here.
        return dict(value)


class Zone(fields.String):
    """An IANA time zone, such as America/Denver."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"description": "an IANA name, such as America/Denver"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            schedule.zone(name)
        except schedule.UnknownZone:
            raise ValidationError("This is not a time zone. Give an IANA name, such as America/Denver.") from None
        return name


class Hour(fields.String):
    """A local time of day, HH:MM."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"description": "local time HH:MM, 08:00 to 21:00"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        written: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            if not re.fullmatch(r"\d\d:\d\d", written):
                raise ValueError
            time.fromisoformat(written)
        except ValueError:
            raise ValidationError("Give a time of day as HH:MM, such as 09:00.") from None
        return written


class Phone(fields.String):
    """A US phone number, read into E.164."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"description": "a US number, as people write it"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        written: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            number = phone.to_e164(written)
            # Seven digits are a number too, but only for a neighbour.
            if len(number) != len("+12125550123"):
                raise phone.BadPhone
        except phone.BadPhone as trouble:
            raise ValidationError(str(trouble)) from None
        return number
