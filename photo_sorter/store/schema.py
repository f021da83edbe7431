"""The schema of `library.db`, as migrations. A migration that has shipped is never edited; the next one is added.

`photos` is one row per file in one place. What only depends on the bytes (embeddings) hangs on `content_hash`, so that
exact copies share it. `verdicts` is what people decided and is never written by the machine; `tags` is derived from
verdicts and scores and can be computed again at any time. A removed category keeps its row, for its return.
"""

from __future__ import annotations

from functools import reduce

from sqlite_utils import Database, Migrations

from photo_sorter.core.file_time import local_time, named_time

migrations = Migrations("photo_sorter")


@migrations()
def found_library(db: Database) -> None:
    db.executescript(_FOUND_LIBRARY)


@migrations()
def trust_categories(db: Database) -> None:
    db.executescript(_TRUST_CATEGORIES)


@migrations()
def use_photo_ids_once(db: Database) -> None:
    db.executescript(_USE_PHOTO_IDS_ONCE)


@migrations()
def find_photos(db: Database) -> None:
    db.executescript(_FIND_PHOTOS)


@migrations()
def date_and_fold_photos(db: Database) -> None:
    db.executescript(_FOLD_LETTERS)
    _date_photos(db)


@migrations()
def keep_runs(db: Database) -> None:
    db.executescript(_KEEP_RUNS)


@migrations()
def know_volumes(db: Database) -> None:
    db.executescript(_KNOW_VOLUMES)


@migrations()
def tell_look_alikes(db: Database) -> None:
    db.executescript(_TELL_LOOK_ALIKES)


SCHEMA_VERSION = 8
"""How many migrations there are; stored as `user_version`, by which an older program knows a newer library."""

_FOUND_LIBRARY = """
CREATE TABLE volumes (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    mount_point TEXT NOT NULL
);
CREATE TABLE folders (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    volume_id INTEGER REFERENCES volumes(id),
    active INTEGER NOT NULL DEFAULT 1,         -- 0: removed from view, knowledge kept
    added_at TEXT NOT NULL DEFAULT (datetime('now'))
);
CREATE TABLE photos (
    id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL REFERENCES folders(id),
    path TEXT NOT NULL UNIQUE,                 -- absolute
    name TEXT NOT NULL,
    size INTEGER NOT NULL,                     -- bytes
    mtime_ns INTEGER NOT NULL,
    content_hash BLOB,                         -- SHA-256 of the bytes
    width INTEGER,                             -- pixels, upright
    height INTEGER,
    orientation INTEGER,                       -- EXIF, 1..8
    taken_at TEXT NOT NULL,                    -- local ISO 8601: EXIF, else the file's time
    camera TEXT,
    latitude REAL,                             -- degrees north
    longitude REAL,                            -- degrees east
    status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'ready', 'problem', 'missing')),
    reason TEXT,                               -- why it is among the problems
    strikes INTEGER NOT NULL DEFAULT 0,        -- decoders that died on it
    added_at TEXT NOT NULL DEFAULT (datetime('now'))
);
CREATE INDEX photos_by_status ON photos(status, folder_id);
CREATE INDEX photos_by_folder ON photos(folder_id, status);
CREATE INDEX photos_by_hash ON photos(content_hash);
CREATE INDEX photos_by_size ON photos(size);
CREATE INDEX photos_by_time ON photos(taken_at DESC, id DESC);
CREATE INDEX photos_waiting ON photos(taken_at DESC, id DESC) WHERE status = 'new';
CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    model_id TEXT NOT NULL UNIQUE
);
CREATE TABLE embeddings (
    content_hash BLOB NOT NULL,
    model INTEGER NOT NULL REFERENCES models(id),
    vector BLOB NOT NULL,                      -- float16, length 1
    PRIMARY KEY (model, content_hash)
);
CREATE TABLE category_sets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    exclusive INTEGER NOT NULL DEFAULT 1       -- 1: at most one tag a photo; 0: several may hold
);
CREATE TABLE categories (
    id INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL REFERENCES category_sets(id),
    parent_id INTEGER REFERENCES categories(id) ON DELETE SET NULL,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    colour TEXT NOT NULL,
    position INTEGER NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE prompts (
    id INTEGER PRIMARY KEY,
    category_id INTEGER NOT NULL REFERENCES categories(id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    against INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL
);
CREATE INDEX prompts_by_category ON prompts(category_id, position);
CREATE TABLE prompt_embeddings (
    model INTEGER NOT NULL REFERENCES models(id),
    text TEXT NOT NULL,                        -- without the templates
    vector BLOB NOT NULL,                      -- float32, mean over the model's templates, length 1
    PRIMARY KEY (model, text)
) WITHOUT ROWID;
CREATE TABLE verdicts (
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    category_id INTEGER NOT NULL REFERENCES categories(id) ON DELETE CASCADE,
    holds INTEGER NOT NULL,                    -- 1: a person said yes, 0: no
    decided_at TEXT NOT NULL DEFAULT (datetime('now')),
    PRIMARY KEY (photo_id, category_id)
) WITHOUT ROWID;
CREATE INDEX verdicts_by_category ON verdicts(category_id);
CREATE TABLE tags (
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    category_id INTEGER NOT NULL REFERENCES categories(id) ON DELETE CASCADE,
    score REAL NOT NULL,                       -- 0..1
    source TEXT NOT NULL CHECK (source IN ('auto', 'user')),
    PRIMARY KEY (category_id, photo_id)
) WITHOUT ROWID;
CREATE INDEX tags_by_photo ON tags(photo_id);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL DEFAULT (datetime('now')),
    ended_at TEXT,
    plan TEXT NOT NULL                         -- JSON: what was asked for
);
CREATE TABLE run_steps (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    number INTEGER NOT NULL,
    photo_id INTEGER REFERENCES photos(id) ON DELETE SET NULL,
    operation TEXT NOT NULL CHECK (operation IN ('copy', 'move', 'hardlink', 'symlink')),
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    content_hash BLOB,
    state TEXT NOT NULL DEFAULT 'planned',     -- written before the step is done, and after
    PRIMARY KEY (run_id, number)
) WITHOUT ROWID;
CREATE INDEX run_steps_by_photo ON run_steps(photo_id);
"""

