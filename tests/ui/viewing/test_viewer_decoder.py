"""The viewer's own decoder process."""

from __future__ import annotations

from pathlib import Path

import pytest

from photo_sorter.core.errors import DecoderDiedError
from photo_sorter.ui.viewing import viewer_decoder
from tests.media import childs_play
from tests.media.pictures import corners, save


def test_a_photo_that_kills_the_viewer_s_decoder_is_named_and_the_next_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = viewer_decoder.ViewerDecoder()
    with monkeypatch.context() as patch:
        patch.setattr(viewer_decoder, "load_upright", childs_play.die_in_the_viewer)
        with pytest.raises(DecoderDiedError, match=r"^Cannot read bad.jpg: it made the decoder break off\.$"):
            decoder.submit(tmp_path / "bad.jpg", 1000).result()
    assert decoder.submit(save(tmp_path / "good.jpg", corners()), 1000).result().shape == (80, 120, 3)
    decoder.close()
