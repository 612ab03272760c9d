"""The history of schema `reporter`, one file a change."""

from pathlib import Path

from services.reporter.tables import METADATA
from shared.migrating import Migrations

MIGRATIONS = Migrations("reporter", METADATA, Path(__file__).parent)