_TRUST_CATEGORIES = """
ALTER TABLE category_sets ADD position INTEGER;    -- NULL: only removed categories are in it
UPDATE category_sets SET position = id;
ALTER TABLE categories ADD threshold REAL NOT NULL DEFAULT 0.5;         -- probability from which a photo belongs
ALTER TABLE categories ADD learns INTEGER NOT NULL DEFAULT 1;           -- 1: verdicts teach
ALTER TABLE categories ADD within_parent INTEGER NOT NULL DEFAULT 1;    -- 1: only photos of the parent
ALTER TABLE categories ADD removed INTEGER NOT NULL DEFAULT 0;          -- 1: kept for its return
ALTER TABLE tags ADD sure INTEGER NOT NULL DEFAULT 1;                   -- 0: a suggestion
CREATE INDEX tags_not_sure ON tags(photo_id, score, sure) WHERE sure = 0;
CREATE TABLE templates (
    position INTEGER PRIMARY KEY,
    text TEXT NOT NULL                         -- {} stands for the words
);
CREATE TABLE skips (
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    category_id INTEGER NOT NULL REFERENCES categories(id) ON DELETE CASCADE,
    PRIMARY KEY (photo_id, category_id)
) WITHOUT ROWID;
ALTER TABLE models ADD library_mean BLOB;          -- float32, mean standard vector of the library
ALTER TABLE models ADD library_photos INTEGER;     -- over how many photos
"""

_USE_PHOTO_IDS_ONCE = """
CREATE TABLE photo_ids (
    last INTEGER NOT NULL                      -- the highest that a deleted photo had
);
INSERT INTO photo_ids VALUES (0);
CREATE TRIGGER photo_ids_last AFTER DELETE ON photos BEGIN
    UPDATE photo_ids SET last = old.id WHERE last < old.id;
END;
"""

