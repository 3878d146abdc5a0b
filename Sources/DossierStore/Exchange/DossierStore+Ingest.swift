import Foundation
import GRDB
package import Identity
package import Sync

/// What an answer of the hub brought.
package struct Ingested: Sendable, Hashable {
  /// Entries other devices or the hub wrote.
  package let received: Int
  /// Dossiers among their subjects.
  package let subjects: Int
}

extension DossierStore {
  /// Takes in an answer the caller has verified: acknowledgement, logs, nonce and time of contact,
  /// in one transaction. `epoch` is that of the request's stream.
  ///
  /// - throws: `refused` when the answer contradicts what the hub signed before; nothing of it is
  ///   kept then.
  @discardableResult
  package func ingest(_ answer: ExchangeAnswer, epoch: Int) throws -> Ingested {
    let ingested = try write { journal in
      guard var hub = try journal.setting(HubInfo.settingKey).map(HubInfo.init(json:)) else {
        throw StoreError(.refused, "This device is not enrolled with a hub.")
      }
      guard answer.hub == hub.id else {
        throw StoreError(.refused, "The answer is of the hub \(answer.hub), not of \(hub.id).")
      }
      try journal.acknowledge(epoch: epoch, seq: answer.ack)
      var received = 0
      var subjects: Set<SubjectID> = []
      for unit in answer.logs.keys.sorted() {
        guard let part = answer.logs[unit] else { continue }
        var log = try UnitLog(journal, unit: unit)
        try log.follow(part, hub: hub.key)
        received += log.received
        for case .entry(let entry) in part.lines { subjects.insert(entry.subjectID) }
      }
      hub.nonce = answer.nonce
      hub.epoch = answer.epoch
      try journal.setSetting(HubInfo.settingKey, hub.json)
      try journal.setSetting(Self.contactKey, .integer(context.clock.milliseconds))
      journal.noteChange()
      return Ingested(received: received, subjects: subjects.count)
    }
    if let bundle = answer.bundle {
      try folder.writePublic(bundle.json.canonical, to: folder.bundle)
    }
    for digest in answer.have {
      try fileUploaded(digest, offset: Int.max)
    }
    for digest in answer.want {
      try fileUploaded(digest, offset: 0)
    }
    return ingested
  }

  /// How much of each unit's log is here. A unit never followed has no cursor.
  package func cursors() throws -> [String: LogCursor] {
    try read { reader in
      let rows = try Row.fetchAll(reader.db, sql: "SELECT unit, epoch, size FROM follower")
      return Dictionary(
        rows.map { ($0["unit"], LogCursor(epoch: $0["epoch"], size: $0["size"])) }
      ) { _, last in last }
    }
  }

  /// The newest checkpoint of each unit this device witnessed.
  package func checkpoints() throws -> [Checkpoint] {
    try read { reader in
      try Data.fetchAll(
        reader.db,
        sql: """
          SELECT checkpoint FROM checkpoint JOIN follower USING (unit, epoch, size)
          ORDER BY unit
          """
      ).map { try Checkpoint(json: JSONValue(canonical: $0)) }
    }
  }
}
