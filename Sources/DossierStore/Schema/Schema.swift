import GRDB

/// The tables of the device's database. Migrations are dated, only ever appended, and each has a
/// fixture in the tests.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("2026-11-21 journal") { db in
      try db.execute(sql: journal)
      try db.execute(sql: logs)
      try db.execute(sql: projections)
      try db.execute(sql: keeping)
    }
    // An empty folder needs no computing again; one of an older program does.
    migrator.registerMigration("2026-11-21 version of projections") { db in
      try db.execute(
        sql: """
          INSERT INTO counter (name, period, last)
          SELECT 'projections', '', CASE WHEN EXISTS (SELECT 1 FROM entry) THEN 1 ELSE ? END
          """, arguments: [Projections.version])
    }
    migrator.registerMigration("2026-11-21 recovery") { db in try db.execute(sql: recovery) }
    migrator.registerMigration("2026-11-21 registers") { db in try db.execute(sql: registers) }
    migrator.registerMigration("2026-11-21 print jobs") { db in try db.execute(sql: printing) }
    migrator.registerMigration("2026-11-21 ahead") { db in try db.execute(sql: ahead) }
    migrator.registerMigration("2026-11-22 recall lines") { db in
      try db.execute(sql: recallLines)
    }
    return migrator
  }

  /// Heads are open: they hold opaque identifiers only. Bodies and secrets are sealed; `body` is
  /// NULL once erased. `chain` is set for entries of this device's own stream.
  private static let journal = """
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
    """

  /// The unit logs this device follows and the checkpoints it witnessed.
  private static let logs = """
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
    """

  /// Entries that came ahead of a unit's log, and where the log has them.
  private static let ahead = """
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

  /// What can be dropped and computed again from the entries.
  private static let projections = """
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
    """

  /// What dossiers say of entities; also computed again from the entries.
  private static let registers = """
    CREATE TABLE register (
      subject TEXT PRIMARY KEY NOT NULL,
      change INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX register_change ON register (change);
    """

  /// `file.state`: 0 being written, 1 on the disk, 2 not here any more.
  private static let keeping = """
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

  /// `content` is NULL once a job is printed or cancelled; the rest of it then names no person.
  private static let printing = """
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

  /// `recall_line`: what is asked back, line by line, and the hub's word where it gave it.
  private static let recallLines = """
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
    INSERT INTO recall_line
    SELECT log.unit, log.epoch, log.position, log.author, log.entry_epoch, log.seq,
      entry.head, entry.commitment, entry.digest, checkpoint.checkpoint
    FROM recall JOIN log ON log.unit = recall.unit AND log.epoch = recall.epoch
      AND log.position >= recall.position
    JOIN entry ON entry.author = log.author AND entry.epoch = log.entry_epoch
      AND entry.seq = log.seq
    LEFT JOIN checkpoint ON checkpoint.unit = log.unit AND checkpoint.epoch = log.epoch
      AND checkpoint.size = log.position + 1;
    """

  /// `recall`: from where on the hub asks back a unit's log of an earlier epoch. `held`: parts of a
  /// log that lie ahead of what is here. `carried`: what was written to sticks for the hub.
  private static let recovery = """
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
}
