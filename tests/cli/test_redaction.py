"""What a bug report may tell, and what not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.cli.redaction import Redaction

HOME = Path("/home/anna")
REDACTION = Redaction(
    {
        "~": HOME,
        "<folder 1>": HOME / "Pictures" / "Anna & Ben",
        "<folder 2>": Path("/media/anna/USB DISK"),
        "<data>": HOME / ".local/share/photo-sorter",
        "<python>": HOME / "apps/.venv",
        "<program>": HOME / "apps/photo_sorter",
    },
    {"<user>": "anna", "<computer>": "annas-laptop"},
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/home/anna/Pictures/Anna & Ben/Wedding 2019/IMG 1.heic", "<folder 1>/….heic"),
        ("/media/anna/USB DISK", "<folder 2>"),
        ("/home/anna/Desktop/our flat.jpg", "~/….jpg"),
        ("/home/anna", "~"),
        ("Cannot write /home/ben/x y.json: disk full", "Cannot write /….json: disk full"),
        ("Cannot read /srv/p (Permission denied); the rest", "Cannot read /… (Permission denied); the rest"),
        ("Cannot read /srv/Summer (Rome 2019)", "Cannot read /…"),
        ("Cannot read Our wedding.heic: the file ends early.", "Cannot read ….heic: the file ends early."),
        ("Decoding IMG_1.CR3 failed", "Decoding ….CR3 failed"),
        (r"[WinError 5] Access is denied: 'C:\\Users\\ben\\a b.jpg'", "[WinError 5] Access is denied: '/….jpg'"),
        (r"C:\Photos\Ben", "/…"),
        (r"\\server\photos\Ben", "/…"),
        ("local-dir:/models/annas model", "local-dir:/…"),
        ("ViT-B-32=/models/mine.safetensors", "ViT-B-32=/….safetensors"),
        ("http://anna:secret@proxy.example:8080 refused", "<address> refused"),
        ("There is no category called “My divorce”.", "There is no category called “…”."),
        ("„installed:Annas Hochzeit“ rechnet nicht: „x“", "„…“ rechnet nicht: „…“"),
        ("« installed:Mariage » ne calcule pas", "«…» ne calcule pas"),
        ("„without an end", "„…“"),
        ("on Annas-Laptop by ANNA", "on <computer> by <user>"),
        ("/home/anna/.local/share/photo-sorter/library.db is locked", "<data>/library.db is locked"),
        ("/home/anna/.local/share/photo-sorter/holiday/x.jpg", "<data>/….jpg"),
        (
            'File "/home/anna/apps/photo_sorter/work/ingest.py", line 130, in on_decoded',
            'File "<program>/work/ingest.py", line 130, in on_decoded',
        ),
        ("<python> is /home/anna/apps/.venv/lib/python3.11", "<python> is <python>/lib/python3.11"),
        ("43 photos/s, image/jpeg, 1 / 2, 50 %", "43 photos/s, image/jpeg, 1 / 2, 50 %"),
        ("Linux-6.1.0-x86_64-with-glibc2.36", "Linux-6.1.0-x86_64-with-glibc2.36"),
        ("", ""),
    ],
)
def test_paths_and_names_are_hidden_and_the_rest_is_told(text, told):
    assert REDACTION.of(text) == told


@pytest.mark.parametrize("path", ["/home/annabel/x.png", "/media/anna/USB DISK 2/x.png", "/home/anna: old/x.png"])
def test_a_folder_whose_name_begins_like_another_is_not_taken_for_it(path):
    assert REDACTION.of(path) == "/….png"


def test_an_ending_that_is_no_kind_of_file_is_hidden():
    assert REDACTION.of("/srv/J.Smith") == "/…"


def test_every_text_of_a_report_is_seen_to():
    report = {"/home/anna": ["/home/anna/a b.png", {"deep": ("anna", 3, None, True)}]}
    assert REDACTION.of(report) == {"~": ["~/….png", {"deep": ["<user>", 3, None, True]}]}


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="/\\"), max_size=12)
PLACES = st.sampled_from(["/home/anna/Pictures/", "/srv/", "~/", "/media/anna/USB DISK/"])
SENTENCES = st.sampled_from(
    ["{}", "Cannot read {}", "[Errno 13] Permission denied: '{}'", "({})", "Decoding {} failed"]
)


@given(PLACES, WORDS, WORDS, SENTENCES)
def test_no_name_below_a_folder_is_ever_told(place, before, after, sentence):
    secret = "QWXZ"
    told = REDACTION.of(sentence.format(f"{place}{before}{secret}{after}/{secret}.heic"))
    assert secret not in told
