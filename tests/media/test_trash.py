from __future__ import annotations

import errno
from pathlib import Path

import pytest
from send2trash import TrashPermissionError

from photo_sorter.core.errors import TrashError
from photo_sorter.media.trash import move_to_trash


def test_a_file_goes_to_the_trash_and_can_be_taken_back(trash_can: Path, tmp_path: Path) -> None:
    photo = tmp_path / "été 1.jpg"
    photo.write_bytes(b"bytes")
    move_to_trash(photo)
    assert not photo.exists()
    assert (trash_can / "files" / photo.name).read_bytes() == b"bytes"


def test_a_file_that_is_gone_is_named_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrashError, match=r"IMG_1\.jpg was not moved to the trash: it is not there any more\.$"):
        move_to_trash(tmp_path / "IMG_1.jpg")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TrashPermissionError("/mnt/stick"), "no trash that can be used"),
        (PermissionError(errno.EACCES, "denied"), "no permission to move it"),
        (OSError("The volume has no trash."), r"the volume has no trash\.$"),
    ],
)
def test_a_file_that_cannot_be_moved_stays_and_the_sentence_says_why(
    error: OSError, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise error

    monkeypatch.setattr("photo_sorter.media.trash.send2trash", refuse)
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(b"bytes")
    with pytest.raises(TrashError, match=words):
        move_to_trash(photo)
    assert photo.exists()