_FIND_PHOTOS = """
ALTER TABLE photos ADD lens TEXT;
ALTER TABLE photos ADD rating INTEGER;                                  -- stars, 0..5, as the file says
ALTER TABLE photos ADD caption TEXT;                                    -- as the file says
ALTER TABLE photos ADD keywords TEXT;                                   -- as the file says, a line each
ALTER TABLE photos ADD facts_version INTEGER NOT NULL DEFAULT 0;        -- which reading of the file these facts are
DROP INDEX photos_waiting;
CREATE INDEX photos_waiting ON photos((status = 'new') DESC, taken_at DESC, id DESC, folder_id)
    WHERE (status = 'new' OR (status = 'ready' AND facts_version < 1));
CREATE TABLE marks (
    photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
    favourite INTEGER NOT NULL DEFAULT 0,
    rating INTEGER,                            -- stars, 0..5; NULL: the file's holds
    caption TEXT,                              -- NULL: the file's holds
    marked_at TEXT NOT NULL DEFAULT (datetime('now'))
);
CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query TEXT NOT NULL,                       -- as it was typed
    position INTEGER NOT NULL
);
CREATE TABLE fingerprints (
    content_hash BLOB PRIMARY KEY,
    bits BLOB NOT NULL
) WITHOUT ROWID;
-- How many characters of a path stand before the watched folder's own name: all up to its last slash.
CREATE VIEW folder_places AS
    SELECT id AS folder_id, length(rtrim(path, replace(replace(path, '/', ''), '\\', ''))) AS above FROM folders;
-- What words find a photo by. `folder` begins with the watched folder's own name.
CREATE VIEW photo_texts AS
    SELECT photos.id, name,
        substr(path, above + 1, max(0, length(path) - length(name) - 1 - above)) AS folder,
        coalesce(marks.caption, photos.caption) AS caption,
        keywords,
        trim(coalesce(camera, '') || ' ' || coalesce(lens, '')) AS camera
    FROM photos JOIN folder_places USING (folder_id) LEFT JOIN marks ON photo_id = photos.id;
-- It keeps its own copy of the text: SQLite before 3.43 cannot delete from an index without one.
CREATE VIRTUAL TABLE photo_words USING fts5(
    name, folder, caption, keywords, camera, tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO photo_words (rowid, name, folder, caption, keywords, camera) SELECT * FROM photo_texts;
INSERT INTO photo_words (photo_words) VALUES ('optimize');
CREATE TRIGGER photo_words_added AFTER INSERT ON photos BEGIN
    INSERT INTO photo_words (rowid, name, folder, caption, keywords, camera)
        SELECT * FROM photo_texts WHERE id = new.id;
END;
CREATE TRIGGER photo_words_changed AFTER UPDATE OF folder_id, path, name, caption, keywords, camera, lens ON photos
    WHEN (new.folder_id, new.path, new.name, new.caption, new.keywords, new.camera, new.lens)
        IS NOT (old.folder_id, old.path, old.name, old.caption, old.keywords, old.camera, old.lens)
BEGIN
    UPDATE photo_words SET (name, folder, caption, keywords, camera)
        = (SELECT name, folder, caption, keywords, camera FROM photo_texts WHERE id = new.id) WHERE rowid = new.id;
END;
CREATE TRIGGER photo_words_gone AFTER DELETE ON photos BEGIN
    DELETE FROM photo_words WHERE rowid = old.id;
END;
CREATE TRIGGER photo_words_captioned AFTER INSERT ON marks WHEN new.caption IS NOT NULL BEGIN
    UPDATE photo_words SET caption = new.caption WHERE rowid = new.photo_id;
END;
CREATE TRIGGER photo_words_recaptioned AFTER UPDATE OF caption ON marks WHEN new.caption IS NOT old.caption BEGIN
    UPDATE photo_words SET caption = (SELECT caption FROM photo_texts WHERE id = new.photo_id)
        WHERE rowid = new.photo_id;
END;
CREATE TRIGGER photo_words_uncaptioned AFTER DELETE ON marks WHEN old.caption IS NOT NULL BEGIN
    UPDATE photo_words SET caption = (SELECT caption FROM photo_texts WHERE id = old.photo_id)
        WHERE rowid = old.photo_id;
END;
"""

_KEEP_RUNS = """
DROP TABLE run_steps;                          -- nothing has written to these two so far
DROP TABLE runs;
CREATE TABLE rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    folders TEXT NOT NULL,                     -- JSON: absolute paths
    arrangement TEXT NOT NULL,                 -- JSON: what to do with new photos in them
    enabled INTEGER NOT NULL DEFAULT 0,
    after_photo_id INTEGER NOT NULL DEFAULT 0  -- photos with a greater id are new
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    arrangement TEXT NOT NULL,                 -- JSON: what was asked for
    token TEXT NOT NULL UNIQUE,                -- part of the names of its temporary files
    state TEXT NOT NULL CHECK (state IN ('running', 'undoing', 'ended')),
    started_at TEXT NOT NULL DEFAULT (datetime('now')),
    ended_at TEXT,
    interruption TEXT,                         -- why it stopped before its end
    rule_id INTEGER,                           -- the rule that began it, also when that is gone
    folder_id INTEGER                          -- the folder that is watched since, for its sake
);
CREATE UNIQUE INDEX runs_open ON runs((state != 'ended')) WHERE state != 'ended';    -- one at a time
CREATE TABLE run_steps (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    number INTEGER NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    photo_id INTEGER REFERENCES photos(id) ON DELETE SET NULL,
    copy_id INTEGER REFERENCES photos(id) ON DELETE SET NULL,      -- the photo that its copy is, if it is one
    size INTEGER NOT NULL,                     -- bytes
    mtime_ns INTEGER NOT NULL,                 -- of the source
    permissions INTEGER,
    content_hash BLOB,
    target_mtime_ns INTEGER,                   -- of what was put there, which the file system may round
    state TEXT NOT NULL DEFAULT 'planned',     -- written before the step is done, and after
    reason TEXT,
    PRIMARY KEY (run_id, number)
) WITHOUT ROWID;
CREATE INDEX run_steps_by_photo ON run_steps(photo_id);
CREATE INDEX run_steps_by_copy ON run_steps(copy_id) WHERE copy_id IS NOT NULL;
CREATE INDEX run_steps_by_source ON run_steps(source);
CREATE INDEX run_steps_by_target ON run_steps(target);
CREATE TABLE run_folders (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    path TEXT NOT NULL,                        -- made by the run, or about to be
    PRIMARY KEY (run_id, path)
) WITHOUT ROWID;
"""

