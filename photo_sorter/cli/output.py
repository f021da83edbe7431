"""What a command says: results on stdout, as text or as JSON and nothing else; everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any


class Output:
    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def result(self, value: Any, lines: Iterable[str]) -> None:
        """The command's result: `value` as JSON, or `lines` for a person."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False))
        else:
            for line in lines:
                print(line)
        sys.stdout.flush()

    def error(self, sentence: str) -> None:
        """The command could not do its work."""
        self.message(sentence)
        if self.as_json:
            print(json.dumps({"error": sentence}, ensure_ascii=False))

    @staticmethod
    def message(sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)
