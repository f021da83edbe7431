from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait
from pathlib import Path

import pytest

from photo_sorter.core.errors import DecoderDiedError, DecoderNotStartedError, PhotoUnreadableError
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.decoder_process import DecoderProcess
from tests.media import childs_play
from tests.media.pictures import assert_upright, corners, save
from tests.patience import wait_until

ROOT = Path(__file__).parents[2]
IS_LINUX = sys.platform == "linux"


@pytest.fixture
def pool() -> Iterator[DecodePool]:
    pool = DecodePool(1)
    yield pool
    pool.close()


def is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_no_child_is_started_before_it_is_needed() -> None:
    before = threading.active_count()
    pool = DecodePool(4)
    assert multiprocessing.active_children() == []
    assert threading.active_count() == before
    pool.close()


def test_a_child_that_nobody_needs_leaves_and_another_comes_with_the_next_file() -> None:
    pool = DecodePool(1, rest_seconds=0.05)
    try:
        first = pool.submit(childs_play.process_id).result()
        wait_until(lambda: not is_running(first) and multiprocessing.active_children() == [])
        second = pool.submit(childs_play.process_id).result()
        assert second != first
    finally:
        pool.close()


def test_photos_are_decoded_in_other_processes(tmp_path: Path) -> None:
    pool = DecodePool(2)
    paths = [save(tmp_path / f"{number}.jpg", corners()) for number in range(8)]
    futures = [pool.submit(decode, path, PictureSpec(64, squash=True), tmp_path / "t", frozenset()) for path in paths]
    for future in futures:
        picture = future.result().picture
        assert picture is not None
        assert_upright(picture)
    assert len({pool.submit(childs_play.process_id).result() for _ in range(8)} | {os.getpid()}) > 1
    pool.close()


@pytest.mark.skipif(sys.platform == "win32", reason="niceness")
@pytest.mark.parametrize(("gives_way", "steps"), [(False, 0), (True, 10)])
def test_children_give_way_to_other_programs_if_told_to(gives_way: bool, steps: int) -> None:
    pool = DecodePool(1, gives_way=gives_way)
    try:
        assert pool.submit(childs_play.niceness).result() == min(19, os.nice(0) + steps)
    finally:
        pool.close()


def test_a_child_knows_neither_torch_nor_the_window(pool: DecodePool) -> None:
    modules = pool.submit(childs_play.loaded_modules).result()
    assert not {"torch", "open_clip", "PySide6", "sqlite3", "watchdog", "pytest"} & set(modules)


@pytest.mark.skipif(sys.platform == "win32", reason="no dumps there")
def test_a_child_that_dies_leaves_no_image_of_its_memory(pool: DecodePool) -> None:
    assert pool.submit(childs_play.most_dumped_bytes).result() == 0


def test_what_a_function_raises_comes_back_as_it_is(pool: DecodePool, tmp_path: Path) -> None:
    process_id = pool.submit(childs_play.process_id).result()
    with pytest.raises(PhotoUnreadableError, match=r"^Cannot read p.jpg: on principle.$"):
        pool.submit(childs_play.refuse, tmp_path / "p.jpg").result()
    with pytest.raises(KeyError, match="a bug") as caught:
        pool.submit(childs_play.have_a_bug).result()
    assert "have_a_bug" in caught.value.__notes__[0]
    assert pool.submit(childs_play.process_id).result() == process_id


def test_a_large_array_crosses_whole(pool: DecodePool) -> None:
    array = pool.submit(childs_play.array, 3000).result()
    assert array.shape == (3000, 3000, 3)
    assert (array == 7).all()


def test_a_file_that_kills_its_decoder_is_named_and_the_next_one_is_read(pool: DecodePool, tmp_path: Path) -> None:
    before = pool.submit(childs_play.process_id).result()
    with pytest.raises(DecoderDiedError, match=r"Cannot read bad.jpg: it made the decoder break off"):
        pool.submit(childs_play.die, tmp_path / "bad.jpg").result()
    assert pool.submit(childs_play.process_id).result() != before


def test_a_child_that_does_not_start_is_no_file_s_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = DecodePool(1)
    with monkeypatch.context() as patch:
        patch.setattr("photo_sorter.media.decoder_process.serve", childs_play.end_at_once)
        with pytest.raises(DecoderNotStartedError, match="the process that reads them does not start"):
            pool.submit(decode, tmp_path / "a.jpg").result()
    # What was wrong is over.
    assert pool.submit(childs_play.process_id).result() > 0
    pool.close()


def test_a_child_that_something_ended_before_it_began_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = DecodePool._start_child
    children: list[DecoderProcess] = []

    def start(pool: DecodePool) -> DecoderProcess:
        children.append(begin(pool))
        if len(children) == 1:
            children[0].kill()
        return children[-1]

    monkeypatch.setattr(DecodePool, "_start_child", start)
    pool = DecodePool(1)
    assert pool.submit(childs_play.process_id).result() > 0
    assert len(children) == 2
    pool.close()


def test_a_file_that_hangs_its_decoder_is_named_and_the_next_one_is_read(tmp_path: Path) -> None:
    pool = DecodePool(1, seconds=0.3)
    with pytest.raises(DecoderDiedError, match=r"Cannot read slow.jpg: it took longer than 0.3 seconds"):
        pool.submit(childs_play.hang, tmp_path / "slow.jpg").result()
    assert pool.submit(childs_play.process_id).result() > 0
    assert len(multiprocessing.active_children()) == 1
    pool.close()