_KNOW_VOLUMES = """
DROP TABLE volumes;                            -- nothing has written to it so far
CREATE TABLE volumes (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,                 -- the file system's own, or what stands for it: a share's address
    mount_point TEXT NOT NULL                  -- where it was last seen
);
ALTER TABLE folders ADD offline INTEGER NOT NULL DEFAULT 0;             -- 1: not there when it was last looked for
ALTER TABLE folders ADD file_id INTEGER;       -- as in photos
ALTER TABLE photos ADD volume_id INTEGER REFERENCES volumes(id);        -- where the file was last seen
ALTER TABLE photos ADD file_id INTEGER;        -- the file's number there (inode); NULL where numbers do not last
CREATE INDEX photos_by_file_id ON photos(file_id) WHERE file_id IS NOT NULL;
ALTER TABLE rules ADD volume_id INTEGER REFERENCES volumes(id);         -- on which its destination lies
ALTER TABLE runs ADD volume_id INTEGER REFERENCES volumes(id);          -- on which its destination lies
ALTER TABLE run_steps ADD source_volume_id INTEGER REFERENCES volumes(id);
ALTER TABLE run_steps ADD target_volume_id INTEGER REFERENCES volumes(id);
"""

_TELL_LOOK_ALIKES = """
DROP INDEX photos_by_size;
CREATE INDEX photos_by_look ON photos(size, mtime_ns);
"""

_PLAIN_LETTERS = (
    ("đ", "d"), ("Đ", "D"), ("ø", "o"), ("Ø", "O"), ("ł", "l"), ("Ł", "L"), ("ß", "ss"), ("ẞ", "SS"), ("æ", "ae"),
    ("Æ", "AE"), ("œ", "oe"), ("Œ", "OE"), ("ı", "i"),
)  # fmt: skip
"""What `remove_diacritics` leaves: they are no letters with accents."""


def _folded(column: str) -> str:
    """SQL: the column with plain letters, as `core.search.filters.plain_letters` has them."""
    return reduce(lambda sql, pair: f"replace({sql}, '{pair[0]}', '{pair[1]}')", _PLAIN_LETTERS, column)


_FOLD_LETTERS = f"""
ALTER TABLE photos ADD dated INTEGER NOT NULL DEFAULT 0;                -- 1: the file itself says when it was taken
DROP VIEW photo_texts;
CREATE VIEW photo_texts AS
    SELECT photos.id, {_folded("name")} AS name,
        {_folded("substr(path, above + 1, max(0, length(path) - length(name) - 1 - above))")} AS folder,
        {_folded("coalesce(marks.caption, photos.caption)")} AS caption,
        {_folded("keywords")} AS keywords,
        {_folded("trim(coalesce(camera, '') || ' ' || coalesce(lens, ''))")} AS camera
    FROM photos JOIN folder_places USING (folder_id) LEFT JOIN marks ON photo_id = photos.id;
UPDATE photo_words SET (name, folder, caption, keywords, camera)
    = (SELECT name, folder, caption, keywords, camera FROM photo_texts WHERE id = photo_words.rowid)
    WHERE (name || folder || coalesce(caption, '') || coalesce(keywords, '') || camera)
        GLOB '*[{"".join(letter for letter, _ in _PLAIN_LETTERS)}]*';
DROP TRIGGER photo_words_captioned;
CREATE TRIGGER photo_words_captioned AFTER INSERT ON marks WHEN new.caption IS NOT NULL BEGIN
    UPDATE photo_words SET caption = (SELECT caption FROM photo_texts WHERE id = new.photo_id)
        WHERE rowid = new.photo_id;
END;
"""


def _date_photos(db: Database) -> None:
    """Those that are in the order of their file's time, perhaps that of a copy, take the one in their name."""
    rows = db.execute("SELECT id, name, content_hash, mtime_ns, taken_at, width FROM photos").fetchall()
    file_times = {(content_hash, local_time(mtime_ns)) for _, _, content_hash, mtime_ns, _, _ in rows}
    changed = []
    for id, name, content_hash, _, taken_at, width in rows:
        dated = width is not None and (content_hash, taken_at) not in file_times
        changed.append((dated, taken_at if dated else named_time(name, taken_at), id))
    db.conn.executemany("UPDATE photos SET dated = ?, taken_at = ? WHERE id = ?", changed)
