"""Nothing leaves the computer: every process of the program writes down what it asks of the network, and none asks."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

ROOT = Path(__file__).parents[1]
LIBRARIES = (".so", ".dylib", ".pyd", ".dll")

# Python imports it in every process: the program's own, its decoders, and whatever they start.
INFORMER = """
import os, sys

def tell(event, arguments):
    asks = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request")
    if event == "socket.connect":
        asks = not isinstance(arguments[1], (str, bytes))  # those are sockets of this computer's own
    if asks:
        told = os.open(os.environ["TOLD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(told, f"{event} {arguments[1:]}\\n".encode())
        os.close(told)

sys.addaudithook(tell)
open(os.environ["TOLD"] + ".on", "a").close()
"""

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from photo_sorter.app import run_app
from photo_sorter.paths import Home
from photo_sorter.ui.main_window import MainWindow

def close_when_done():
    for window in application.topLevelWidgets():
        if isinstance(window, MainWindow) and window.status.words.text().startswith("1 photo · up to date"):
            window.close()

if __name__ == "__main__":
    application = QApplication([])
    timer = QTimer()
    timer.timeout.connect(close_when_done)
    timer.start(50)
    run_app(Home(Path(sys.argv[1])), paths=(Path(sys.argv[2]),))
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the processes write what they ask."""
    informer = tmp_path / "informer"
    informer.mkdir()
    (informer / "sitecustomize.py").write_text(INFORMER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(informer), str(ROOT))))
    monkeypatch.setenv("TOLD", str(tmp_path / "told"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    return tmp_path / "told"


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "album"
    folder.mkdir()
    Image.fromarray(data.cat()).save(folder / "cat.jpg")
    return folder


def run(*words: str) -> None:
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def asked(told: Path) -> str:
    assert told.with_name("told.on").exists(), "the informer was not there"
    return told.read_text(encoding="utf-8") if told.exists() else ""


def test_the_informer_tells_of_whoever_asks(told):
    run("-c", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))")
    assert "socket.connect" in asked(told)


def test_the_engine_of_the_built_in_model_has_no_uploader():
    """ONNX Runtime's from 1.29 on has one, in compiled code, where the informer hears nothing."""
    libraries = [file for file in Path(find_spec("onnxruntime").origin).parent.rglob("*") if file.suffix in LIBRARIES]
    assert libraries
    assert not [file for file in libraries if b"OneCollector" in file.read_bytes()]


def test_commands_ask_nothing_of_the_network(told, album, tmp_path):
    program = ("-m", "photo_sorter", "--home", str(tmp_path / "home"))
    for words in (
        ("index", str(album)),
        ("search", "a cat"),
        ("models", "list"),
    ):
        run(*program, *words)
    assert asked(told) == ""


def test_the_window_asks_nothing_of_the_network(told, album, tmp_path):
    script = tmp_path / "window.py"
    script.write_text(WINDOW, encoding="utf-8")
    run(str(script), str(tmp_path / "home"), str(album))
    assert asked(told) == ""


# --- with networking denied ---

WITHOUT_NETWORK = ("unshare", "--net")
"""util-linux: a process without any network but a local interface, which is down."""
TRACED = ("strace", "--follow-forks", "--quiet=all", "--trace=socket,connect", "--output")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """What to put before a command, so that it has no network, and every socket that it asks the kernel for is told."""
    if not all(map(shutil.which, (WITHOUT_NETWORK[0], TRACED[0]))):
        pytest.skip("unshare and strace are not here")
    before = (*WITHOUT_NETWORK, *TRACED, str(tmp_path / "calls"))
    if subprocess.run([*before, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not take the network away, or not trace")
    yield before
    (tmp_path / "calls").unlink(missing_ok=True)


def run_alone(alone: tuple[str, ...], *words: str) -> list[str]:
    """The calls for sockets that are none of this computer's own."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*alone, sys.executable, *words], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    calls = Path(alone[-1]).read_text(encoding="utf-8", errors="replace").splitlines()
    return [call for call in calls if "socket(" in call and not re.search(r"socket\((AF_UNIX|AF_NETLINK)\b", call)]


def test_the_kernel_tells_of_whoever_wants_a_socket(alone: tuple[str, ...]) -> None:
    (call,) = run_alone(alone, "-c", "import socket; socket.socket(socket.AF_INET).close()")
    assert "AF_INET" in call


def test_commands_work_without_any_network_and_want_none(alone: tuple[str, ...], album: Path, tmp_path: Path) -> None:
    program = ("-m", "photo_sorter", "--home", str(tmp_path / "home"))
    for words in (("index", str(album)), ("search", "a cat"), ("models", "list"), ("check",)):
        assert run_alone(alone, *program, *words) == []


def test_the_window_works_without_any_network_and_wants_none(
    alone: tuple[str, ...], album: Path, tmp_path: Path
) -> None:
    script = tmp_path / "window.py"
    script.write_text(WINDOW, encoding="utf-8")
    assert run_alone(alone, str(script), str(tmp_path / "home"), str(album)) == []
