"""`./between` on machines that have everything, and on machines where something is missing."""

import fcntl
import hashlib
import importlib.machinery
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.embedded.watching import ROOT, eventually

LAUNCHER = ROOT / "between"
CLI = """
import importlib.metadata, json, os, sys
versions = {name: importlib.metadata.version(name) for name in ("greeting",)}
print(json.dumps({"arguments": sys.argv[1:], "versions": versions, "folder": os.getcwd(), "path": sys.path[0]}))
"""


def load() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("between_launcher", str(LAUNCHER))
    spec = importlib.util.spec_from_loader("between_launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


launcher = load()


class Copy:
    """A copy of the launcher with a command line of its own and one small package to install."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a copy"
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        self.venv = self.root / ".venv"
        (self.root / "requirements").mkdir(parents=True)
        (self.root / "services").mkdir()
        (self.root / "elsewhere").mkdir()
        shutil.copy2(LAUNCHER, self.root / "between")
        (self.root / "services" / "cli.py").write_text(CLI)
        self.pin("1.0")

    def pin(self, version: str, *, digest: str | None = None, only: tuple[str, ...] = ("local", "dev")) -> None:
        wheel = make_wheel(self.wheels, version)
        digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
        for name in only:
            lock = self.root / "requirements" / f"{name}.lock"
            lock.write_text(f"# pinned\ngreeting=={version} \\\n    --hash=sha256:{digest}\n")

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        return {**inherited, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.root / "between"), *arguments]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env={**self.environment(), **environment},
            cwd=self.root / "elsewhere",
            capture_output=True,
            text=True,
            timeout=60,
        )


def make_wheel(folder: Path, version: str) -> Path:
    wheel = folder / f"greeting-{version}-py3-none-any.whl"
    about = f"greeting-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("greeting.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: greeting\nVersion: {version}\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", f"greeting.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n")
    return wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    copy = Copy(tmp_path_factory.mktemp("launcher"))
    first = copy.run("up", "--port", "8000")
    assert first.returncode == 0, first.stderr
    assert "Making" in first.stderr
    assert '"arguments": ["up", "--port", "8000"]' in first.stdout
    return copy


def test_the_second_run_goes_straight_to_the_command_line_where_the_person_is(installed: Copy) -> None:
    second = installed.run()
    assert second.stderr == ""
    assert '"arguments": []' in second.stdout
    assert f'"folder": "{installed.root / "elsewhere"}"' in second.stdout
    assert f'"path": "{installed.root}"' in second.stdout


def test_a_changed_lock_is_installed_before_the_command_runs(installed: Copy) -> None:
    installed.pin("1.1")
    again = installed.run("up")
    assert '"greeting": "1.1"' in again.stdout
    assert "Fetching package 1 of 1: greeting" in again.stderr
    assert installed.run("up").stderr == ""


def test_what_developers_need_serves_ordinary_commands_too(installed: Copy) -> None:
    installed.pin("1.2", only=("dev",))
    assert '"greeting": "1.2"' in installed.run("test").stdout
    assert installed.run("up").stderr == ""
    assert [path.name for path in installed.venv.glob(".between-lock-*")] == [".between-lock-dev"]


def test_an_interrupted_installation_is_repaired_by_the_next_run(installed: Copy) -> None:
    for stamp in installed.venv.glob(".between-lock-*"):
        stamp.unlink()
    (pip,) = installed.venv.glob("lib/python*/site-packages/pip")
    shutil.rmtree(pip)
    repaired = installed.run("up")
    assert repaired.returncode == 0, repaired.stderr
    assert "Making" in repaired.stderr


def test_a_package_that_differs_from_its_pin_is_refused(installed: Copy) -> None:
    installed.pin("1.3", digest="0" * 64)
    refused = installed.run("up")
    assert refused.returncode == 1
    assert "differs from the one we pinned" in refused.stderr
    assert refused.stdout == ""
    installed.pin("1.3")
    assert '"greeting": "1.3"' in installed.run("up").stdout


def test_a_missing_package_shows_pips_last_lines(installed: Copy) -> None:
    installed.pin("1.4")
    (installed.wheels / "greeting-1.4-py3-none-any.whl").unlink()
    refused = installed.run("up")
    assert refused.returncode == 1
    assert "building it from source" in refused.stderr
    assert "    ERROR: No matching distribution found for greeting==1.4" in refused.stderr


def test_a_network_that_is_not_there_is_named(installed: Copy) -> None:
    installed.pin("1.5")
    (installed.wheels / "greeting-1.5-py3-none-any.whl").unlink()
    nowhere = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    refused = installed.run("up", **nowhere)
    assert "The package index could not be reached. Check the connection" in refused.stderr
    assert "from source" not in refused.stderr


def test_two_launchers_at_once_take_turns(installed: Copy) -> None:
    installed.pin("2.0")
    with (installed.venv / ".between-install").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        both = [
            subprocess.Popen(
                installed.command("up"),
                env=installed.environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        time.sleep(0.4)
        assert all(one.poll() is None for one in both)
    said = [one.communicate(timeout=60) for one in both]
    assert all('"greeting": "2.0"' in out for out, _ in said)
    assert all("Another ./between is installing" in err for _, err in said)
    assert sum("Fetching package" in err for _, err in said) == 1


def test_ctrl_c_while_installing_ends_with_a_word_and_no_stamp(installed: Copy) -> None:
    installed.pin("2.1")
    with (installed.venv / ".between-install").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            installed.command("up"),
            env=installed.environment(),
            stderr=subprocess.PIPE,
            text=True,
            # A test run in the background inherits a shell's "ignore Ctrl-C"; a person's terminal does not have it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert waiting.stderr is not None
        assert "waiting" in waiting.stderr.readline()
        waiting.send_signal(signal.SIGINT)
        assert "Stopped. Run the same command again" in waiting.communicate(timeout=10)[1]
    assert waiting.returncode == 130
    assert '"greeting": "2.1"' in installed.run("up").stdout


def test_a_folder_with_somebody_elses_files_is_not_emptied(installed: Copy, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    refused = installed.run("up", BETWEEN_VENV=str(tmp_path))
    assert "holds other files" in refused.stderr
    assert (tmp_path / "letter").read_text() == "dear"


def test_a_too_old_python_says_which_one_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for version in [(3, 6), (3, 10)]:
        with pytest.raises(launcher.CannotStart) as refused:
            launcher.refuse_or_replace_old_python(version, ["up"])
        assert f"needs Python 3.11 or newer; this is {version[0]}.{version[1]}" in str(refused.value)
        assert "run python3.11 ./between" in str(refused.value)
    for version in [(3, 11), (3, 14), (4, 0)]:
        launcher.refuse_or_replace_old_python(version, ["up"])


def test_old_pythons_on_this_machine_can_read_the_launcher(tmp_path: Path) -> None:
    for python in sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin/python")):
        version = python.resolve().parents[1].name.split(".")
        if int(version[1]) not in range(6, 11):
            continue
        ran = subprocess.run([python, LAUNCHER, "up"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
        assert ran.returncode == 1
        assert ran.stderr.startswith(f"Between needs Python 3.11 or newer; this is 3.{version[1]}")


def test_a_name_on_path_that_leads_to_no_python_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("python3.13", "python3.12"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'not installed' >&2; exit 127\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    (tmp_path / "python3.11").symlink_to(sys.executable)
    assert launcher.find_newer_python() == str(tmp_path / "python3.11")


def test_a_python_without_venv_says_what_to_install() -> None:
    with pytest.raises(launcher.CannotStart, match=r"has no ensurepip.*sudo apt install python3-venv"):
        launcher.refuse_missing_parts(lambda name: None if name == "ensurepip" else name)
    launcher.refuse_missing_parts(lambda name: name)


def test_a_full_disk_is_noticed_before_and_explained_when_pip_hits_it(tmp_path: Path) -> None:
    with pytest.raises(launcher.CannotStart, match=r"not enough room on the disk of .*\(999 MB free\).*about 1 GB"):
        launcher.refuse_full_disk(tmp_path, 999_999_999)
    launcher.refuse_full_disk(tmp_path, 1_000_000_000)
    said = launcher.explain_failure("It failed.", ["ERROR: [Errno 28] No space left on device"], tmp_path)
    assert "not enough room on the disk" in said
    assert said.endswith("    ERROR: [Errno 28] No space left on device")


def test_a_terminal_sees_one_line_that_changes(installed: Copy) -> None:
    installed.pin("2.2")
    ours, theirs = os.openpty()
    ran = subprocess.Popen(installed.command("up"), env=installed.environment(), stderr=theirs, stdout=subprocess.PIPE)
    os.close(theirs)
    seen = b""

    def read() -> bool:
        nonlocal seen
        try:
            seen += os.read(ours, 65_536)
        except OSError:
            return True
        return False

    assert eventually(read, 60)
    os.close(ours)
    ran.communicate(timeout=10)
    shown = seen.decode().split("\r\x1b[K")
    assert shown == [
        "",
        "Fetching package 1 of 1: greeting",
        "Installing packages: 1",
        "All packages are installed.\r\n",
    ]
