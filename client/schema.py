"""The store's tables, as numbered steps. A published step never changes; the next one is added.

journal ─┬─ entry       the chain: append-only, the triggers see to it
         ├─ receipt     what headquarters signed for
         └─ sealed      which entry holds which revision of a report
draft ┬─── draft_answer one row an answer, written as it is given
      └─── draft_step   what was changed, to be undone and done again, with its files
visit                   where the team is and was; sealed into the journal when it leaves
feed                    how far headquarters has told us what follows
form, form_file         checklists; a form stays as long as a draft may need it
station, pack           the register; mission, team and plan
message, outcome        what headquarters says to us, and of our reports
attachment ┬ attachment_piece     a file, in pieces of 256 KiB
           ├ attachment_receipt   what headquarters signed for
           ├ draft_attachment     which draft it belongs to
           └ sealed_attachment    which entry announced it
incident_draft ── incident_file  incidents being written down; sealed ones are entries
carried ── carried_piece          other teams' bundles, on their way to headquarters
preference              what the observer chose once for all, such as the checklists' language
"""

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY,
        device TEXT NOT NULL UNIQUE,
        token TEXT NOT NULL,
        seed BLOB NOT NULL,
        server_url TEXT NOT NULL,
        server_key TEXT NOT NULL,
        plain_http INTEGER NOT NULL DEFAULT 0,
        mission TEXT NOT NULL,
        team TEXT NOT NULL,
        enrolled_at TEXT NOT NULL,
        held_through INTEGER NOT NULL DEFAULT 0,
        held_until TEXT,
        forked_at TEXT
    );
    CREATE TABLE enrolment (
        code TEXT PRIMARY KEY,
        seed BLOB NOT NULL
    );
    CREATE TABLE entry (
        journal INTEGER NOT NULL REFERENCES journal (id),
        seq INTEGER NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        made_at TEXT NOT NULL,
        kind TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (journal, seq)
    );
    CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;
    CREATE TRIGGER entry_never_goes BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;
    CREATE TABLE receipt (
        journal INTEGER NOT NULL REFERENCES journal (id),
        through INTEGER NOT NULL,
        head TEXT NOT NULL,
        received_at TEXT NOT NULL,
        signature TEXT NOT NULL,
        PRIMARY KEY (journal, through, received_at)
    );
    CREATE TABLE sealed (
        report TEXT NOT NULL,
        revision INTEGER NOT NULL,
        journal INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        station TEXT NOT NULL,
        visit TEXT NOT NULL,
        departed_at TEXT NOT NULL,
        PRIMARY KEY (report, revision),
        FOREIGN KEY (journal, seq) REFERENCES entry (journal, seq)
    );
    CREATE INDEX sealed_at_station ON sealed (station, departed_at);
    CREATE TABLE form (
        digest TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        version TEXT NOT NULL,
        document TEXT NOT NULL,
        place INTEGER
    );
    CREATE TABLE pack (
        only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
        etag TEXT NOT NULL,
        mission TEXT NOT NULL,
        team TEXT NOT NULL,
        plan TEXT NOT NULL,
        pulled_at TEXT NOT NULL
    );
    CREATE TABLE station (
        place INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        region TEXT NOT NULL,
        address TEXT NOT NULL,
        timezone TEXT NOT NULL,
        folded_code TEXT NOT NULL,
        folded TEXT NOT NULL
    );
    CREATE INDEX station_by_folded_code ON station (folded_code);
    CREATE INDEX station_by_folded ON station (folded);
    CREATE TABLE draft (
        id TEXT PRIMARY KEY,
        report TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        base INTEGER,
        form TEXT NOT NULL REFERENCES form (digest),
        station TEXT NOT NULL,
        visit TEXT NOT NULL,
        arrived_at TEXT NOT NULL,
        departed_at TEXT,
        current_question TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        opened_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
    CREATE TABLE draft_answer (
        draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        answer TEXT,
        comment TEXT NOT NULL DEFAULT '',
        seen_by TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (draft, question)
    );
    CREATE TABLE outcome (
        report TEXT NOT NULL,
        revision INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (report, revision)
    );
    """,
    """
    CREATE TABLE feed (
        only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
        cursor TEXT NOT NULL,
        run INTEGER NOT NULL
    );
    ALTER TABLE pack RENAME TO pack_of_version_1;
    CREATE TABLE pack (
        only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
        mission TEXT,
        team TEXT,
        plan TEXT NOT NULL DEFAULT '[]',
        pulled_at TEXT
    );
    INSERT INTO pack SELECT only_one, mission, team, plan, pulled_at FROM pack_of_version_1;
    DROP TABLE pack_of_version_1;
    ALTER TABLE station RENAME TO station_of_version_1;
    DROP INDEX station_by_folded_code;
    DROP INDEX station_by_folded;
    CREATE TABLE station (
        code TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        region TEXT NOT NULL,
        address TEXT NOT NULL,
        timezone TEXT NOT NULL,
        folded_code TEXT NOT NULL,
        folded TEXT NOT NULL,
        run INTEGER NOT NULL
    );
    INSERT INTO station SELECT code, name, region, address, timezone, folded_code, folded, 0
        FROM station_of_version_1;
    DROP TABLE station_of_version_1;
    CREATE INDEX station_in_order ON station (length(code), code);
    CREATE INDEX station_by_folded_code ON station (folded_code);
    CREATE INDEX station_by_folded ON station (folded);
    ALTER TABLE form ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outcome ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE form_file (
        sha256 TEXT PRIMARY KEY,
        content BLOB NOT NULL
    );
    CREATE TABLE message (
        id TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        sender TEXT NOT NULL,
        sent_at TEXT NOT NULL,
        read_at TEXT,
        run INTEGER NOT NULL
    );
    CREATE TABLE attachment (
        sha256 TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        added_at TEXT NOT NULL,
        is_here INTEGER NOT NULL DEFAULT 1,
        held_at TEXT,
        is_doubted INTEGER NOT NULL DEFAULT 0,
        refusal TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE attachment_piece (
        sha256 TEXT NOT NULL,
        place INTEGER NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (sha256, place)
    );
    CREATE TABLE attachment_receipt (
        sha256 TEXT NOT NULL,
        device TEXT NOT NULL,
        received_at TEXT NOT NULL,
        signature TEXT NOT NULL,
        PRIMARY KEY (sha256, device, received_at)
    );
    CREATE TABLE draft_attachment (
        draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES attachment (sha256),
        name TEXT NOT NULL,
        PRIMARY KEY (draft, question, sha256)
    );
    CREATE TABLE sealed_attachment (
        journal INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        report TEXT NOT NULL,
        revision INTEGER NOT NULL,
        question TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES attachment (sha256),
        name TEXT NOT NULL,
        PRIMARY KEY (journal, seq),
        FOREIGN KEY (journal, seq) REFERENCES entry (journal, seq)
    );
    CREATE INDEX sealed_attachment_of_report ON sealed_attachment (report, revision);
    """,
    """
    CREATE TABLE preference (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE carried (
        sha256 TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        taken_at TEXT NOT NULL,
        handed_at TEXT NOT NULL DEFAULT '',
        signature TEXT NOT NULL DEFAULT '',
        verdict TEXT NOT NULL DEFAULT '',
        receipts TEXT NOT NULL DEFAULT '',
        refusal TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE carried_piece (
        sha256 TEXT NOT NULL,
        place INTEGER NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (sha256, place)
    );
    """,
    """
    ALTER TABLE journal ADD COLUMN unknown_at TEXT;
    """,
    """
    CREATE TABLE visit (
        id TEXT PRIMARY KEY,
        revision INTEGER NOT NULL DEFAULT 0,
        station TEXT NOT NULL,
        described TEXT NOT NULL DEFAULT '',
        arrived_at TEXT NOT NULL,
        departed_at TEXT,
        present TEXT NOT NULL DEFAULT '[]',
        refusal TEXT NOT NULL DEFAULT '',
        changed_at TEXT NOT NULL
    );
    ALTER TABLE station ADD COLUMN setting TEXT NOT NULL DEFAULT '';
    ALTER TABLE station ADD COLUMN voters INTEGER;
    ALTER TABLE station ADD COLUMN latitude REAL;
    ALTER TABLE station ADD COLUMN longitude REAL;
    DROP INDEX station_by_folded_code;
    DROP INDEX station_by_folded;
    ALTER TABLE pack ADD COLUMN members TEXT NOT NULL DEFAULT '[]';
    UPDATE feed SET cursor = '';
    """,
    """
    CREATE TABLE incident_draft (
        incident TEXT PRIMARY KEY,
        revision INTEGER NOT NULL,
        base INTEGER,
        category TEXT NOT NULL,
        severity TEXT NOT NULL,
        source TEXT NOT NULL,
        text TEXT NOT NULL,
        station TEXT NOT NULL,
        noted_at TEXT NOT NULL,
        reason TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
    CREATE TABLE incident_file (
        incident TEXT NOT NULL REFERENCES incident_draft (incident) ON DELETE CASCADE,
        sha256 TEXT NOT NULL REFERENCES attachment (sha256),
        name TEXT NOT NULL,
        PRIMARY KEY (incident, sha256)
    );
    CREATE INDEX entry_by_kind ON entry (kind, journal, seq);
    """,
    """
    ALTER TABLE journal ADD COLUMN code TEXT NOT NULL DEFAULT '';
    ALTER TABLE journal ADD COLUMN name TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE draft_step (
        draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        question TEXT NOT NULL,
        changed TEXT NOT NULL,
        is_undone INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (draft, number)
    );
    CREATE TABLE draft_step_file (
        draft TEXT NOT NULL,
        number INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (draft, number, sha256),
        FOREIGN KEY (draft, number) REFERENCES draft_step (draft, number) ON DELETE CASCADE
    );
    """,
    """
    ALTER TABLE station ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
    """,
)

LOOKED_OVER: tuple[str, ...] = (
    "journal",
    "entry",
    "sealed",
    "draft",
    "draft_answer",
    "incident_draft",
    "form",
    "visit",
)
"""Tables that are read whole each time a store is opened: nobody else may have what they hold."""
AFTER_RESCUE: tuple[str, ...] = ("UPDATE feed SET cursor = ''",)
"""Run after a rescue, so that what headquarters sent and could not be read is sent again."""
