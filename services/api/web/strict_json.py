"""JSON as the API takes it: one meaning only, or a clear refusal.

Python's parser takes NaN, lets the last of two equal keys win, and gives up on deep nesting with a RecursionError;
each of those would be a surprise later.
"""

import json
import math
from typing import Any, NoReturn

_DEEPEST = 20


class BadJson(ValueError):
    """The body is not JSON as this API takes it; the message says where."""


def check(body: bytes) -> None:
    """Raise BadJson unless the body is UTF-8 JSON without NaN, equal keys, deep nesting or endless numbers."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as trouble:
        raise BadJson(f"The body is not UTF-8 (byte {trouble.start}).") from None
    _check_depth(text)
    try:
        json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_refuse_endless,
            object_pairs_hook=_refuse_equal_keys,
        )
    except json.JSONDecodeError as trouble:
        raise BadJson(f"The body is not JSON: {trouble.msg} (line {trouble.lineno}, column {trouble.colno}).") from None
    except (RecursionError, OverflowError):
        raise BadJson("The body is nested too deeply.") from None
    except BadJson:
        raise
    except ValueError:
        raise BadJson("The body holds a number with too many digits.") from None


def _check_depth(text: str) -> None:
    depth = 0
    inside_string = escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif inside_string:
            escaped = character == "\\"
            inside_string = character != '"'
        elif character == '"':
            inside_string = True
        elif character in "[{":
            depth += 1
            if depth > _DEEPEST:
                raise BadJson(f"The body is nested more than {_DEEPEST} levels deep.")
        elif character in "]}":
            depth -= 1


def _refuse_constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not a JSON number.")


def _refuse_endless(digits: str) -> float:
    # Python reads 1e999 as infinity.
    if not math.isfinite(number := float(digits)):
        raise BadJson(f"{digits[:20]} is too large a number.")
    return number


def _refuse_equal_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise BadJson(f"The body names a field twice: {', '.join(twice)[:200]}.")
    return read
