"""Names of time zones."""

import pytest

from shared.schedule import UnknownZone, zone


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../../etc/passwd",
        "x" * 5000,
        "a\0b",
        "America",
        "localtime",
        "\ud800",
        "EST ",
        "zone.tab",
        ".",
    ],
)
def test_what_is_no_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownZone, match="America/New_York"):
        zone(name)


def test_a_zone_is_found() -> None:
    assert zone("America/Denver").key == "America/Denver"
    assert zone("EST5EDT").key == "EST5EDT"
