"""`between keys`: new ring files, rotation, and letting go of old keys."""

from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from shared import rings
from shared.sealing import Unreadable, rewrap_all


def make(name: str, path: Path) -> None:
    """Write a new ring file. Raises BadRing when the file is already there: overwriting it would lose every word."""
    if path.exists():
        raise rings.BadRing(f"{path} exists already. Overwriting it would make every sealed word unreadable.")
    path.parent.mkdir(parents=True, exist_ok=True)
    rings.write(rings.new_ring(name), path)


def add_key(name: str, path: Path) -> rings.Ring:
    """Give the ring a new current key. Restart the services next, so that all of them know it."""
    ring = rings.with_new_key(rings.read(name, path))
    rings.write(ring, path)
    return ring


def rewrap(name: str, path: Path, owner_url: str) -> int:
    """Wrap every client's data key with the ring's current key. How many were wrapped. Raises BadRing."""
    ring = rings.read(name, path)
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as db:
            return rewrap_all(db, ring)
    except Unreadable:
        raise rings.BadRing(f"{path} is not the ring that wrapped these data keys. Nothing was changed.") from None
    finally:
        engine.dispose()


def retire(name: str, path: Path, owner_url: str) -> int:
    """Drop the old keys from the ring file once nothing is wrapped with them. How many were dropped."""
    ring = rings.read(name, path)
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as db:
        left = db.exec_driver_sql(
            "select count(*) from bus.data_key where ring = %s and ring_version <> %s", (name, ring.current)
        ).scalar_one()
    engine.dispose()
    if left:
        raise rings.BadRing(f"{left} data keys still need an older key. Run 'between keys rotate {name}' first.")
    rings.write(rings.without_old_keys(ring), path)
    return len(ring.keys) - 1
