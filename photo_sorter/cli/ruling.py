"""Rules that keep folders sorted: listing and changing them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from photo_sorter.cli.arranging import add_arrangement, arrangement, named_folder
from photo_sorter.cli.desk import Desk
from photo_sorter.cli.handing import Change
from photo_sorter.cli.output import Output
from photo_sorter.core.arranging.commands import RemoveRule, SaveRule
from photo_sorter.core.arranging.run import Rule, StepState
from photo_sorter.core.arranging.template import parse_template
from photo_sorter.core.errors import ArrangeError
from photo_sorter.media.questions import Questions
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.rule_keeper import place_of_rule


def add_rules(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: object, help: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.", parents=[common])
        added.set_defaults(run=run)
        return added

    action("list", list_rules, "list them, each with its id")
    add = action("add", Change(add_rule), "add a rule, which is off until `rules on`")
    add.add_argument("name", metavar="NAME", type=_name)
    add.add_argument("destination", metavar="DEST", type=named_folder, help="the folder that new photos go into")
    add.add_argument(
        "--folder", action="append", metavar="FOLDER", type=Path, required=True, dest="folders",
        help="a watched folder, or one in it; may be repeated",
    )  # fmt: skip
    add_arrangement(add)
    add.add_argument(
        "--confidence", type=_probability, default=0.8, metavar="P",
        help="the least probability by which the machine's tags count (0.8)",
    )  # fmt: skip
    for name, enabled, help in (
        ("on", True, "apply a rule to photos that come from now on"),
        ("off", False, "keep a rule, but do nothing by it"),
    ):
        switch = action(name, Change(switch_rule), help)
        switch.set_defaults(enabled=enabled)
        switch.add_argument("rule_id", metavar="ID", type=int)
    for name, run, help in (
        ("remove", Change(remove_rule), "remove a rule; what it did stays, and can be undone"),
        ("log", log_rule, "list what a rule did, newest first: each run can be undone"),
    ):
        action(name, run, help).add_argument("rule_id", metavar="ID", type=int)


def list_rules(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Of one that is on also what it waits for."""
    with Library.open_read_only(home.library) as library:
        questions = Questions()
        rules = [(rule, _missing(library, rule, questions)) for rule in library.journal.rules()]
    lines = [f"{_line(rule)}. It waits: {why}" if why else _line(rule) for rule, why in rules]
    output.result([_row(rule) | {"waits": why} for rule, why in rules], lines or ["There are no rules."])
    return 0


def add_rule(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    """Raises ArrangeError for a template that is none, and for folders that are not watched."""
    wanted = arrangement(options, desk.at)
    parse_template(wanted.template)
    folders = tuple(map(desk.at, options.folders))
    for folder in folders:
        if desk.library.folders.containing(folder) is None:
            raise ArrangeError(f"{folder} is not watched. `photo-sorter folders add {folder}` watches it.")
    desk.do(SaveRule(Rule(None, options.name, folders, replace(wanted, floor=options.confidence))))
    rule = desk.library.journal.rules()[-1]
    output.result(_row(rule), [f"{_line(rule)}. `photo-sorter rules on {rule.id}` switches it on."])
    return 0


def switch_rule(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    rule = _rule(desk.library, options.rule_id)
    desk.do(SaveRule(replace(rule, enabled=options.enabled)))
    rule = _rule(desk.library, options.rule_id)
    output.result(_row(rule), [_line(rule)])
    return 0


def remove_rule(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    rule = _rule(desk.library, options.rule_id)
    desk.do(RemoveRule(options.rule_id))
    output.result(_row(rule), [f"The rule “{rule.name}” is gone. What it did stays."])
    return 0


def log_rule(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open_read_only(home.library) as library:
        found = [run for run in library.journal.runs() if run.rule_id == options.rule_id]
        if not found:
            _rule(library, options.rule_id)
        rows = [
            {
                "id": run.id,
                "started_at": run.started_at,
                "files": [
                    {
                        "source": str(step.source), "target": str(step.target), "state": str(step.state),
                        "reason": step.reason,
                    }
                    for step in library.journal.steps(run.id)
                ],
            }
            for run in found
        ]  # fmt: skip
    lines = [f"{run.id:>4}  {run.started_at}  {run.count(StepState.DONE):,} of {run.files:,} files" for run in found]
    output.result(rows, lines or ["It has done nothing yet."])
    return 0


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a rule is known by its name")
    return text


def _rule(library: Library, rule_id: int) -> Rule:
    found = next((rule for rule in library.journal.rules() if rule.id == rule_id), None)
    if found is None:
        raise ArrangeError(f"There is no rule {rule_id}. `photo-sorter rules list` shows them all.")
    return found


def _missing(library: Library, rule: Rule, questions: Questions) -> str | None:
    """At its destination."""
    try:
        if rule.enabled:
            place_of_rule(rule, library.volumes.all(), questions)
    except ArrangeError as error:
        return str(error)
    return None


def _row(rule: Rule) -> dict[str, Any]:
    asked = rule.arrangement
    return {
        "id": rule.id,
        "name": rule.name,
        "enabled": rule.enabled,
        "folders": list(map(str, rule.folders)),
        "destination": str(asked.destination),
        "mode": str(asked.mode),
        "template": asked.template,
        "confidence": asked.floor,
        "unsorted": asked.unsorted,
        "on_conflict": str(asked.on_conflict),
    }


def _line(rule: Rule) -> str:
    asked = rule.arrangement
    return (
        f"{rule.id:>4}  {'on ' if rule.enabled else 'off'}  {rule.name}: {asked.mode} new photos of "
        f"{', '.join(map(str, rule.folders))} to {asked.destination} as {asked.template}, from {asked.floor:g}"
    )


def _probability(text: str) -> float:
    """Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no probability from 0 to 1")
    return value
