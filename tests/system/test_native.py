"""What is loaded while others go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.system import native

BEATS = """
import threading, time
from photo_sorter.system import native

beats = 0

def beat():
    global beats
    while True:
        time.sleep(0.001)
        beats += 1

threading.Thread(target=beat, daemon=True).start()
"""
LOADS_TORCH = f"""{BEATS}
(library,) = native.files_of("torch", "lib/libtorch_cpu.so")
before = beats
native.load(library)
meanwhile = beats - before
mapped = str(library) in open("/proc/self/maps").read()
import torch
print(mapped, meanwhile > 5, native.files_of("torch", "lib/*"), int(torch.ones(2, 2).sum()))
"""
FETCHES_MEMORY = f"""{BEATS}
import resource
faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
before = beats
native.fetch_memory(400_000_000)
print(beats - before > 5, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="dlopen")
def test_torch_is_loaded_while_others_go_on_and_works_then():
    done = subprocess.run([sys.executable, "-c", LOADS_TORCH], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "[]", "4"], done


@pytest.mark.skipif(sys.platform == "win32", reason="counts page faults")
def test_memory_is_fetched_while_others_go_on():
    done = subprocess.run([sys.executable, "-c", FETCHES_MEMORY], capture_output=True, text=True, check=True)
    others_went_on, faults = done.stdout.split()
    assert others_went_on == "True"
    assert int(faults) > 100  # pages may be huge


def test_memory_that_the_system_does_not_have_is_for_others_to_tell():
    native.fetch_memory(2**62)
    native.fetch_memory(0)


def test_files_that_are_not_there_are_for_others_to_tell(tmp_path):
    assert native.read_through(tmp_path / "nowhere") == 0
    native.load(tmp_path / "nowhere.so")
    assert native.files_of("no_such_package", "*") == []
    (tmp_path / "some").write_bytes(b"x" * 3_000_000)
    assert native.read_through(tmp_path / "some") == 3_000_000


def test_the_library_of_the_built_in_model_is_found():
    library = "capi/onnxruntime_pybind11_state*"
    code = f"from photo_sorter.system.native import files_of; print(*files_of('onnxruntime', '{library}'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_file()