def test_a_decoder_that_goes_round_in_circles_is_known_before_a_disk_that_is_slow(tmp_path: Path) -> None:
    pool = DecodePool(1, cpu_seconds=0.3)
    assert pool.submit(childs_play.wait, tmp_path / "slow disk.jpg", 0.9).result() == "went on"
    with pytest.raises(DecoderDiedError, match=r"Cannot read round.jpg: it took longer than 0.3 seconds"):
        pool.submit(childs_play.compute, tmp_path / "round.jpg", 60.0).result()
    assert pool.submit(childs_play.process_id).result() > 0
    pool.close()


def test_a_large_file_may_take_longer(tmp_path: Path) -> None:
    pool = DecodePool(1, cpu_seconds=0.2)
    with (tmp_path / "large.jp2").open("wb") as file:
        file.truncate(4_000_000)
    assert pool.submit(childs_play.compute, tmp_path / "large.jp2", 1.0).result() == "went on"
    with pytest.raises(DecoderDiedError, match=r"Cannot read large.jp2: it took longer than 2.2 seconds"):
        pool.submit(childs_play.compute, tmp_path / "large.jp2", 60.0).result()
    pool.close()


@pytest.mark.skipif(not IS_LINUX, reason="no limit there")
def test_a_file_that_needs_too_much_memory_is_named_and_the_child_goes_on(tmp_path: Path) -> None:
    pool = DecodePool(1, memory_bytes=200_000_000)
    before = pool.submit(childs_play.process_id).result()
    with pytest.raises(PhotoUnreadableError, match=r"Cannot read huge.jpg: it needs more memory"):
        pool.submit(childs_play.take_memory, tmp_path / "huge.jpg", 300_000_000).result()
    assert pool.submit(childs_play.take_memory, tmp_path / "fits.jpg", 100_000_000).result() == 100_000_000
    assert pool.submit(childs_play.process_id).result() == before
    pool.close()


@pytest.mark.skipif(not IS_LINUX, reason="no limit there")
def test_what_a_bad_file_took_is_free_for_the_next_one() -> None:
    pool = DecodePool(1, memory_bytes=200_000_000)
    for name in ("bad.jpg", "worse.jpg", "worst.jpg"):
        with pytest.raises(PhotoUnreadableError, match="bytes are not enough"):
            pool.submit(childs_play.refuse_with_hands_full, Path(name), 150_000_000).result()
    assert pool.submit(childs_play.take_memory, Path("good.jpg"), 150_000_000).result() == 150_000_000
    pool.close()


@pytest.mark.skipif(not IS_LINUX, reason="no limit there")
def test_a_photo_that_needs_too_much_memory_is_a_problem(tmp_path: Path) -> None:
    path = save(tmp_path / "p.bmp", corners(4000, 4000))
    pool = DecodePool(1, memory_bytes=60_000_000)
    with pytest.raises(PhotoUnreadableError, match=r"Cannot read p.bmp: it needs more memory"):
        pool.submit(decode, path, PictureSpec(64), tmp_path / "t", frozenset()).result()
    pool.close()


def test_closing_cancels_what_waits_and_what_is_in_hand_and_leaves_nothing(tmp_path: Path) -> None:
    pool = DecodePool(1)
    threads = threading.active_count()
    process_id = pool.submit(childs_play.process_id).result()
    in_hand = pool.submit(childs_play.hang, tmp_path / "p.jpg")
    waiting = [pool.submit(childs_play.process_id) for _ in range(3)]
    wait_until((tmp_path / "hangs").exists)
    pool.close()
    late = pool.submit(childs_play.process_id)
    assert all(future.done() for future in wait([in_hand, *waiting, late], 0).done)
    with pytest.raises(CancelledError):
        in_hand.result(0)
    assert all(future.cancelled() for future in [*waiting, late])
    assert multiprocessing.active_children() == []
    assert threading.active_count() == threads
    assert not IS_LINUX or not Path(f"/proc/{process_id}").exists()


def test_closing_twice_is_fine(pool: DecodePool) -> None:
    pool.submit(childs_play.process_id).result()
    pool.close()
    pool.close()


def test_a_cancelled_call_is_not_made(pool: DecodePool, tmp_path: Path) -> None:
    pool.submit(childs_play.process_id).result()
    futures = [pool.submit(childs_play.process_id) for _ in range(50)]
    cancelled = [future for future in reversed(futures) if future.cancel()]
    wait(futures)
    assert pool.submit(childs_play.process_id).result() > 0
    assert all(future.cancelled() for future in cancelled)


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_ctrl_c_is_not_for_children(pool: DecodePool) -> None:
    assert pool.submit(childs_play.interrupt_self).result() == "went on"


SCRIPT_WITHOUT_GUARD = """
import sys, time
from pathlib import Path
from photo_sorter.media.decode_pool import DecodePool
from tests.media import childs_play
pool = DecodePool(1, seconds=1)
print(pool.submit(childs_play.process_id).result(), flush=True)
if sys.argv[1] == "stay":
    time.sleep(600)
if sys.argv[1] == "hang":
    pool.submit(childs_play.hang, Path(sys.argv[2]))
    time.sleep(600)
"""


def start_script(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT_WITHOUT_GUARD, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_program_that_ends_without_closing_leaves_no_child() -> None:
    out, err = start_script("leave").communicate(timeout=60)
    assert err == ""
    wait_until(lambda: not is_running(int(out)))


@pytest.mark.skipif(not IS_LINUX, reason="looks into /proc")
@pytest.mark.parametrize("state", ["stay", "hang"])
def test_children_leave_when_the_program_is_killed(tmp_path: Path, state: str) -> None:
    with start_script(state, str(tmp_path / "p.jpg")) as program:
        assert program.stdout is not None
        child = int(program.stdout.readline())
        assert is_running(child)
        if state == "hang":
            wait_until((tmp_path / "hangs").exists)
        program.send_signal(signal.SIGKILL)
    wait_until(lambda: not is_running(child))
