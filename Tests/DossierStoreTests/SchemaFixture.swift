/// Schemas of the database as they were released; never changed afterwards.
enum SchemaFixture {
  /// Migration "2026-11-21 journal".
  static let version1 = """
    CREATE TABLE entry (
      author TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      subject TEXT NOT NULL,
      kind TEXT NOT NULL,
      head BLOB NOT NULL,
      commitment BLOB NOT NULL,
      digest BLOB NOT NULL,
      chain BLOB,
      body BLOB,
      UNIQUE (author, epoch, seq)
    ) STRICT;
    CREATE INDEX entry_subject ON entry (subject);
    CREATE INDEX entry_kind ON entry (kind);
    CREATE TABLE subject (
      id TEXT PRIMARY KEY NOT NULL,
      sealed BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE stream (
      author TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      chain BLOB NOT NULL,
      signature BLOB NOT NULL,
      acknowledged INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (author, epoch)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE counter (
      name TEXT NOT NULL,
      period TEXT NOT NULL,
      last INTEGER NOT NULL,
      PRIMARY KEY (name, period)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO counter (name, period, last) VALUES ('change', '', 0);
    CREATE TABLE log (
      unit TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      position INTEGER NOT NULL,
      author TEXT NOT NULL,
      entry_epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (unit, epoch, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE follower (
      unit TEXT PRIMARY KEY NOT NULL,
      epoch INTEGER NOT NULL,
      size INTEGER NOT NULL,
      state BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE checkpoint (
      unit TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      size INTEGER NOT NULL,
      checkpoint BLOB NOT NULL,
      PRIMARY KEY (unit, epoch, size)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE summary (
      subject TEXT PRIMARY KEY NOT NULL,
      change INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX summary_change ON summary (change);
    CREATE TABLE token (
      token BLOB NOT NULL,
      subject TEXT NOT NULL,
      PRIMARY KEY (token, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX token_subject ON token (subject);
    CREATE TABLE file_use (
      address TEXT NOT NULL,
      subject TEXT NOT NULL,
      PRIMARY KEY (address, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX file_use_subject ON file_use (subject);
    CREATE TABLE draft (
      id TEXT PRIMARY KEY NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE file (
      address TEXT PRIMARY KEY NOT NULL,
      state INTEGER NOT NULL,
      size INTEGER NOT NULL,
      uploaded INTEGER NOT NULL DEFAULT 0,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE setting (
      key TEXT PRIMARY KEY NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// What migration "2026-11-21 ahead" adds.
  static let ahead = """
    CREATE TABLE ahead (
      author TEXT NOT NULL,
      entry_epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      unit TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (author, entry_epoch, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ahead_position ON ahead (unit, epoch, position);
    """

  /// What migration "2026-11-21 registers" adds.
  static let registers = """
    CREATE TABLE register (
      subject TEXT PRIMARY KEY NOT NULL,
      change INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX register_change ON register (change);
    """

  /// What migration "2026-11-21 recovery" adds.
  static let recovery = """
    CREATE TABLE recall (
      unit TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (unit, epoch)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE held (
      unit TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      position INTEGER NOT NULL,
      lines INTEGER NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (unit, epoch, position, lines)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE carried (
      epoch INTEGER NOT NULL,
      after INTEGER NOT NULL,
      last INTEGER NOT NULL,
      written INTEGER NOT NULL,
      PRIMARY KEY (epoch, after, last)
    ) STRICT, WITHOUT ROWID;
    """

  /// What migration "2026-11-21 print jobs" adds.
  static let printing = """
    CREATE TABLE print_job (
      id INTEGER PRIMARY KEY NOT NULL,
      printer TEXT NOT NULL,
      subject TEXT,
      state TEXT NOT NULL,
      ticket BLOB NOT NULL,
      detail BLOB NOT NULL,
      size INTEGER NOT NULL,
      content BLOB
    ) STRICT;
    CREATE INDEX print_job_subject ON print_job (subject);
    """

  static let recallLines = """
    CREATE TABLE recall_line (
      unit TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      position INTEGER NOT NULL,
      author TEXT NOT NULL,
      entry_epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      head BLOB NOT NULL,
      commitment BLOB NOT NULL,
      digest BLOB NOT NULL,
      checkpoint BLOB,
      PRIMARY KEY (unit, epoch, position)
    ) STRICT, WITHOUT ROWID;
    """
}
