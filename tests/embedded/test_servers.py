"""The servers on a good day: they start, keep what they are given, let nobody else in, and stop."""

import json
import os
import stat
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

import embedded
from tests.embedded.watching import all_end, listener


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True, connect_timeout=5)


def test_the_first_start_makes_a_database_and_a_second_finds_what_was_written(tmp_path: Path) -> None:
    with embedded.start(tmp_path / "it's here") as servers:
        first_ports = servers.postgres_url, servers.redis_url
        with connect(servers.postgres_url) as db:
            db.execute("CREATE TABLE note (said text)")
            db.execute("INSERT INTO note VALUES ('Grüße')")
        redis.Redis.from_url(servers.redis_url).set("said", "hello")
        pids = servers.pids
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids.values())

    began = time.monotonic()
    with embedded.start(tmp_path / "it's here") as servers:
        assert time.monotonic() - began < 5
        assert (servers.postgres_url, servers.redis_url) == first_ports
        with connect(servers.postgres_url) as db:
            assert db.execute("SELECT said FROM note").fetchall() == [("Grüße",)]
            assert db.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert db.execute("SHOW fsync").fetchone() == ("on",)
        assert redis.Redis.from_url(servers.redis_url).get("said") == b"hello"
        servers.check()


def test_a_wrong_password_is_refused(tmp_path: Path) -> None:
    with embedded.start(tmp_path, durable=False) as servers:
        for password in ("wrong", ""):
            with pytest.raises(psycopg.OperationalError, match="password"):
                port = urlsplit(servers.postgres_url).port
                psycopg.connect(f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres", connect_timeout=5)
        port = urlsplit(servers.redis_url).port
        assert port is not None
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port, retry=Retry(NoBackoff(), 0)).ping()


def test_no_password_is_in_an_argument_list_a_log_or_a_file_others_can_read(tmp_path: Path) -> None:
    with embedded.start(tmp_path / "data", durable=False) as servers:
        passwords = [
            password for url in (servers.postgres_url, servers.redis_url) if (password := urlsplit(url).password)
        ]
        assert len(passwords) == 2
        for pid in servers.pids.values():
            arguments = Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{pid}/environ").read_text()
            assert not any(password in arguments for password in passwords)
        for file in [path for path in (tmp_path / "data").rglob("*") if path.is_file()]:
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file
        for log in (tmp_path / "data" / "logs").iterdir():
            assert not any(password in log.read_text() for password in passwords)
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_row_that_breaks_a_rule_is_not_quoted_in_the_log(tmp_path: Path) -> None:
    with embedded.start(tmp_path, postgres_only=True, durable=False) as servers, connect(servers.postgres_url) as db:
        db.execute("CREATE TABLE contact (phone text PRIMARY KEY)")
        db.execute("INSERT INTO contact VALUES ('canary-555')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            db.execute("INSERT INTO contact VALUES ('canary-555')")
    log = (tmp_path / "logs" / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "canary-555" not in log


def test_a_second_owner_is_refused_with_the_first_ones_process_id(tmp_path: Path) -> None:
    with embedded.start(tmp_path, postgres_only=True, durable=False) as servers:
        began = time.monotonic()
        with pytest.raises(embedded.AlreadyRunning, match=f"process {os.getpid()}.*Stop it with Ctrl-C"):
            embedded.start(tmp_path)
        assert time.monotonic() - began < 2
        connect(servers.postgres_url).close()
        assert "redis" not in servers.pids
    with embedded.start(tmp_path, postgres_only=True, durable=False):
        pass


def test_a_port_that_a_stranger_took_meanwhile_is_left_to_them(tmp_path: Path) -> None:
    with embedded.start(tmp_path, postgres_only=True, durable=False) as servers:
        port = urlsplit(servers.postgres_url).port
    assert port is not None
    with listener(port), embedded.start(tmp_path, postgres_only=True, durable=False) as servers:
        assert urlsplit(servers.postgres_url).port != port
        connect(servers.postgres_url).close()


def test_an_interrupted_first_start_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with embedded.start(tmp_path, postgres_only=True, durable=False) as servers:
        connect(servers.postgres_url).close()
    assert not half.exists()
    assert not (tmp_path / "password.new").exists()


def test_a_lock_file_of_a_postgres_long_gone_does_not_matter(tmp_path: Path) -> None:
    with embedded.start(tmp_path, postgres_only=True, durable=False):
        pass
    # After a power cut its number may belong to any program of the same user.
    owner = (tmp_path / "postgres").stat().st_uid
    other = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None, cwd="/")
    try:
        begins = f"{other.pid}\n{tmp_path}/postgres\n1\n1\n\n\n\nready\n"
        (tmp_path / "postgres" / "postmaster.pid").write_text(begins)
        with embedded.start(tmp_path, postgres_only=True, durable=False) as servers:
            connect(servers.postgres_url).close()
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
    with embedded.start(tmp_path, postgres_only=True, durable=False) as servers:
        connect(servers.postgres_url).close()


def test_a_database_without_its_password_says_which_file_is_missing(tmp_path: Path) -> None:
    with embedded.start(tmp_path, postgres_only=True, durable=False):
        pass
    (tmp_path / "state.json").unlink()
    with pytest.raises(embedded.StateLost, match=r"state\.json"):
        embedded.start(tmp_path)


def test_a_postgres_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with embedded.start(tmp_path, postgres_only=True, durable=False):
        pass
    with (tmp_path / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(embedded.ServerFailed, match="no_such_setting") as trouble:
        embedded.start(tmp_path)
    assert trouble.value.server == "postgres"


def test_data_of_another_postgres_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(embedded.OtherPostgresVersion, match="Postgres 12"):
        embedded.start(tmp_path)


def test_a_file_where_the_data_should_be_is_explained(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(embedded.DataOutOfReach, match="choose another"):
        embedded.start(tmp_path / "data")


def test_redis_can_be_killed_and_comes_back_on_its_port_with_its_keys(tmp_path: Path) -> None:
    with embedded.start(tmp_path) as servers:
        client = redis.Redis.from_url(servers.redis_url)
        client.set("said", "hello")
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        killed = servers.pids["redis"]
        servers.kill_redis()
        assert all_end([killed], 1)
        with pytest.raises(redis.ConnectionError):
            redis.Redis.from_url(servers.redis_url).ping()
        servers.check()
        servers.start_redis()
        assert servers.pids["redis"] != killed
        assert client.get("said") == b"hello"


def test_postgres_can_be_crashed_and_keeps_what_was_committed(tmp_path: Path) -> None:
    with embedded.start(tmp_path) as servers:
        db = connect(servers.postgres_url)
        db.execute("CREATE TABLE note AS SELECT 1 AS number")
        servers.restart_postgres_immediate()
        with pytest.raises(psycopg.OperationalError):
            db.execute("SELECT 1")
        with connect(servers.postgres_url) as again:
            assert again.execute("SELECT number FROM note").fetchone() == (1,)


def test_a_server_that_died_by_itself_is_reported(tmp_path: Path) -> None:
    with embedded.start(tmp_path, durable=False) as servers:
        os.kill(servers.pids["redis"], 9)
        # Its threads end one after another; only then can the watcher collect it.
        with pytest.raises(embedded.ServerFailed, match="redis has stopped"):
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                servers.check()
                time.sleep(0.05)


def test_stopping_twice_does_nothing(tmp_path: Path) -> None:
    servers = embedded.start(tmp_path, postgres_only=True, durable=False)
    servers.stop()
    servers.stop()
    assert json.loads((tmp_path / "state.json").read_text())["postgres_port"]
