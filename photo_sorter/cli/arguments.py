"""What may be written on the command line, and which function does it."""

from __future__ import annotations

import argparse
from pathlib import Path

from photo_sorter import __version__
from photo_sorter.cli import (
    arranging,
    categories,
    changing,
    doctor,
    duplicating,
    evaluating,
    explaining,
    finding,
    indexing,
    judging,
    keeping,
    marking,
    metadata,
    models,
    packs,
    reading,
    repairing,
    ruling,
    run_list,
    saved,
    trying,
)
from photo_sorter.cli.choosing import add_choice
from photo_sorter.cli.handing import Change, LongChange
from photo_sorter.core.sorting.category import GREATEST_THRESHOLD, LEAST_THRESHOLD
from photo_sorter.core.sorting.pack import SHIPPED_PACKS

EPILOG = """\
begin like this:
  photo-sorter index ~/Pictures
  photo-sorter categories add Cats --prompt "a cat" --prompt "a kitten"
  photo-sorter tags
  photo-sorter review Cats
  photo-sorter judge IMG_1.jpg Cats no

Without a command the window opens, with the folders and photos that are named. While it is open, it is what does
whatever changes the library. Exit codes: 0 done, 1 could not be done, 2 wrong usage."""


def common_options() -> argparse.ArgumentParser:
    """What may stand everywhere."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS, exit_on_error=False)
    _add_home(common)
    common.add_argument("--json", action="store_true", help="print JSON on stdout and nothing else")
    return common


def _add_home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", metavar="DIR", help="folder for all of the program's own files")


def parser() -> argparse.ArgumentParser:
    common = common_options()
    made = argparse.ArgumentParser(
        "photo-sorter",
        description="Sorts photos into categories in plain words.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="%(prog)s [-h] [--version] [--home DIR] [--json] [--background] [COMMAND … | PATH…]",
        parents=[common],
    )
    made.add_argument("--background", action="store_true", help="open the window hidden in the tray")
    made.add_argument("--version", action="version", version=f"Photo Sorter {__version__}")
    commands = made.add_subparsers(dest="command", metavar="COMMAND", prog=made.prog)

    def command(name: str, run: object, help: str, common: argparse.ArgumentParser = common) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.", parents=[common])
        added.set_defaults(run=run)
        return added

    index = command(
        "index", LongChange(indexing.index, indexing.index_in_window), "add folders and look at all their photos"
    )
    index.add_argument("folders", nargs="+", metavar="FOLDER", type=Path)
    command("watch", indexing.watch, "index and watch the folders until interrupted")
    _add_categories(command("categories", None, "the categories"), common)
    tags = command("tags", reading.tags, "list the tags of photos")
    tags.add_argument("paths", nargs="*", metavar="PATH", type=Path, help="photos or folders; all without")
    tags.add_argument(
        "--not-sure", action="store_true", help="list instead what the machine suggests but is not sure of"
    )
    search = command("search", finding.search, "find photos by words, pictures and facts")
    search.add_argument("query", nargs="?", metavar="QUERY")
    search.add_argument("-n", type=_count, default=20, metavar="N", help="how many photos at most (20)")
    search.add_argument("--stdin", action="store_true", help="read one query a line; answer each as a JSON line")
    search.add_argument(
        "--image", action="append", metavar="FILE", type=Path,
        help="a picture that results shall be like; may be repeated",
    )  # fmt: skip
    search.add_argument(
        "--balance", type=_share, metavar="B", help="between words and pictures: 0 words only … 1 pictures only (0.5)"
    )
    search.add_argument("--explain", action="store_true", help="say of each result why it was found")
    similar = command("similar", finding.similar, "find photos like one picture")
    similar.add_argument("path", metavar="PATH", type=Path)
    similar.add_argument("-n", type=_count, default=20, metavar="N", help="how many photos at most (20)")
    duplicates = command("duplicates", duplicating.duplicates, "list photos of which one would do: exact copies")
    duplicates.add_argument(
        "--near", action="store_true",
        help="the same picture in another size, format or crop, and shots that are nearly the same, as well",
    )  # fmt: skip
    _add_saved(command("saved", None, "the saved searches"), common)
    review = command("review", judging.review, "list the photos of which your yes or no would teach most")
    review.add_argument("category", nargs="?", metavar="CATEGORY", help="all without")
    review.add_argument("-n", type=_count, default=20, metavar="N", help="how many at most (20)")
    _add_judging(
        command("judge", Change(judging.judge), "say yes or no of a photo and a category; the library learns at once")
    )
    _add_rating(command("rate", Change(marking.rate), "rate a photo, make it a favourite, caption it"))
    _add_metadata(command("metadata", None, "what other programs read: sidecars beside the photos"), common)
    why = command("why", explaining.why, "say why a photo is, or is not, in a category")
    why.add_argument("path", metavar="PATH", type=Path)
    why.add_argument("category", metavar="CATEGORY")
    why.add_argument(
        "--heatmap", metavar="FILE.png", type=Path, help="write the picture with the places where the category is seen"
    )
    _add_evaluating(command("evaluate", evaluating.evaluate, "measure how often sorting is right; changes nothing"))
    _add_folders(command("folders", None, "the watched folders"), common)
    _add_models(command("models", None, "the image–text models"), common)
    home = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    _add_home(home)  # its own --json names a file
    keeping.add_export(command("export", keeping.export, "write tags and scores of photos into a file", home))
    keeping.add_backup(command("backup", keeping.backup, "write the whole library into one file"))
    restore = command(
        "restore", keeping.restore, "put a backup in the library's place; the library that was there is kept"
    )
    restore.add_argument("file", metavar="FILE", type=Path)
    arranging.add_arrange(
        command(
            "arrange", arranging.arrange, "copy, move or link photos into folders by their categories; can be undone"
        )
    )
    command("runs", run_list.list_runs, "list what was arranged, newest first")
    arranging.add_undo(command("undo", arranging.undo, "take back a run, or some of its files, at any time later"))
    arranging.add_resume(command("resume", arranging.resume, "finish the run that was interrupted"))
    ruling.add_rules(command("rules", None, "keep folders sorted: new photos go where a rule says"), common)
    command("repair", repairing.repair, "save what can be read of a damaged library, and put it in its place")
    command("check", reading.check, "check the library's integrity and list problem files")
    report = command(
        "doctor", doctor.doctor, "report what this computer is like, for a bug report; hides paths and names"
    )
    report.add_argument("--log", action="store_true", help="print the log instead, with paths and names hidden")
    return made


def command_names() -> frozenset[str]:
    return frozenset(name for action in parser()._actions for name in action.choices or ())


def _add_judging(judge: argparse.ArgumentParser) -> None:
    judge.add_argument("path", metavar="PATH", type=Path)
    judge.add_argument("category", metavar="CATEGORY")
    judge.add_argument("answer", nargs="?", choices=("yes", "no"), help="does the photo belong to the category?")
    judge.add_argument("--undo", action="store_true", help="take back what was said")


def _add_rating(rate: argparse.ArgumentParser) -> None:
    rate.add_argument("path", metavar="PATH", type=Path)
    rate.add_argument(
        "rating", nargs="?", metavar="N", type=marking.rating, help="0 to 5 stars; none: as the file says"
    )
    rate.add_argument("--favourite", action=argparse.BooleanOptionalAction, help="make it a favourite, or no longer")
    rate.add_argument("--caption", metavar="TEXT", help="words about it that can be searched; '' for none")


def _add_metadata(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    write = actions.add_parser("write", parents=[common], help="write tags, stars and captions into XMP sidecars")
    write.add_argument("--dry-run", action="store_true", help="only list the sidecars that would be written")
    write.set_defaults(run=metadata.write)
    read = actions.add_parser("read", parents=[common], help="read again what photos and their sidecars say")
    read.set_defaults(run=LongChange(metadata.read, metadata.read_in_window))
    for action in (write, read):
        add_choice(action)


def _add_evaluating(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument(
        "folder", nargs="?", metavar="FOLDER", type=Path,
        help="one subfolder a class, or with --labels any; without, the photos that you judged",
    )  # fmt: skip
    evaluate.add_argument("--labels", metavar="CSV", type=Path, help="columns path,label; paths relative to FOLDER")
    evaluate.add_argument(
        "--texts", metavar="CSV", type=Path,
        help="columns label,text: words for each label, used as they are; without, the wordings of the category of "
        "that name, or else the label itself",
    )  # fmt: skip
    evaluate.add_argument("--compare", metavar="MODEL_ID|TEXTS.csv", help="compare with another model or other texts")


def _add_folders(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", parents=[common], help="list them").set_defaults(run=reading.list_folders)
    for name, run, help in (
        ("add", Change(changing.add_folder), "watch a folder"),
        ("remove", Change(changing.remove_folder), "take a folder out of view; verdicts and embeddings are kept"),
        (
            "forget",
            Change(changing.forget_folder, ask=changing.ask_before_forgetting),
            "forget all that is known of a folder's photos",
        ),
    ):
        action = actions.add_parser(name, help=help, description=f"{help}. No file is touched.", parents=[common])
        action.add_argument("folder", metavar="FOLDER", type=Path)
        action.set_defaults(run=run)
        if name == "forget":
            action.add_argument("--yes", action="store_true", help="do not ask")


def _add_categories(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: object, help: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.", parents=[common])
        added.set_defaults(run=run)
        return added

    action("list", categories.list_categories, "list them with their wordings and how many photos each has")
    add = action("add", Change(categories.add_category), "add a category")
    change = action("set", Change(categories.set_category), "change a category; what is not named stays as it is")
    remove = action(
        "remove",
        Change(categories.remove_category),
        "remove a category; its verdicts are kept, and come back only by undo in the window",
    )
    for each in (add, change, remove):
        each.add_argument("name", metavar="NAME")
    change.add_argument("--name", metavar="NEW", dest="new_name", help="a new name")
    _add_category_options(add, "")
    _add_category_options(change, "; replaces all former ones")
    switch = change.add_mutually_exclusive_group()
    switch.add_argument("--on", action="store_const", const=True, dest="enabled", help="sort photos into it")
    switch.add_argument("--off", action="store_const", const=False, dest="enabled", help="keep it, but unused")
    _add_trying(action("try", trying.try_wordings, "show what each wording alone would take; changes nothing"))
    bring = action(
        "import", Change(packs.import_categories), "add the categories of a file or pack; your own stay as they are"
    )
    bring.add_argument(
        "file", metavar="FILE|PACK", type=Path, help=f"a file, or a pack that comes along: {', '.join(SHIPPED_PACKS)}"
    )
    export = action("export", packs.export_categories, "write all categories into a new file that people can read")
    export.add_argument("file", metavar="FILE", type=Path)


def _add_category_options(action: argparse.ArgumentParser, replacing: str) -> None:
    action.add_argument(
        "--prompt", action="append", metavar="TEXT",
        help=f"words that describe it, in place of its name; may be repeated{replacing}",
    )  # fmt: skip
    action.add_argument(
        "--against", action="append", metavar="TEXT",
        help=f"words for what is taken for it by mistake; may be repeated{replacing}",
    )  # fmt: skip
    action.add_argument("--set", metavar="NAME", dest="set_name", help="the set it is sorted with (Main)")
    kind = action.add_mutually_exclusive_group()
    kind.add_argument(
        "--exclusive", action="store_const", const=True, help="of its set one category or none holds for a photo"
    )
    kind.add_argument(
        "--independent", action="store_const", const=False, dest="exclusive", help="of its set several may hold"
    )
    action.add_argument("--parent", metavar="NAME", help="the category it lies within; '' for none")
    within = action.add_mutually_exclusive_group()
    within.add_argument(
        "--within", action="store_const", const=True, dest="within_parent", help="only photos of the parent (usual)"
    )
    within.add_argument(
        "--not-within", action="store_const", const=False, dest="within_parent", help="all photos, whatever the parent"
    )
    action.add_argument(
        "--threshold", type=_threshold, metavar="P",
        help=f"the probability from which a photo belongs: {LEAST_THRESHOLD} takes more … {GREATEST_THRESHOLD} is "
        "stricter (0.5)",
    )  # fmt: skip
    learn = action.add_mutually_exclusive_group()
    learn.add_argument(
        "--learn", action="store_const", const=True, dest="learns", help="verdicts teach about like photos (usual)"
    )
    learn.add_argument(
        "--no-learn", action="store_const", const=False, dest="learns", help="a verdict is for its photo alone"
    )


def _add_trying(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--prompt", action="append", metavar="TEXT", required=True, help="a wording; repeat it to compare several"
    )
    action.add_argument("--category", metavar="NAME", help="the category they are for; without, a new one")
    action.add_argument(
        "-n", type=_count, default=5, metavar="N", help="how many paths to show of each, 60 at most (5)"
    )
    action.add_argument(
        "--labels", metavar="CSV", type=Path,
        help="columns path,label: gives precision and recall; paths relative to the file or to a watched folder",
    )  # fmt: skip
    action.add_argument("--label", metavar="NAME", help="which label the wordings are for (the name of --category)")


def _add_saved(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", parents=[common], help="list them, with how many photos each finds").set_defaults(
        run=saved.list_searches
    )
    add = actions.add_parser("add", parents=[common], help="save a search, or change the one of that name")
    add.add_argument("name", metavar="NAME")
    add.add_argument("query", metavar="QUERY")
    add.set_defaults(run=Change(saved.add_search))
    remove = actions.add_parser("remove", parents=[common], help="remove a saved search; no photo is touched")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=Change(saved.remove_search))


def _add_models(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", parents=[common], help="list them").set_defaults(run=models.list_models)
    for name, run, help in (
        (
            "use",
            LongChange(changing.use_model, changing.use_model_in_window),
            "use a model; photos it has not seen are looked at by the next index",
        ),
        ("download", models.download, "download a model, or go on with it where that stopped"),
        ("remove", models.remove, "remove a model's files, or what arrived of them"),
    ):
        action = actions.add_parser(name, parents=[common], help=help, description=help)
        action.add_argument("model_id", metavar="ID")
        action.set_defaults(run=run)
    install = actions.add_parser("install", parents=[common], help="copy a model from your own files")
    install.add_argument(
        "source", metavar="FILE_OR_FOLDER", type=Path, help="a file of weights, or a folder as open_clip saves it"
    )
    install.add_argument(
        "--as", dest="trained_as", metavar="ARCHITECTURE[/TAG]",
        help="what open_clip calls its architecture, or its training: then it has that model's ID; recognised without",
    )  # fmt: skip
    install.set_defaults(run=models.install)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1")
    return int(text)


def _share(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 0 to 1")
    return number


def _threshold(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not LEAST_THRESHOLD <= number <= GREATEST_THRESHOLD:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from {LEAST_THRESHOLD} to {GREATEST_THRESHOLD}")
    return number
