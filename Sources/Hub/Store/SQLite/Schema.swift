import GRDB

/// Tables of the hub. Columns that may hold anything personal are named `sealed_…`; all others
/// hold opaque identifiers, numbers and keyed tokens.
enum Schema {
  static let version = "1"

  static func migrator() -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("2026-11-21 journal") { db in try db.execute(sql: journal) }
    migrator.registerMigration("2026-11-21 logs") { db in try db.execute(sql: logs) }
    migrator.registerMigration("2026-11-21 devices") { db in try db.execute(sql: devices) }
    migrator.registerMigration("2026-11-21 projections") { db in
      try db.execute(sql: projections)
    }
    migrator.registerMigration("2026-11-21 recovery") { db in try db.execute(sql: recovery) }
    migrator.registerMigration("2026-11-21 concern") { db in
      try db.execute(
        sql: "ALTER TABLE entitlement ADD COLUMN ended INTEGER NOT NULL DEFAULT 0")
    }
    migrator.registerMigration("2026-11-21 contention") { db in
      try db.execute(sql: contention)
    }
    // What a unit is entitled to is asked for when a device is far behind.
    migrator.registerMigration("2026-11-21 ahead") { db in
      try db.execute(
        sql: "CREATE INDEX entitlement_unit ON entitlement (unit, subject) WHERE ended = 0")
    }
    migrator.registerMigration("2026-11-22 file uses") { db in try db.execute(sql: fileUses) }
    // Devices that asked for a range of dossier numbers when there was none.
    migrator.registerMigration("2026-11-22 awaited ranges") { db in
      try db.execute(
        sql: """
          CREATE TABLE awaited_range (
            device TEXT PRIMARY KEY, unit TEXT NOT NULL, epoch INTEGER NOT NULL,
            since INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID
          """)
    }
    // By the nonce before the last a hub tells a lost answer from a device that was put back. Some
    // of those were never offered the trust bundle again: every device is, once.
    migrator.registerMigration("2026-11-22 nonce before") { db in
      try db.execute(
        sql: """
          ALTER TABLE device ADD COLUMN previous_nonce BLOB NOT NULL DEFAULT x'';
          UPDATE device SET bundle_known = 0, bundle_offered = 0;
          """)
    }
    // A rebuild by an older program said that every dossier had just changed.
    migrator.registerMigration("2026-11-22 last received") { db in
      try db.execute(
        sql: """
          UPDATE dossier SET updated = coalesce((
            SELECT max(received) FROM entry
            WHERE entry.subject = dossier.subject AND standing = 'accepted'), updated)
          """)
    }
    // What was erased is said beside every backup.
    migrator.registerMigration("2026-11-22 erasures") { db in
      try db.execute(
        sql: "CREATE INDEX entry_erased ON entry (subject) WHERE kind = 'dossier.erased'")
    }
    // A copy of a device is told of until a person has judged.
    migrator.registerMigration("2026-11-22 settled forks") { db in
      try db.execute(sql: "ALTER TABLE fork ADD COLUMN settled INTEGER")
    }
    // What is given back comes in parts; what the hub did not take of one it has to know in the next.
    migrator.registerMigration("2026-11-23 passed over") { db in
      try db.execute(sql: "ALTER TABLE past_epoch ADD COLUMN passed BLOB")
    }
    return migrator
  }

  /// `file_use`: the living dossiers that name a file, and who said so. Of a file that several name
  /// the older table knew the first only: the setting is missing where they must be counted.
  private static let fileUses = """
    CREATE TABLE file_use (
      address BLOB NOT NULL, subject TEXT NOT NULL, author TEXT NOT NULL,
      PRIMARY KEY (address, subject, author)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX file_use_subject ON file_use (subject);
    CREATE INDEX file_use_author ON file_use (author, address);
    INSERT INTO file_use SELECT address, subject, author FROM file WHERE state <> 'erased';
    DROP INDEX file_subject;
    ALTER TABLE file DROP COLUMN subject;
    ALTER TABLE file DROP COLUMN author;
    CREATE INDEX file_wanted ON file (size) WHERE state = 'wanted';
    INSERT INTO setting
      SELECT 'fileUses', x'31' WHERE NOT EXISTS (SELECT 1 FROM entry);
    """

  /// `contention`: how much a person has to look at, see `Contention`. `person_token`: open
  /// dossiers by keyed tokens of a procedure and a person who occurs in their answers.
  private static let contention = """
    ALTER TABLE dossier ADD COLUMN contention INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX dossier_contention ON dossier (contention) WHERE contention > 0;
    CREATE TABLE person_token (
      token BLOB NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (token, subject)
    ) STRICT;
    CREATE INDEX person_token_subject ON person_token (subject);
    """

  private static let journal = """
    CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
    CREATE TABLE entry (
      author TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
      subject TEXT NOT NULL, kind TEXT NOT NULL, head BLOB NOT NULL,
      commitment BLOB NOT NULL CHECK (length(commitment) = 32),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      sealed_body BLOB, standing TEXT NOT NULL, wild_clock INTEGER NOT NULL,
      received INTEGER NOT NULL,
      PRIMARY KEY (author, epoch, seq)
    ) STRICT;
    CREATE INDEX entry_subject ON entry (subject);
    CREATE INDEX entry_standing ON entry (author, standing) WHERE standing <> 'accepted';
    CREATE TABLE stream (
      author TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
      chain BLOB NOT NULL CHECK (length(chain) = 32), head BLOB,
      PRIMARY KEY (author, epoch)
    ) STRICT;
    CREATE TABLE secret (subject TEXT PRIMARY KEY, sealed_secret BLOB NOT NULL) STRICT;
    """

  private static let logs = """
    CREATE TABLE unit (
      code TEXT PRIMARY KEY, document BLOB NOT NULL, added INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE entitlement (
      subject TEXT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (subject, unit)
    ) STRICT;
    CREATE TABLE unit_log (
      unit TEXT PRIMARY KEY, frontier BLOB NOT NULL, checkpoint BLOB NOT NULL
    ) STRICT;
    CREATE TABLE log_entry (
      unit TEXT NOT NULL, position INTEGER NOT NULL,
      author TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
      PRIMARY KEY (unit, position), UNIQUE (unit, author, epoch, seq)
    ) STRICT;
    CREATE TABLE checkpoint (
      unit TEXT NOT NULL, epoch INTEGER NOT NULL, size INTEGER NOT NULL,
      checkpoint BLOB NOT NULL,
      frontier BLOB NOT NULL, PRIMARY KEY (unit, epoch, size)
    ) STRICT;
    """

  private static let devices = """
    CREATE TABLE device (
      id TEXT PRIMARY KEY, unit TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      signing BLOB NOT NULL, agreement BLOB NOT NULL, state TEXT NOT NULL,
      enrolled INTEGER NOT NULL, revoked INTEGER, nonce BLOB NOT NULL,
      last_contact INTEGER NOT NULL, bundle_known INTEGER NOT NULL,
      bundle_offered INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE invite (
      token BLOB PRIMARY KEY, unit TEXT NOT NULL, created INTEGER NOT NULL,
      expires INTEGER NOT NULL, used_by TEXT
    ) STRICT;
    """

  private static let projections = """
    CREATE TABLE dossier (
      subject TEXT PRIMARY KEY, unit TEXT NOT NULL, procedure TEXT NOT NULL,
      status INTEGER NOT NULL, due INTEGER, updated INTEGER NOT NULL,
      sealed_summary BLOB NOT NULL
    ) STRICT;
    CREATE INDEX dossier_updated ON dossier (updated);
    CREATE TABLE code_token (
      token BLOB NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (token, subject)
    ) STRICT;
    CREATE TABLE officer (
      subject TEXT PRIMARY KEY, token BLOB NOT NULL, unit TEXT NOT NULL,
      sealed_summary BLOB NOT NULL
    ) STRICT;
    CREATE INDEX officer_token ON officer (token);
    CREATE TABLE file (
      address BLOB PRIMARY KEY, subject TEXT NOT NULL, author TEXT NOT NULL,
      size INTEGER NOT NULL, received INTEGER NOT NULL, state TEXT NOT NULL
    ) STRICT;
    CREATE INDEX file_subject ON file (subject);
    CREATE TABLE file_chunk (
      address BLOB NOT NULL, start INTEGER NOT NULL, sealed_bytes BLOB NOT NULL,
      PRIMARY KEY (address, start)
    ) STRICT;
    """

  /// `past_epoch`: of the unit's log in an earlier epoch the hub still had `size` entries, the
  /// first of its log now, and devices gave back those up to `returned`. `recovered`: entries known
  /// from a log the hub had signed, not from their author. `held`: runs of streams that cannot be
  /// applied yet. `fork`: runs that differ from what the hub keeps under the same names.
  private static let recovery = """
    CREATE TABLE past_epoch (
      unit TEXT NOT NULL, epoch INTEGER NOT NULL, size INTEGER NOT NULL,
      returned INTEGER NOT NULL, frontier BLOB NOT NULL, PRIMARY KEY (unit, epoch)
    ) STRICT;
    CREATE TABLE recovered (
      author TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
      unit TEXT NOT NULL, log_epoch INTEGER NOT NULL, PRIMARY KEY (author, epoch, seq)
    ) STRICT;
    CREATE TABLE held (
      author TEXT NOT NULL, epoch INTEGER NOT NULL, after INTEGER NOT NULL,
      last INTEGER NOT NULL, size INTEGER NOT NULL, received INTEGER NOT NULL,
      sealed_run BLOB NOT NULL, PRIMARY KEY (author, epoch, after, last)
    ) STRICT;
    CREATE TABLE fork (
      author TEXT NOT NULL, epoch INTEGER NOT NULL, first INTEGER NOT NULL,
      digest BLOB NOT NULL, last INTEGER NOT NULL, next INTEGER NOT NULL,
      noticed INTEGER NOT NULL, sealed_run BLOB NOT NULL,
      PRIMARY KEY (author, epoch, first, digest)
    ) STRICT;
    CREATE TABLE code_range (
      unit TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, device TEXT NOT NULL,
      epoch INTEGER NOT NULL, granted INTEGER NOT NULL, closed INTEGER,
      PRIMARY KEY (device, epoch)
    ) STRICT;
    CREATE TABLE safe_file (address BLOB PRIMARY KEY) STRICT;
    CREATE TABLE device_cursor (
      device TEXT PRIMARY KEY, epoch INTEGER NOT NULL, size INTEGER NOT NULL
    ) STRICT;
    INSERT INTO code_range (unit, first, last, device, epoch, granted)
      SELECT unit, first, last, id, 1, enrolled FROM device;
    """
}
