"""A person's first minutes with the built-in model and real photos."""

import json

from PIL import Image

from photo_sorter.cli.main import main


def test_a_folder_is_sorted_judged_and_explained(home, shared, tmp_path, capsys):
    def run(*arguments):
        assert main(["--home", str(home.folder), *map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    folder, labels = shared / "photos" / "Zoo day", shared / "photos" / "labels.csv"
    indexed = run("index", folder)
    assert indexed["photos"] == indexed["indexed"] > 5
    run("categories", "add", "Animals", "--prompt", "an animal", "--independent")
    tried = run(
        "categories",
        "try",
        "--prompt",
        "a flamingo",
        "--prompt",
        "a screenshot",
        "--labels",
        labels,
        "--label",
        "flamingo",
    )
    assert [(row["photos"], row["labels"]["recall"]) for row in tried] == [(1, 1.0), (0, 0.0)]
    taken = run("tags")
    assert len(taken) > 2
    path = taken[0]["path"]
    assert run("judge", path, "Animals", "no")["former"] is None
    assert path not in [tag["path"] for tag in run("tags")]
    why = run("why", path, "Animals", "--heatmap", tmp_path / "heat.png")
    assert why["sentence"].startswith("You said no.")
    with Image.open(tmp_path / "heat.png") as heat, Image.open(path) as photo:
        assert abs(heat.width / heat.height - photo.width / photo.height) < 0.02
    assert run("evaluate")["confusion"]
