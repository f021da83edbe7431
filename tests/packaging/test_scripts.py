"""What the workflow and README of packaging/ name is there."""

from __future__ import annotations

import re

import pytest

from tests.packaging.conftest import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "build.yml"
README = ROOT / "packaging" / "README.md"


def test_the_workflow_runs_scripts_that_exist():
    scripts = re.findall(r"packaging/[\w./]+\.(?:py|sh)", WORKFLOW.read_text(encoding="utf-8"))
    assert len(scripts) >= 2
    for script in scripts:
        assert (ROOT / script).is_file(), script


def test_the_workflow_builds_on_three_systems():
    yaml = pytest.importorskip("yaml")
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    for job in ("test", "bundle"):
        systems = jobs[job]["strategy"]["matrix"]["os"]
        assert {each.partition("-")[0] for each in systems} == {"ubuntu", "macos", "windows"}


def test_readme_names_files_that_exist():
    named = re.findall(r"`((?:linux|macos|windows|hooks)/[\w.-]+|[\w]+\.(?:py|toml|spec))`", README.read_text("utf-8"))
    assert len(named) > 8
    for name in named:
        assert (ROOT / "packaging" / name).exists() or (ROOT / name).exists(), name


def test_scripts_for_the_shell_can_be_run():
    for script in (ROOT / "packaging").rglob("*.sh"):
        assert script.stat().st_mode & 0o111, script
