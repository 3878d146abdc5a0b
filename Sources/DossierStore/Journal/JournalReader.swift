import Foundation
import GRDB
import Identity
import Sync

/// Reads one consistent state of the journal, unsealing as it goes.
final class JournalReader {
  let db: Database
  let context: StoreContext
  private var secrets: [String: SubjectSecret?] = [:]
  private var knownHub: DeviceID??

  init(db: Database, context: StoreContext) {
    self.db = db
    self.context = context
  }

  /// The secret of a subject; `nil` when it is unknown or destroyed.
  func secret(of subject: String) throws -> SubjectSecret? {
    if let known = secrets[subject] { return known }
    let sealed = try Data.fetchOne(
      db, sql: "SELECT sealed FROM subject WHERE id = ?", arguments: [subject])
    let secret = try sealed.map { sealed in
      let place = SealedPlace.subject(subject)
      guard let secret = SubjectSecret(rawRepresentation: try context.open(sealed, at: place))
      else { throw StoreError(.damaged, "\(place.words) has a wrong length.") }
      return secret
    }
    secrets[subject] = .some(secret)
    return secret
  }

  func forgetSecret(of subject: String) {
    secrets[subject] = nil
  }

  func isErased(_ subject: String) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE subject = ? AND kind = ?)",
      arguments: [subject, StoredKind.erased]) ?? false
  }

  func entries(of subject: SubjectID) throws -> [Entry] {
    try rows("WHERE subject = ? ORDER BY author, epoch, seq", [subject.description])
      .map(entry(_:))
  }

  func rows(_ condition: String, _ arguments: StatementArguments) throws -> [EntryRow] {
    // Each row is read where it lies: a row of GRDB's own would be a copy of every column.
    try Array(
      Row.fetchCursor(
        db, sql: "SELECT \(EntryRow.columns) FROM entry \(condition)", arguments: arguments
      ).map(EntryRow.init))
  }

  /// The entry of a row, its body unsealed.
  func entry(_ row: EntryRow) throws -> Entry { try entry(row, plainBody(row)) }

  /// The entry of a row as if it were erased.
  func withoutBody(_ row: EntryRow) throws -> Entry { try entry(row, nil) }

  private func entry(_ row: EntryRow, _ plain: Data?) throws -> Entry {
    let head: EntryHead
    do {
      head = try EntryHead(canonical: row.head)
    } catch {
      throw StoreError(.damaged, "The head of entry \(row.name) cannot be read: \(error)")
    }
    guard let plain else {
      guard let commitment = Digest(bytes: row.commitment) else {
        throw StoreError(.damaged, "The commitment of entry \(row.name) has a wrong length.")
      }
      return Entry(head: head, body: .erased(commitment: commitment))
    }
    do {
      return try Entry(head: head, canonicalBody: plain)
    } catch {
      throw StoreError(.damaged, "The body of entry \(row.name) cannot be read: \(error)")
    }
  }

  /// The canonical bytes of a row's body; `nil` once erased or purged.
  func plainBody(_ row: EntryRow) throws -> Data? {
    guard let sealed = row.body else { return nil }
    guard let key = try secret(of: row.subject)?.key else {
      throw StoreError(.damaged, "The secret of subject \(row.subject) is missing.")
    }
    guard let author = DeviceID(rawValue: row.author), row.epoch >= 1, row.seq >= 1 else {
      throw StoreError(.damaged, "The entry \(row.name) has no valid name.")
    }
    let place = SealedPlace.body(EntryID(author: author, epoch: row.epoch, seq: row.seq))
    do {
      return try key.open(sealed, context: place.context)
    } catch {
      throw StoreError(.damaged, "\(place.words) cannot be unsealed: it was changed or moved.")
    }
  }

  func state(of subject: SubjectID) throws -> DossierState? {
    let entries = try entries(of: subject)
    return try entries.isEmpty ? nil : fold(entries)
  }

  /// What the entries of one dossier come to.
  func fold(_ entries: [Entry]) throws -> DossierState {
    DossierFold.fold(entries, hub: try hubID())
  }

  /// The hub this device is enrolled with.
  func hubID() throws -> DeviceID? {
    if let knownHub { return knownHub }
    let id = try hub()?.id
    knownHub = .some(id)
    return id
  }

  func isDossier(_ subject: SubjectID) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM summary WHERE subject = ?)",
      arguments: [subject.description]) ?? false
  }

  /// Subjects a remembered word leads to, such as a dossier code.
  func subjects(token: Data) throws -> [SubjectID] {
    try String.fetchAll(
      db, sql: "SELECT subject FROM token WHERE token = ? ORDER BY subject", arguments: [token]
    ).compactMap { EntryID($0) }
  }
}
