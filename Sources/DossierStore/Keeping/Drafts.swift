import Foundation
import GRDB
package import Identity

/// A form being filled in, not yet a dossier.
package struct Draft: Sendable, Hashable, Identifiable {
  package let id: String
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let savedAt: Int64
  /// The officer who fills it in.
  package let owner: String
  package let content: JSONValue
}

extension DossierStore {
  package func newDraftID() -> String {
    context.random.bytes(10).hex
  }

  /// Saves a draft under its id. When it returns, the draft is on the disk.
  @discardableResult
  package func saveDraft(id: String, owner: String, content: JSONValue) throws -> Draft {
    let isName = id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    guard (1...64).contains(id.utf8.count), isName else {
      throw StoreError(.badInput, "A draft's id has 1 to 64 digits and lower-case letters.")
    }
    let draft = Draft(
      id: id, savedAt: context.clock.milliseconds, owner: owner, content: content)
    let plain = draft.json.canonical
    guard plain.count <= StoreLimits.draftBytes else {
      throw StoreError(
        .badInput, "The draft has \(plain.count) bytes; \(StoreLimits.draftBytes) are allowed.")
    }
    let sealed = context.seal(plain, at: .draft(id))
    try write { journal in
      try journal.db.execute(
        sql: """
          INSERT INTO draft (id, sealed) VALUES (?, ?)
          ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed
          """, arguments: [id, sealed])
    }
    return draft
  }

  /// All drafts, the last saved first.
  package func drafts() throws -> [Draft] {
    try read { reader in
      try Row.fetchAll(reader.db, sql: "SELECT id, sealed FROM draft")
        .map { try draft($0[0], $0[1]) }
        .sorted { ($0.savedAt, $0.id) > ($1.savedAt, $1.id) }
    }
  }

  package func draft(_ id: String) throws -> Draft? {
    try read { reader in
      let sealed = try Data.fetchOne(
        reader.db, sql: "SELECT sealed FROM draft WHERE id = ?", arguments: [id])
      return try sealed.map { try draft(id, $0) }
    }
  }

  /// Deletes a draft and the files only it names; `false` if there was none.
  @discardableResult
  package func deleteDraft(_ id: String) throws -> Bool {
    try write { try $0.discardDraft(id) }
  }

  private func draft(_ id: String, _ sealed: Data) throws -> Draft {
    let plain = try context.open(sealed, at: .draft(id))
    guard let json = try? JSONValue(parsing: plain), let savedAt = json["savedAt"]?.integer,
      let owner = json["owner"]?.string, let content = json["content"]
    else { throw StoreError(.damaged, "The draft \(id) cannot be read.") }
    return Draft(id: id, savedAt: savedAt, owner: owner, content: content)
  }
}

extension Draft {
  fileprivate var json: JSONValue {
    ["savedAt": .integer(savedAt), "owner": .string(owner), "content": content]
  }
}
