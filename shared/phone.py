"""Phone numbers as people write them, read into the one form we keep."""

import phonenumbers


class BadPhone(ValueError):
    """This is not a US phone number that can get a text. Give ten digits, like 212-555-0123, or +12125550123."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def to_e164(written: str) -> str:
    """A US or US-territory number in E.164. Raises BadPhone for all else, including numbers with an extension."""
    try:
        number = phonenumbers.parse(written, "US")
    except phonenumbers.NumberParseException:
        raise BadPhone from None
    # "Possible" alone lets seven digits pass, which can only be dialled locally.
    possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    if number.country_code != 1 or number.extension or not possible:
        raise BadPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
