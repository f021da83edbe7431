"""What is said of a model, in few words."""

from dataclasses import replace

import pytest

from photo_sorter.core.events import ModelChangeProgressed
from photo_sorter.ui.models import model_words
from photo_sorter.ui.models.model_choice import ModelChoice
from photo_sorter.ui.models.standing import Arriving
from tests.ui.models.shop import BUILT_IN, CLIP


@pytest.mark.parametrize(
    ("percent", "dots", "word"), [(55.0, 2, "Fair"), (63.3, 3, "Good"), (72.8, 4, "Very good"), (79.2, 5, "Best")]
)
def test_quality_is_dots_and_a_word(percent, dots, word):
    assert model_words.quality(replace(CLIP, quality=percent)) == (dots, word)


def test_the_built_in_model_is_basic_and_nobody_knows_of_a_person_s_own():
    assert model_words.quality(BUILT_IN) == (1, "Basic")
    own = ModelChoice("installed:mine", "mine", is_installed=True)
    assert model_words.quality(own) == (0, "")
    assert model_words.quality_tip(own) == ""
    assert "73 %" in model_words.quality_tip(CLIP)


def test_facts_are_those_that_are_known():
    assert model_words.facts(CLIP, None) == "606 MB to download · 1.5 GB of memory · licence: MIT"
    here = replace(CLIP, is_installed=True, installed_bytes=610_000_000)
    assert model_words.facts(here, 18.6) == "610 MB on disk · 1.5 GB of memory · 19 photos/s here · licence: MIT"
    assert model_words.facts(BUILT_IN, 4.26).startswith("Comes with the program · ")
    assert "4.3 photos/s here" in model_words.facts(BUILT_IN, 4.26)


def test_a_download_says_how_far_how_fast_and_how_long():
    assert model_words.arriving(Arriving("x")) == "Connecting…"
    assert model_words.arriving(Arriving("x", 5_000_000)) == "5.0 MB"
    whole = Arriving("x", 212_000_000, 606_000_000, 3_100_000, 130)
    assert model_words.arriving(whole) == "212 MB of 606 MB · 3.1 MB/s · about 2 min left"


def test_a_change_says_how_far_it_is_and_that_it_waits():
    assert model_words.changing(ModelChangeProgressed("x", 0, 0, None), is_paused=False) == "Loading…"
    under_way = ModelChangeProgressed("x", 1234, 2000, 180)
    said = "Looking at your photos: 1,234 of 2,000"
    assert model_words.changing(under_way, is_paused=False) == f"{said} · about 3 min left"
    assert model_words.changing(under_way, is_paused=True) == f"{said} · paused"
