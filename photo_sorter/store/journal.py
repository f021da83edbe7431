"""The journal of runs: what is about to be done with each file, and what has been."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from photo_sorter.core.arranging.plan import Arrangement, Mode, OnConflict, Plan
from photo_sorter.core.arranging.run import Rule, Run, RunState, Step, StepState

_STEP = (
    "number, source, target, photo_id, size, mtime_ns, content_hash, state, reason, permissions, target_mtime_ns,"
    " copy_id, source_volume_id, target_volume_id"
)
_RUN = "id, title, arrangement, token, state, started_at, ended_at, rule_id, interruption, volume_id"
_RULE = "id, name, folders, arrangement, enabled, after_photo_id, volume_id"


class JournalStore:
    """SQL about runs, their steps, the folders they make, and rules. At most one run is open."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- runs ---

    def add(
        self,
        plan: Plan,
        title: str,
        rule_id: int | None = None,
        folder_id: int | None = None,
        volume_of: Callable[[Path], int | None] = lambda _: None,
    ) -> int:
        """A run with all its steps, open and planned; its id. sqlite3.IntegrityError while another is open.

        `volume_of` gives the id of the volume that a folder lies on. A photo lies where it was last seen."""
        arrangement, token = _packed(plan.arrangement), secrets.token_hex(4)
        run_id = self._db.execute(
            "INSERT INTO runs (title, arrangement, token, state, rule_id, folder_id, volume_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                title, arrangement, token, RunState.RUNNING, rule_id, folder_id,
                volume_of(plan.arrangement.destination),
            ],
        ).lastrowid  # fmt: skip
        assert run_id is not None
        self._db.conn.executemany(
            "INSERT INTO run_steps (run_id, number, source, target, photo_id, size, mtime_ns, content_hash,"
            " source_volume_id, target_volume_id) VALUES (?, ?, ?, ?, (SELECT id FROM photos WHERE id = ?), ?, ?, ?,"
            " coalesce((SELECT volume_id FROM photos WHERE id = ?), ?), ?)",
            (
                (
                    run_id, number, str(file.source), str(file.target), file.photo_id, file.size_bytes, file.mtime_ns,
                    file.content_hash, file.photo_id, volume_of(file.source.parent), volume_of(file.target.parent),
                )
                for number, file in enumerate(plan.files, 1)
            ),
        )  # fmt: skip
        return run_id

    def runs(self) -> list[Run]:
        """Newest first."""
        return list(self._runs("TRUE"))

    def run(self, run_id: int) -> Run | None:
        return next(self._runs("id = ?", run_id), None)

    def open_run(self) -> Run | None:
        return next(self._runs("runs.state != 'ended'"), None)

    def turn(self, run_id: int, state: RunState, interruption: str | None = None) -> None:
        """A run that ends is given its time."""
        self._db.execute(
            "UPDATE runs SET state = :state, interruption = :interruption,"
            " ended_at = CASE WHEN :state = 'ended' THEN datetime('now') END WHERE id = :id",
            {"state": state, "interruption": interruption, "id": run_id},
        )

    def folder_of(self, run_id: int) -> int | None:
        """The id of the folder that is watched since this run, for its sake."""
        folder_id: int | None = self._db.execute("SELECT folder_id FROM runs WHERE id = ?", [run_id]).fetchone()[0]
        return folder_id

    def volumes_of(self, run_id: int) -> set[int]:
        """Ids of those on which an open run still has something to do."""
        rows = self._db.execute(
            "SELECT volume_id FROM runs WHERE id = :run UNION SELECT source_volume_id FROM run_steps WHERE"
            " run_id = :run AND state NOT IN ('done', 'undone', 'failed', 'dropped') UNION SELECT target_volume_id FROM"
            " run_steps WHERE run_id = :run AND state NOT IN ('done', 'undone', 'failed', 'dropped')",
            {"run": run_id},
        )
        return {row[0] for row in rows if row[0] is not None}

    # --- steps ---

    def steps(self, run_id: int, *states: StepState) -> list[Step]:
        """In their order; of all states, or of these."""
        among = f" AND state IN ({','.join('?' * len(states))})" if states else ""
        rows = self._db.execute(
            f"SELECT {_STEP} FROM run_steps WHERE run_id = ?{among} ORDER BY number", [run_id, *states]
        )
        return [_step(row) for row in rows]

    def write(self, run_id: int, steps: Iterable[Step]) -> None:
        """What has changed of these steps."""
        self._db.conn.executemany(
            "UPDATE run_steps SET state = ?, reason = ?, permissions = ?, content_hash = ?, target_mtime_ns = ?,"
            " copy_id = (SELECT id FROM photos WHERE id = ?) WHERE run_id = ? AND number = ?",
            (
                (
                    step.state, step.reason, step.permissions, step.content_hash, step.target_mtime_ns, step.copy_id,
                    run_id, step.number,
                )
                for step in steps
            ),
        )  # fmt: skip

    def append(self, run_id: int, steps: Iterable[Step]) -> None:
        """Files that have joined those of the run since."""
        self._db.conn.executemany(
            "INSERT INTO run_steps"
            " (run_id, number, source, target, size, mtime_ns, permissions, target_mtime_ns, state,"
            " source_volume_id, target_volume_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    run_id, step.number, str(step.source), str(step.target), step.size_bytes, step.mtime_ns,
                    step.permissions, step.target_mtime_ns, step.state, step.source_volume_id, step.target_volume_id,
                )
                for step in steps
            ),
        )  # fmt: skip

    def change(self, run_id: int, before: StepState, after: StepState) -> None:
        """All steps in one state come into the other."""
        self._db.execute("UPDATE run_steps SET state = ? WHERE run_id = ? AND state = ?", [after, run_id, before])

    def moved_on(self, path: Path, run_id: int) -> tuple[int, Path] | None:
        """(run id, where to) of the last run after this one that moved the file away from here and was not taken
        back."""
        row = self._db.execute(
            "SELECT run_id, target FROM run_steps JOIN runs ON runs.id = run_id WHERE source = ? AND"
            " run_steps.state = 'done' AND json_extract(arrangement, '$.mode') = 'move' AND run_id > ?"
            " ORDER BY run_id DESC LIMIT 1",
            [str(path), run_id],
        ).fetchone()
        return (row[0], Path(row[1])) if row else None

    # --- folders that a run makes ---

    def add_folders(self, run_id: int, folders: Iterable[Path]) -> None:
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO run_folders (run_id, path) VALUES (?, ?)",
            ((run_id, str(folder)) for folder in folders),
        )

    def folders(self, run_id: int) -> list[Path]:
        """The innermost first."""
        rows = self._db.execute("SELECT path FROM run_folders WHERE run_id = ? ORDER BY length(path) DESC", [run_id])
        return [Path(row[0]) for row in rows]

    # --- rules ---

    def rules(self) -> list[Rule]:
        rows = self._db.execute(f"SELECT {_RULE} FROM rules ORDER BY id")
        return [
            Rule(id, name, tuple(map(Path, json.loads(folders))), _unpacked(arrangement), bool(enabled), after, volume)
            for id, name, folders, arrangement, enabled, after, volume in rows
        ]

    def save_rule(self, rule: Rule) -> int:
        """Its id. Photos that are there when it is enabled are not new to it. The volume that is known of its
        destination stays known, while that stays."""
        folders = json.dumps(list(map(str, rule.folders)))
        values = [rule.name, folders, _packed(rule.arrangement), rule.enabled]
        newest = "(SELECT max(coalesce((SELECT max(id) FROM photos), 0), last) FROM photo_ids)"
        if rule.id is None:
            added = self._db.execute(
                "INSERT INTO rules (name, folders, arrangement, enabled, after_photo_id)"
                f" VALUES (?, ?, ?, ?, {newest})",
                values,
            )
            assert added.lastrowid is not None
            return added.lastrowid
        self._db.execute(
            f"UPDATE rules SET after_photo_id = CASE WHEN enabled THEN after_photo_id ELSE {newest} END,"
            " volume_id = CASE json_extract(arrangement, '$.destination') WHEN ? THEN volume_id END,"
            " name = ?, folders = ?, arrangement = ?, enabled = ? WHERE id = ?",
            [str(rule.arrangement.destination), *values, rule.id],
        )
        return rule.id

    def remove_rule(self, rule_id: int) -> None:
        self._db.execute("DELETE FROM rules WHERE id = ?", [rule_id])

    def untouched_by(self, rule: Rule) -> list[int]:
        """Ids of READY photos that are new to the rule, in its folders, and that no run of its has had, or made. Those
        whose disk is away wait for it."""
        found: set[int] = set()
        for folder in rule.folders:
            inside = str(folder).rstrip(os.sep) + os.sep
            rows = self._db.execute(
                "SELECT photos.id FROM photos JOIN folders ON folders.id = folder_id AND active AND NOT offline"
                " WHERE photos.id > ? AND status = 'ready' AND substr(photos.path, 1, ?) = ?"
                " AND NOT EXISTS (SELECT 1 FROM run_steps JOIN runs ON runs.id = run_id"
                "  WHERE photo_id = photos.id AND rule_id = ?)"
                " AND NOT EXISTS (SELECT 1 FROM run_steps WHERE copy_id = photos.id)",
                [rule.after_photo_id, len(inside), inside, rule.id],
            )
            found.update(row[0] for row in rows)
        return sorted(found)

    def _runs(self, where: str, *values: Any) -> Iterator[Run]:
        counts: dict[int, dict[StepState, int]] = {}
        sizes: dict[int, int] = {}
        for id, state, count, size in self._db.execute(
            "SELECT run_id, state, count(*), total(size) FROM run_steps"
            f" WHERE run_id IN (SELECT id FROM runs WHERE {where}) GROUP BY run_id, state",
            values,
        ):
            counts.setdefault(id, {})[StepState(state)] = count
            sizes[id] = sizes.get(id, 0) + int(size)
        rows = self._db.execute(f"SELECT {_RUN} FROM runs WHERE {where} ORDER BY id DESC", values).fetchall()
        for id, title, arrangement, token, state, started_at, ended_at, rule_id, interruption, volume_id in rows:
            yield Run(
                id, title, _unpacked(arrangement), token, RunState(state), started_at, ended_at, rule_id,
                counts.get(id, {}), sizes.get(id, 0), interruption, volume_id,
            )  # fmt: skip


def _step(row: Sequence[Any]) -> Step:
    number, source, target, photo_id, size, mtime_ns, content_hash, state, *others = row
    return Step(number, Path(source), Path(target), photo_id, size, mtime_ns, content_hash, StepState(state), *others)


def _packed(arrangement: Arrangement) -> str:
    return json.dumps(asdict(arrangement) | {"destination": str(arrangement.destination)}, ensure_ascii=False)


def _unpacked(text: str) -> Arrangement:
    stored: Mapping[str, Any] = json.loads(text)
    return Arrangement(
        **{
            **stored,
            "destination": Path(stored["destination"]),
            "mode": Mode(stored["mode"]),
            "on_conflict": OnConflict(stored["on_conflict"]),
            "category_ids": tuple(stored["category_ids"]),
        }
    )
