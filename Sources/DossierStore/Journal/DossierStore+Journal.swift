package import Dossiers
import Foundation
import GRDB
import Identity
package import Sync

extension DossierStore {
  /// Runs `work` in one transaction. When it returns, everything it wrote is on the disk; when it
  /// throws, or the disk is full, or the machine stops, nothing is.
  package func write<T>(_ work: (JournalWriter) throws -> T) throws -> T {
    var result: T?
    var destroyed: [String] = []
    var hasErased = false
    var hasChanged = false
    do {
      try pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          let writer = try JournalWriter(db: db, context: context)
          result = try work(writer)
          try writer.finish()
          destroyed = writer.destroyedFiles
          hasErased = writer.hasErased
          hasChanged = writer.wroteSomething
          return .commit
        }
      }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
    for address in destroyed { try? removeFile(address: address) }
    if hasErased {
      try? truncateLog()
      try? noteErasures()
    }
    if hasChanged { announcer.announce() }
    guard let result else { preconditionFailure("a committed transaction has a result") }
    return result
  }

  /// Writes entries of this device in one transaction.
  @discardableResult
  package func append(
    _ drafts: [EntryDraft], by actor: String, clock: ClockSource = .unchecked
  ) throws -> [Entry] {
    try write { journal in
      try drafts.map { try journal.append($0, by: actor, clock: clock) }
    }
  }

  /// Records that an officer looks at a dossier; once per officer, dossier, reason and day.
  /// Returns whether this was the first time.
  @discardableResult
  package func recordView(
    of dossier: SubjectID, officer: String, reason: String, day: CivilDate,
    clock: ClockSource = .unchecked
  ) throws -> Bool {
    let token = context.tokens.view(
      officer: officer, reason: reason, day: day.description, of: dossier)
    if try read({ try !$0.subjects(token: token).isEmpty }) { return false }
    return try write { journal in
      guard try journal.reader.subjects(token: token).isEmpty else { return false }
      _ = try journal.append(
        EntryDraft(
          kind: StoredKind.viewed, subject: .existing(dossier),
          body: ["reason": .string(reason), "day": .string(day.description)]),
        by: officer, clock: clock)
      return true
    }
  }

  /// Writes the entry of an erasure and destroys bodies, secret, files and index of the dossier.
  package func erase(
    _ dossier: SubjectID, basis: String, by actor: String, clock: ClockSource = .unchecked
  ) throws {
    let draft = EntryDraft(
      kind: StoredKind.erased, subject: .existing(dossier), body: ["basis": .string(basis)])
    try append([draft], by: actor, clock: clock)
  }

  /// Begins a new epoch of this device's stream, after a restore from a backup. No dossier number
  /// is given out until a fresh range is granted.
  @discardableResult
  package func startEpoch(reason: String = "restored") throws -> Int {
    try write { try $0.riseEpoch(reason: reason) }
  }

  package func entries(of subject: SubjectID) throws -> [Entry] {
    try read { try $0.entries(of: subject) }
  }

  package func state(of subject: SubjectID) throws -> DossierState? {
    try read { try $0.state(of: subject) }
  }

  /// The dossiers a name leads to: an id, or a local or official code, which several have after two
  /// machines worked with one key.
  package func dossiers(named name: String) throws -> [SubjectID] {
    try read { reader in
      if let id = EntryID(name), try reader.isDossier(id) { return [id] }
      return try reader.subjects(token: context.tokens.code(name))
    }
  }

  /// The emergency slip with a code.
  package func slip(code: String) throws -> SlipState? {
    try read { reader in
      try reader.subjects(token: context.tokens.slip(code)).first.flatMap {
        SlipFold.fold(try reader.entries(of: $0))
      }
    }
  }

  /// Every emergency slip this device knows of, by code.
  package func slips() throws -> [SlipState] {
    let entries = try entries(kind: SlipAct.printed) + entries(kind: SlipAct.kind)
    return Dictionary(grouping: entries, by: \.subjectID).values.compactMap(SlipFold.fold)
      .sorted { ($0.code, $0.id) < ($1.code, $1.id) }
  }

  /// What a request made, if it was made before.
  package func subject(request: String) throws -> SubjectID? {
    try read { try $0.subjects(token: context.tokens.request(request)).first }
  }

  /// First entries of a kind, in the order of their ids.
  package func subjects(kind: String) throws -> [SubjectID] {
    try read { reader in
      try String.fetchAll(
        reader.db, sql: "SELECT subject FROM entry WHERE kind = ? ORDER BY author, epoch, seq",
        arguments: [kind]
      ).compactMap { EntryID($0) }
    }
  }

  /// Every entry of a kind, in the order of their ids; those erased without what they said.
  package func entries(kind: String) throws -> [Entry] {
    try read { reader in
      try reader.rows("WHERE kind = ? ORDER BY author, epoch, seq", [kind]).map(reader.entry(_:))
    }
  }

  /// Pages that held what was erased leave the log file as well.
  func truncateLog() throws {
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }
}

extension StoreError {
  /// The sentence for what a person can act upon.
  init(_ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(.storage, "The disk is full; nothing was saved. Free some space and try again.")
    case .SQLITE_BUSY:
      self.init(.storage, "Another program holds the database; nothing was saved. Try again.")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(.damaged, "The database is damaged: \(error.message ?? "unreadable"). Run check.")
    default:
      self.init(
        .storage, "The database failed, nothing was saved: \(error.message ?? "no reason given").")
    }
  }
}
