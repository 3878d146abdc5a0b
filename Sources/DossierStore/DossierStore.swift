package import Foundation
import GRDB
package import Identity
import Sync
import Synchronization

/// A device's store: the journal, what is computed from it, drafts and files, in one data folder.
///
/// Several processes may use one folder. What a call returned from is on the disk: the writer runs
/// with `synchronous = FULL`, because a receipt is printed for it.
package final class DossierStore: Sendable {
  package let folder: DataFolder
  /// The author of this device's entries.
  package var device: DeviceID { context.device }
  /// Milliseconds since 1970-01-01T00:00:00Z, by the clock the store was opened with.
  package var now: Int64 { context.clock.milliseconds }

  let context: StoreContext
  let pool: DatabasePool
  let index: SearchIndex
  let register: RegisterIndex
  let announcer = ChangeAnnouncer()
  let backlog = KnownBacklog()
  let unwrittenTraffic = UnwrittenTraffic()

  /// Opens, and makes or migrates, the store of a data folder.
  ///
  /// - throws: `StoreError` when the folder cannot be used.
  package static func open(
    at url: URL, keys: DeviceKeys, clock: any WallClock, random: any RandomSource,
    options: StoreOptions = StoreOptions()
  ) throws -> DossierStore {
    let folder = DataFolder(url)
    try folder.create()
    // Two processes that make the database at once would find it half made.
    let lock = try folder.waitForLock(.schema)
    defer { withExtendedLifetime(lock) {} }
    let context = StoreContext(
      folder: folder, device: keys.deviceID, keys: keys, clock: clock,
      random: random, naming: options.naming, refreshNaming: options.refreshNaming,
      tokens: TokenMaker(keys), level: options.level,
      askedFrom: options.askedFrom, returnedBytes: options.returnedBytes,
      catalogues: options.catalogues)
    do {
      let store = DossierStore(
        context: context, pool: try openPool(at: folder, options: options))
      try store.renewProjections()
      // What cannot be swept now is swept another time.
      try? BackupSnapshot.sweep(folder)
      try? store.sweepFiles()
      return store
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  private init(context: StoreContext, pool: DatabasePool) {
    self.context = context
    self.pool = pool
    folder = context.folder
    index = SearchIndex()
    register = RegisterIndex()
  }

  /// Ends all connections; the store must not be used afterwards.
  package func close() throws {
    announcer.finish()
    try pool.close()
  }

  private static func openPool(at folder: DataFolder, options: StoreOptions) throws -> DatabasePool
  {
    var configuration = Configuration()
    configuration.busyMode = .timeout(StoreLimits.busySeconds)
    configuration.maximumReaderCount = options.readers
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA secure_delete = ON")
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
      try db.execute(sql: "PRAGMA cell_size_check = ON")
    }
    let pool = try DatabasePool(path: folder.database.path, configuration: configuration)
    try pool.writeWithoutTransaction { db in
      // SQLite answers “wal” before that is on the disk. Where it cannot be put there, it goes on
      // with a rollback journal, whose removal a power cut undoes, and the commit with it.
      guard try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else {
        throw DatabaseError(
          resultCode: .SQLITE_IOERR, message: "The log of the database cannot be set up.")
      }
      // GRDB sets NORMAL when it turns on WAL, after `prepareDatabase`; a commit must outlive a
      // power cut, so FULL is set once the pool is open.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      if let pages = options.maximumPages {
        try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    try Schema.migrator.migrate(pool)
    try flushRecovered(pool)
    return pool
  }

  /// A commit whose flush failed was refused, and yet this start may have found it in the log. It
  /// has to be on the disk before anybody is told of it. A checkpoint flushes the log first of all.
  private static func flushRecovered(_ pool: DatabasePool) throws {
    do {
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint") }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
      // The log is flushed by now; there is only no room for the database to grow.
    }
  }

  /// How durable a commit is, as the writing connection answers: 2 means FULL.
  package func writerSynchronous() throws -> Int {
    try pool.writeWithoutTransaction { db in
      try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
    }
  }

  /// Reads one consistent state of the database.
  func read<T>(_ work: (JournalReader) throws -> T) throws -> T {
    try pool.read { db in try work(JournalReader(db: db, context: context)) }
  }
}

/// How a store is opened.
package struct StoreOptions: Sendable {
  /// Which answers name a dossier in lists and in the search.
  package var naming: SummaryNaming
  /// Has `naming` look anew which procedures are here, before versions it did not know are asked
  /// for again.
  package var refreshNaming: @Sendable () -> Void = {}
  /// Connections that read beside the writer.
  package var readers: Int
  /// Largest size of the database in pages of 4096 bytes; `nil` leaves it to the disk.
  package var maximumPages: Int?
  /// The level of the protocol the device speaks, at most that of this program. Less while it must
  /// be possible to go back to an older one.
  package var level = RequestRecovery.level
  /// Messages longer than this are asked after before they are repeated, in bytes.
  package var askedFrom = HandedOver.byteLimit
  /// What a hub asks back goes in parts of about this many bytes before compression.
  package var returnedBytes = DossierStore.returnedBytes
  /// Folders of the catalogues here, the newest first, with the dictionaries for segments.
  package var catalogues: @Sendable () -> [URL] = { [] }

  package init(
    naming: @escaping SummaryNaming = { _, _ in nil }, readers: Int = 4, maximumPages: Int? = nil
  ) {
    self.naming = naming
    self.readers = readers
    self.maximumPages = maximumPages
  }
}

/// The store's limits, with their units.
enum StoreLimits {
  /// Seconds a writer waits for another process's commit.
  static let busySeconds = 20.0
  /// Bytes of an entry's body; with its head it stays under the line limit of the wire, 1 MB.
  static let bodyBytes = 900_000
  /// Bytes of a draft.
  static let draftBytes = 4_000_000
  /// Bytes of an attachment.
  static let fileBytes = 50_000_000
}
