"""The preview as text."""

from dataclasses import replace
from pathlib import Path

from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan, PlannedFile, StayingFile
from photo_sorter.core.arranging.plan_text import plan_text
from photo_sorter.core.arranging.space import size_in_words, with_space_checked

PLAN = Plan(
    Arrangement(Path("/out"), Mode.MOVE, "{category}"),
    (
        PlannedFile(Path("/in/a.jpg"), Path("/out/Cats/a.jpg"), 1, 1_500_000, 7, None, 0, needs_bytes=1_500_000),
        PlannedFile(Path("/in/b.jpg"), Path("/out/Cats/a (2).jpg"), 2, 500_000, 7, None, 1, renamed=True),
        PlannedFile(Path("/in/c.jpg"), Path("/out/Dogs/c.jpg"), 3, 999, 7, None, 2),
    ),
    (StayingFile(Path("/in/y.jpg"), "No category is sure."), StayingFile(Path("/in/z.jpg"), "No category is sure.")),
    remarks=("1 photo is already in its place.",),
    free_bytes=2_000_000,
)


def test_everything_of_a_plan_is_in_its_text():
    assert plan_text(PLAN) == (
        "Move to /out\n"
        "Template: {category}\n"
        "3 files, 2 MB\n"
        "1.5 MB needed, 2 MB free\n"
        "1 photo is already in its place.\n"
        "\n"
        "/out/Cats  (2 files, 2 MB)\n"
        "  a.jpg  ←  /in/a.jpg\n"
        "  a (2).jpg  ←  /in/b.jpg\n"
        "\n"
        "/out/Dogs  (1 file, 999 bytes)\n"
        "  c.jpg  ←  /in/c.jpg\n"
        "\n"
        "2 files stay: No category is sure.\n"
        "  /in/y.jpg\n"
        "  /in/z.jpg\n"
    )


def test_faults_stand_out_at_the_top():
    full = with_space_checked(replace(PLAN, free_bytes=1_500_000))
    assert "\n! There is too little free space: the files need 1.5 MB, and 1.5 MB are free." in plan_text(full)


def test_names_that_are_no_text_can_be_written():
    odd = replace(PLAN, staying=(StayingFile(Path("/in/\udcff.jpg"), "Why not."),))
    plan_text(odd).encode()


def test_sizes_are_said_as_file_managers_do():
    assert [size_in_words(size) for size in (0, 999, 1000, 999_999, 4_200_000_000)] == [
        "0 bytes", "999 bytes", "1 kB", "1 MB", "4.2 GB",
    ]  # fmt: skip
