"""Arguments to commands."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from photo_sorter import __version__
from photo_sorter.cli import changing, evaluating, indexing, reading
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.logs import start_log
from photo_sorter.paths import Home, default_home
from photo_sorter.settings import SettingsError

EPILOG = "Without a command the window opens. Exit codes: 0 done, 1 could not be done, 2 wrong usage."


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command (or the window) and gives the exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8, whatever the console is; a bad byte in a query must not end the program.
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    options = _parser().parse_args(arguments)
    home = Home(Path(getattr(options, "home", None) or default_home()).absolute())
    output = Output(getattr(options, "json", False))
    start_log(home.log)
    try:
        if options.command is None:
            return _window(home, output)
        code: int = options.run(home, options, output)
        return code
    except (PhotoSorterError, SettingsError) as error:
        output.error(str(error))
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return 0
    except KeyboardInterrupt:
        output.message("Stopped. What was done is kept.")
        return 1


def _window(home: Home, output: Output) -> int:
    if not _has_display():
        output.error(
            "There is no display to open a window on. On the command line, `photo-sorter index FOLDER` "
            "and `photo-sorter search WORDS` do the same work; `photo-sorter --help` lists the rest."
        )
        return 1
    from photo_sorter.app import run_app

    return run_app(home)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", metavar="DIR", help="folder for all of the program's own files")
    common.add_argument("--json", action="store_true", help="print JSON on stdout and nothing else")
    parser = argparse.ArgumentParser(
        "photo-sorter", description="Sorts photos into categories in plain words.", epilog=EPILOG, parents=[common]
    )
    parser.add_argument("--version", action="version", version=f"Photo Sorter {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, run: object, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help, parents=[common])
        added.set_defaults(run=run)
        return added

    index = command("index", indexing.index, "add folders and look at all their photos")
    index.add_argument("folders", nargs="+", metavar="FOLDER", type=Path)
    command("watch", indexing.watch, "index and watch the folders until interrupted")
    tags = command("tags", reading.tags, "list the tags of photos")
    tags.add_argument("paths", nargs="*", metavar="PATH", type=Path, help="photos or folders; all without")
    search = command("search", reading.search, "find photos by words")
    search.add_argument("query", nargs="?", metavar="QUERY")
    search.add_argument("-n", type=_count, default=20, metavar="N", help="how many photos at most (20)")
    search.add_argument("--stdin", action="store_true", help="read one query a line; answer each as a JSON line")
    command("check", reading.check, "check the library's integrity and list problem files")
    _add_folders(command("folders", None, "the watched folders"), common)
    _add_categories(command("categories", None, "the categories"), common)
    _add_models(command("models", None, "the image–text models"), common)
    evaluate = command("evaluate", evaluating.evaluate, "measure accuracy on labelled photos")
    evaluate.add_argument("folder", metavar="FOLDER", type=Path, help="one folder a class, or with --labels any")
    evaluate.add_argument("--labels", metavar="CSV", type=Path, help="columns path,label; paths relative to FOLDER")
    evaluate.add_argument("--texts", metavar="CSV", type=Path, help="columns label,text: words for each label")
    return parser


def _add_folders(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", parents=[common]).set_defaults(run=reading.list_folders)
    for name, run, help in (
        ("add", changing.add_folder, "watch a folder"),
        ("remove", changing.remove_folder, "take a folder out of view; verdicts and embeddings are kept"),
        ("forget", changing.forget_folder, "forget all that is known of a folder's photos"),
    ):
        action = actions.add_parser(name, help=help, description=f"{help}. No file is touched.", parents=[common])
        action.add_argument("folder", metavar="FOLDER", type=Path)
        action.set_defaults(run=run)
        if name == "forget":
            action.add_argument("--yes", action="store_true", help="do not ask")


def _add_categories(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", parents=[common]).set_defaults(run=reading.list_categories)
    add = actions.add_parser("add", parents=[common], help="add a category")
    add.set_defaults(run=changing.add_category)
    change = actions.add_parser("set", parents=[common], help="change a category")
    change.set_defaults(run=changing.set_category)
    change.add_argument("--name", metavar="NEW", dest="new_name")
    switch = change.add_mutually_exclusive_group()
    switch.add_argument("--on", action="store_const", const=True, dest="enabled")
    switch.add_argument("--off", action="store_const", const=False, dest="enabled")
    remove = actions.add_parser("remove", parents=[common], help="remove a category and its verdicts")
    remove.set_defaults(run=changing.remove_category)
    for action in (add, change, remove):
        action.add_argument("name", metavar="NAME")
    for action in (add, change):
        action.add_argument("--prompt", action="append", metavar="TEXT", help="words that describe it; may be repeated")


def _add_models(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", parents=[common]).set_defaults(run=reading.list_models)
    for name, run, help in (
        ("use", changing.use_model, "use a model; photos it has not seen are looked at by the next index"),
        ("download", changing.download, "download a model"),
    ):
        action = actions.add_parser(name, parents=[common], help=help, description=help)
        action.add_argument("model_id", metavar="ID")
        action.set_defaults(run=run)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
