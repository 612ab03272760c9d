"""The history of schema `api`, one file a change."""

from pathlib import Path

from services.api.tables import METADATA
from shared.migrating import Migrations

MIGRATIONS = Migrations("api", METADATA, Path(__file__).parent)
