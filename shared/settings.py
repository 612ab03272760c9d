"""Reads a service's settings from the environment: everything missing or wrong is named at once.

`NAME_FILE` may name a file that holds the value, for every setting. Spaces and line ends around a value do not count.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from environs import EnvValidationError, FileAwareEnv
from marshmallow import ValidationError

T = TypeVar("T")

Environment = FileAwareEnv


def not_empty(value: str) -> None:
    """Refuse a value that holds nothing, or only spaces."""
    if not value.strip():
        raise ValidationError("Must not be empty.")


class BadSettings(Exception):
    """Some settings are missing or wrong. `wrong` says of each what is the matter."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{name}: {trouble}" for name, trouble in sorted(wrong.items())))
        self.wrong = wrong


def read(build: Callable[[Environment], T]) -> T:
    """The settings that `build` makes of the environment. Raises BadSettings naming all that is missing or wrong."""
    env = FileAwareEnv(eager=False, strip_whitespace=True)
    try:
        settings = build(env)
        env.seal()
    except EnvValidationError as trouble:
        assert isinstance(trouble.error_messages, Mapping)
        raise BadSettings({name: " ".join(said) for name, said in trouble.error_messages.items()}) from None
    except ValueError as trouble:
        # A NAME_FILE that cannot be read; the message names it.
        raise BadSettings({"A file": str(trouble)}) from None
    return settings


def needed(env: Environment, name: str) -> str:
    """A setting that must be there and hold something."""
    return env.str(name, validate=not_empty)
