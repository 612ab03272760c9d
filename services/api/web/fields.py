"""The kinds of value our forms take, each with an error that says what would be right."""

import re
from datetime import time
from typing import Any

from marshmallow import ValidationError, fields

from shared import phone, schedule

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Line(fields.String):
    """One line of text: 1 to `longest` characters, none of them invisible."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        line: str = super()._deserialize(value, attr, data, **kwargs)
        if not line.strip() or len(line) > self.longest:
            raise ValidationError(f"Give 1 to {self.longest} characters.")
        if _CONTROL.search(line):
            raise ValidationError("This holds an invisible character (a control character or a half emoji).")
        return line.strip()


class Zone(fields.String):
    """An IANA time zone, such as America/Denver."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            schedule.zone(name)
        except schedule.UnknownZone:
            raise ValidationError("This is not a time zone. Give an IANA name, such as America/Denver.") from None
        return name


class Hour(fields.String):
    """A local time of day, HH:MM."""

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

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        written: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            return phone.to_e164(written)
        except phone.BadPhone as trouble:
            raise ValidationError(str(trouble)) from None
