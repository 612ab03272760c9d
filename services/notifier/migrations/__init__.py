"""The history of schema `notifier`, one file a change."""

from pathlib import Path

from services.notifier.tables import METADATA
from shared.migrating import Migrations

MIGRATIONS = Migrations("notifier", METADATA, Path(__file__).parent)
