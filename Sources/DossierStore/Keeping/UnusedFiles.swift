import Foundation
import GRDB
import Identity
import Sync

/// Scans that neither an entry nor a draft names: taken out of a draft again, or left by a crash.
/// They are personal data nobody keeps for anything, and would be in every backup.
extension DossierStore {
  /// How long such a file stays, in milliseconds: it may be about to be named.
  static let unusedRetention: Int64 = 24 * 3600 * 1000
  static let unusedFilesKey = "unusedFiles"

  /// Removes files that nothing has named for a day.
  package func sweepFiles() throws {
    let now = context.clock.milliseconds
    let isToDo = try read { reader in
      let noted = try reader.noted(at: now)
      return try !Self.overdue(noted, at: now).isEmpty || noted != reader.unusedFiles()
    }
    guard isToDo else { return }
    try write { journal in
      var noted = try journal.reader.noted(at: now)
      for address in try journal.destroyUnnamed(Self.overdue(noted, at: now)) {
        noted[address] = nil
      }
      try journal.setUnusedFiles(noted)
    }
  }

  /// Of files noted since some time those whose day is over.
  private static func overdue(_ noted: [String: Int64], at now: Int64) -> Set<String> {
    Set(noted.filter { now - $0.value >= unusedRetention }.keys)
  }
}

extension JournalReader {
  /// Since when files are known to be named by nothing, by address, in milliseconds.
  fileprivate func unusedFiles() throws -> [String: Int64] {
    try setting(DossierStore.unusedFilesKey)?.object?.compactMapValues(\.integer) ?? [:]
  }

  /// The same as it is to be noted now: a time that is not past says nothing.
  fileprivate func noted(at now: Int64) throws -> [String: Int64] {
    let known = try unusedFiles()
    return Dictionary(
      uniqueKeysWithValues: try unnamedFiles().map { ($0, min(known[$0] ?? now, now)) })
  }

  private func unnamedFiles() throws -> Set<String> {
    let unused = Set(
      try String.fetchAll(
        db, sql: "SELECT address FROM file WHERE address NOT IN (SELECT address FROM file_use)"))
    return unused.isEmpty ? [] : unused.subtracting(try filesOfDrafts())
  }

  /// Addresses of the files drafts name.
  private func filesOfDrafts() throws -> Set<String> {
    try Row.fetchAll(db, sql: "SELECT id, sealed FROM draft").reduce(into: []) { files, row in
      files.formUnion(try filesOfDraft(row[0], row[1]))
    }
  }

  fileprivate func filesOfDraft(_ id: String) throws -> Set<String> {
    let sealed = try Data.fetchOne(
      db, sql: "SELECT sealed FROM draft WHERE id = ?", arguments: [id])
    return try sealed.map { try filesOfDraft(id, $0) } ?? []
  }

  private func filesOfDraft(_ id: String, _ sealed: Data) throws -> Set<String> {
    let content = try context.open(sealed, at: .draft(id)) { try JSONValue(parsing: $0) }
    return Set(content.digests.map { context.tokens.fileAddress($0) })
  }

  /// Addresses of the files entries name, by the entries themselves.
  fileprivate func filesOfEntries() throws -> Set<String> {
    try rows("WHERE kind = ?", [StoredKind.file]).reduce(into: []) { files, row in
      let digest = try entry(row).content?["sha256"]?.string.flatMap { Digest(hex: $0) }
      if let digest { files.insert(context.tokens.fileAddress(digest)) }
    }
  }
}

extension JournalWriter {
  /// A file that is put again is about to be named.
  func spareFile(_ address: String) throws {
    var unused = try reader.unusedFiles()
    if unused.removeValue(forKey: address) != nil { try setUnusedFiles(unused) }
  }

  /// Deletes a draft with the files that nothing else names; `false` if there is no such draft.
  func discardDraft(_ id: String) throws -> Bool {
    // One that cannot be read goes all the same.
    let files = (try? reader.filesOfDraft(id)) ?? []
    guard try deleteDraft(id) else { return false }
    if let unused = try? reader.noted(at: context.clock.milliseconds) {
      _ = try destroyUnnamed(files.intersection(unused.keys))
    }
    return true
  }

  /// Destroys files no draft names and the index does not know of; answers which. The index is
  /// computed: before anything is lost for it the entries are asked.
  fileprivate func destroyUnnamed(_ files: Set<String>) throws -> Set<String> {
    guard !files.isEmpty else { return [] }
    let unnamed = files.subtracting(try reader.filesOfEntries())
    for address in unnamed { try destroyFile(address) }
    return unnamed
  }

  fileprivate func setUnusedFiles(_ unused: [String: Int64]) throws {
    try setSetting(
      DossierStore.unusedFilesKey,
      unused.isEmpty ? nil : .object(unused.mapValues(JSONValue.integer)))
  }
}

extension JSONValue {
  /// Every digest that stands somewhere in it.
  fileprivate var digests: [Digest] {
    switch self {
    case .string(let text): Digest(hex: text).map { [$0] } ?? []
    case .array(let items): items.flatMap(\.digests)
    case .object(let members): members.values.flatMap(\.digests)
    default: []
    }
  }
}
