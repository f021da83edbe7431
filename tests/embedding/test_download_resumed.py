"""Downloads that are interrupted, killed, stopped, and go on from where they were."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding import transfer
from photo_sorter.embedding.download import download_model
from photo_sorter.embedding.model_files import (
    discard_unfinished,
    is_installed,
    unfinished_bytes,
    unfinished_folder,
)
from tests.embedding.downloading import ENTRY, assert_whole, fetch, fetch_a_third
from tests.embedding.faulty_hub import SIGN_IN, WEIGHTS, Fault, FaultyHub, running_hub
from tests.embedding.tiny_clip import write_tiny_clip

CONFIG = "open_clip_config.json"
pytestmark = pytest.mark.usefixtures("no_patience")


# --- what it gets over by itself ---


@pytest.mark.parametrize("resets", [False, True], ids=["ends", "is reset"])
def test_fifty_interruptions_cost_no_byte_twice(server: FaultyHub, models: Path, resets: bool) -> None:
    size = len(server.files[WEIGHTS])
    server.faults[WEIGHTS] = Fault(breaks_after=size // 51 + 1, resets=resets, times=50)
    took = fetch(server, models)
    assert took.interruptions == 50
    assert_whole(server, models)
    # A reset may throw away what was still under way; an orderly end must not.
    assert server.sent[WEIGHTS] == size if not resets else server.sent[WEIGHTS] < 1.5 * size


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500, times=3),
        Fault(status=503, times=3),
        Fault(status=429, retry_after="0", times=3),
        Fault(breaks_after=0, times=3),
        Fault(hangs_after=1000, times=1),
        Fault(length=1000, times=0),
        Fault(length="", breaks_after=None, times=1),
    ],
    ids=["500", "503", "429", "empty", "silence", "none", "unknown length"],
)
def test_a_fault_that_passes_is_not_even_seen(server: FaultyHub, models: Path, fault: Fault) -> None:
    server.faults[WEIGHTS] = fault
    fetch(server, models)
    assert_whole(server, models)


def test_a_server_that_brings_nothing_new_is_given_up(server: FaultyHub, models: Path) -> None:
    """It breaks off at the same byte each time, and does not know how to go on from there."""
    server.has_ranges = False
    server.faults[WEIGHTS] = Fault(breaks_after=1000)
    with pytest.raises(ModelError, match="broke off after 1,000 bytes"):
        fetch(server, models)
    tries = [path for path, _ in server.asked if "/storage/" in path]
    assert len(tries) == 2 + len(transfer.WAITS_SECONDS)


def test_a_length_that_is_too_long_ends_in_a_sentence(server: FaultyHub, models: Path) -> None:
    server.announces_sha256 = False
    server.faults[WEIGHTS] = Fault(length=len(server.files[WEIGHTS]) + 9)
    with pytest.raises(ModelError, match="broke off after"):
        fetch(server, models)
    assert not is_installed(models, ENTRY.model_id)


# --- going on later ---


def test_a_later_download_goes_on_where_the_earlier_one_stopped(server: FaultyHub, models: Path) -> None:
    here = fetch_a_third(server, models)
    assert unfinished_bytes(models, ENTRY.model_id) > here
    seen: list[int] = []
    took = download_model(ENTRY, models, lambda done, _: seen.append(done), lambda: False, server.address)
    size = len(server.files[WEIGHTS])
    assert server.sent[WEIGHTS] == size - here
    assert took.resumed_bytes == here + len(server.files[CONFIG]) - 1  # of a whole file, its last byte is asked for
    assert took.received_bytes == size - here + 1
    assert seen[1] > here
    assert_whole(server, models)


def test_a_killed_download_goes_on(server: FaultyHub, models: Path) -> None:
    server.faults[WEIGHTS] = Fault(hangs_after=len(server.files[WEIGHTS]) // 2, times=1)
    program = (
        "import sys; from pathlib import Path\n"
        "from photo_sorter.embedding.catalogue import CATALOGUE\n"
        "from photo_sorter.embedding.download import download_model\n"
        "download_model(CATALOGUE[1], Path(sys.argv[1]), lambda done, _: print(done, flush=True), lambda: False,"
        " sys.argv[2])\n"
    )
    wanted = len(server.files[WEIGHTS]) // 3
    with subprocess.Popen(
        [sys.executable, "-c", program, str(models), server.address], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert any(int(line) > wanted for line in child.stdout)
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    here = (unfinished_folder(models, ENTRY.model_id) / WEIGHTS).stat().st_size
    assert here > wanted / 2
    server.sent.clear()
    fetch(server, models)
    assert server.sent[WEIGHTS] == len(server.files[WEIGHTS]) - here
    assert_whole(server, models)


def test_a_file_that_changed_meanwhile_begins_anew(server: FaultyHub, models: Path, tmp_path: Path) -> None:
    fetch_a_third(server, models)
    server.files[WEIGHTS] = (write_tiny_clip(tmp_path / "other", seed=9) / WEIGHTS).read_bytes()
    assert fetch(server, models).resumed_bytes < 1000
    assert_whole(server, models)


@pytest.mark.parametrize("announces_sha256", [True, False])
def test_a_changed_file_is_noticed_where_if_range_is_not_heeded(
    server: FaultyHub, models: Path, tmp_path: Path, announces_sha256: bool
) -> None:
    server.heeds_if_range, server.announces_sha256 = False, announces_sha256
    fetch_a_third(server, models)
    server.files[WEIGHTS] = (write_tiny_clip(tmp_path / "other", seed=9) / WEIGHTS).read_bytes()
    fetch(server, models)
    assert_whole(server, models)


def test_a_file_that_became_shorter_begins_anew(server: FaultyHub, models: Path) -> None:
    server.heeds_if_range = server.has_etags = False
    fetch_a_third(server, models)
    note = unfinished_folder(models, ENTRY.model_id) / f"{WEIGHTS}.note.json"
    server.files[WEIGHTS] = server.files[WEIGHTS][:500]
    fetch(server, models)
    assert ("/storage/" + WEIGHTS, None) in server.asked
    assert not note.exists()
    assert_whole(server, models)


def test_a_server_without_ranges_begins_anew(server: FaultyHub, models: Path) -> None:
    fetch_a_third(server, models)
    server.has_ranges = False
    fetch(server, models)
    assert server.sent[WEIGHTS] == len(server.files[WEIGHTS])
    assert_whole(server, models)


def test_without_etags_the_checksum_lets_it_go_on(server: FaultyHub, models: Path) -> None:
    server.has_etags = False
    here = fetch_a_third(server, models)
    fetch(server, models)
    assert server.sent[WEIGHTS] == len(server.files[WEIGHTS]) - here
    assert_whole(server, models)


def test_nothing_is_joined_that_nothing_vouches_for(server: FaultyHub, models: Path) -> None:
    server.has_etags = server.announces_sha256 = False
    fetch_a_third(server, models)
    fetch(server, models)
    assert server.sent[WEIGHTS] == len(server.files[WEIGHTS])
    assert_whole(server, models)


def test_a_download_goes_on_from_another_mirror(server: FaultyHub, models: Path, tiny_files: dict[str, bytes]) -> None:
    here = fetch_a_third(server, models)
    with running_hub(tiny_files) as mirror:
        mirror.announces_sha256 = False
        fetch(mirror, models)
        assert mirror.sent[WEIGHTS] == len(tiny_files[WEIGHTS]) - here
        assert_whole(mirror, models)


def test_parts_that_do_not_fit_are_thrown_away(server: FaultyHub, models: Path) -> None:
    here = fetch_a_third(server, models)
    (unfinished_folder(models, ENTRY.model_id) / WEIGHTS).write_bytes(bytes(here))
    with pytest.raises(ModelError, match="SHA-256 is wrong"):
        fetch(server, models)
    assert unfinished_bytes(models, ENTRY.model_id) < 1000
    fetch(server, models)
    assert_whole(server, models)


def test_a_sign_in_page_on_the_way_leaves_what_is_here(server: FaultyHub, models: Path) -> None:
    here = fetch_a_third(server, models)
    server.faults[WEIGHTS] = Fault(body=SIGN_IN, content_type="text/html")
    with pytest.raises(ModelError, match="A web page came instead"):
        fetch(server, models)
    server.faults.clear()
    server.sent.clear()
    fetch(server, models)
    assert server.sent[WEIGHTS] == len(server.files[WEIGHTS]) - here


def test_a_damaged_note_begins_anew(server: FaultyHub, models: Path) -> None:
    fetch_a_third(server, models)
    (unfinished_folder(models, ENTRY.model_id) / f"{WEIGHTS}.note.json").write_text("{")
    fetch(server, models)
    assert_whole(server, models)


def test_files_that_an_older_version_left_are_not_trusted(server: FaultyHub, models: Path) -> None:
    unfinished = unfinished_folder(models, ENTRY.model_id)
    unfinished.mkdir(parents=True)
    for name, content in server.files.items():
        (unfinished / name).write_bytes(content[:-9])
    (unfinished / "stray").write_bytes(b"")
    fetch(server, models)
    assert_whole(server, models)


# --- stopping ---


def test_a_stopped_download_keeps_what_arrived(server: FaultyHub, models: Path) -> None:
    received: list[int] = []
    with pytest.raises(ModelError, match="was stopped; what arrived is kept"):
        download_model(ENTRY, models, lambda done, _: received.append(done), lambda: len(received) > 3, server.address)
    assert not is_installed(models, ENTRY.model_id)
    assert received[-1] < sum(map(len, server.files.values()))
    assert fetch(server, models).resumed_bytes == received[-1] - 1


def test_a_wait_can_be_stopped(server: FaultyHub, models: Path) -> None:
    server.faults[WEIGHTS] = Fault(status=429, retry_after="100")
    asked_at = iter([False] * 4 + [True] * 9)
    with pytest.raises(ModelError, match="was stopped"):
        download_model(ENTRY, models, lambda *_: None, lambda: next(asked_at), server.address)


def test_what_arrived_can_be_thrown_away(server: FaultyHub, models: Path) -> None:
    fetch_a_third(server, models)
    discard_unfinished(models, ENTRY.model_id)
    assert list(models.iterdir()) == []
    discard_unfinished(models, ENTRY.model_id)
    assert fetch(server, models).resumed_bytes == 0


def test_nobody_else_touches_what_is_arriving(server: FaultyHub, models: Path) -> None:
    sentences = []

    def meanwhile(*_: object) -> None:
        for act in (lambda: fetch(server, models), lambda: discard_unfinished(models, ENTRY.model_id)):
            with pytest.raises(ModelError, match="is arriving already") as caught:
                act()
            sentences.append(str(caught.value))

    download_model(ENTRY, models, meanwhile, lambda: False, server.address)
    assert sentences
    assert_whole(server, models)
