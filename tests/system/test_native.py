"""What is loaded while others go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.system import native

LOADS_TORCH = """
import threading, time
from photo_sorter.system import native

beats = 0

def beat():
    global beats
    while True:
        time.sleep(0.001)
        beats += 1

threading.Thread(target=beat, daemon=True).start()
(library,) = native.files_of("torch", "lib/libtorch_cpu.so")
before = beats
native.load(library)
meanwhile = beats - before
mapped = str(library) in open("/proc/self/maps").read()
import torch
print(mapped, meanwhile > 5, native.files_of("torch", "lib/*"), int(torch.ones(2, 2).sum()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="dlopen")
def test_torch_is_loaded_while_others_go_on_and_works_then():
    done = subprocess.run([sys.executable, "-c", LOADS_TORCH], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "[]", "4"], done


def test_files_that_are_not_there_are_for_others_to_tell(tmp_path):
    native.read_through(tmp_path / "nowhere")
    native.load(tmp_path / "nowhere.so")
    assert native.files_of("no_such_package", "*") == []
    (tmp_path / "some").write_bytes(b"x" * 3_000_000)
    native.read_through(tmp_path / "some")


def test_the_library_of_the_built_in_model_is_found():
    library = "capi/onnxruntime_pybind11_state*"
    code = f"from photo_sorter.system.native import files_of; print(*files_of('onnxruntime', '{library}'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_file()
