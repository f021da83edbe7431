"""Who keeps to the built-in model never loads torch: seconds at the start, and most of the memory."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

ROOT = Path(__file__).parents[1]

COMMANDS = """
import sys
from pathlib import Path
from photo_sorter.cli.main import main
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.work.speed import photos_per_second

def run(*words):
    assert main(["--home", sys.argv[1], *words]) == 0, words

if __name__ == "__main__":
    album, built_in = Path(sys.argv[2]), "builtin-basic-1"
    run("index", str(album))
    run("categories", "add", "Cats", "--prompt", "a cat")
    run("search", "a cat", "--image", str(album / "cat.jpg"))
    run("tags")
    run("why", str(album / "cat.jpg"), "Cats", "--heatmap", str(album.parent / "heat.png"))
    run("judge", str(album / "cat.jpg"), "Cats", "yes")
    run("duplicates", "--near")
    run("models", "list")
    assert photos_per_second(open_embedder(built_in, album, Path("resources/starter")), 0.1) > 0
    assert "onnxruntime" in sys.modules
    print("loaded:", sorted({"torch", "open_clip", "timm", "torchvision"} & set(sys.modules)))
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
    assert "onnxruntime" in sys.modules
    print("loaded:", sorted({"torch", "open_clip", "timm", "torchvision"} & set(sys.modules)))
"""


@pytest.mark.parametrize("code", [COMMANDS, WINDOW], ids=["commands", "window"])
def test_nothing_that_a_person_does_with_the_built_in_model_loads_torch(tmp_path, monkeypatch, code):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("LANG", "C.UTF-8")
    album, script = tmp_path / "album", tmp_path / "script.py"
    album.mkdir()
    Image.fromarray(data.cat()).save(album / "cat.jpg")
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, tmp_path / "home", album], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded: []"
