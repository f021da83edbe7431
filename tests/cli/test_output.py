"""What commands say, to a terminal and to other programs."""

from __future__ import annotations

import io
import json
import sys

import pytest

from photo_sorter.cli.output import Output

HOSTILE = "\x1b]0;owned\x07\x1b[2Ja\rb\x9bm – 猫.jpg"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_file_s_name_makes_no_terminal_do_things(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, told = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setattr(sys, "stderr", told)
    output = Output(as_json=False)
    output.result(None, ["a heading\n\tand more", HOSTILE])
    output.error(f"Cannot read {HOSTILE}.")
    plain = r"\x1b]0;owned\x07\x1b[2Ja\x0db\x9bm – 猫.jpg"
    assert shown.getvalue() == f"a heading\n\tand more\n{plain}\n"
    assert told.getvalue() == f"Cannot read {plain}.\n"


def test_other_programs_get_names_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).result(None, [HOSTILE])
    assert capsys.readouterr().out == f"{HOSTILE}\n"
    Output(as_json=True).result([HOSTILE], [])
    assert json.loads(capsys.readouterr().out) == [HOSTILE]
