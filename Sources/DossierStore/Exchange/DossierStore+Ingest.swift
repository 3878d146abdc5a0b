import Foundation
import GRDB
package import Identity
package import Sync

/// What an answer of the hub brought.
package struct Ingested: Sendable, Hashable {
  /// Entries other devices or the hub wrote.
  package internal(set) var received: Int
  /// Dossiers among their subjects.
  package let subjects: Int
  /// Units of whose logs nothing was taken: the hub has bodies of a subject erased here, and not
  /// the erasure.
  package let heldBack: Int
  /// Whether the log was left for the next answer, or there is more to send because of it.
  package internal(set) var isToAskAgain = false
  /// This device's entries the hub acknowledged by it.
  package internal(set) var sent = 0
}

extension DossierStore {
  /// Takes in an answer the caller has verified: acknowledgement, logs, trust bundle, nonce and
  /// time of contact, in one transaction. `epoch` is that of the request's stream, `last` the last
  /// entry it told about: what was handed over up to there is not asked after. `shown` are the
  /// cursors it had, if they may be others now.
  ///
  /// - throws: `refused` when the answer contradicts what the hub signed before; nothing of it is
  ///   kept then.
  @discardableResult
  package func ingest(
    _ answer: ExchangeAnswer, epoch: Int, last: Int = .max, shown: [String: LogCursor]? = nil
  ) throws -> Ingested {
    let ingested: Ingested
    do {
      do {
        ingested = try keep(answer, epoch: epoch, last: last, shown: shown)
      } catch let lost as NameLost {
        ingested = try keep(answer, epoch: epoch, last: last, shown: shown, stranding: lost)
      }
    } catch let error as LogError {
      switch error {
      case .rewritten where answer.leansOnAhead, .otherEntries where answer.leansOnAhead:
        try refuseAhead()
      case .oldEpoch, .rewritten, .otherEntries: try noteContradiction(by: answer)
      case .gap, .signature: break
      }
      throw StoreError(.refused, error.description)
    } catch let error as StoreError where error.kind == .refused && answer.leansOnAhead {
      try refuseAhead()
      throw error
    }
    try takeFiles(answer)
    try renewNames()
    return ingested
  }

  /// In one transaction; with `lost`, acts are set aside and no log is followed.
  private func keep(
    _ answer: ExchangeAnswer, epoch: Int, last: Int, shown: [String: LogCursor]?,
    stranding lost: NameLost? = nil
  ) throws -> Ingested {
    try write { journal in
      try journal.requireFollowed(answer)
      try journal.noteReadAnswer()
      try writeTraffic(journal)
      if let shown { try journal.offerUnseen(answer, shown: shown) }
      let ingested = try journal.ingest(answer, epoch: epoch, last: last, stranding: lost)
      // Before the nonce is on the disk, by which the hub knows that the bundle has come.
      if let bundle = answer.bundle { try take(bundle) }
      return ingested
    }
  }

  private func takeFiles(_ answer: ExchangeAnswer) throws {
    if !answer.have.isEmpty || !answer.want.isEmpty {
      try write { journal in
        try journal.noteWhole(answer.have)
        try journal.noteWanted(answer.want)
      }
    }
    try purge(answer.recovery.safe)
  }

  /// Keeps the hub's list of keys, if it is newer than the one here.
  func take(_ bundle: TrustBundle) throws {
    let known = try? TrustBundle(jsonBytes: Data(contentsOf: folder.bundle))
    if let known, known.hub == bundle.hub, known.issued >= bundle.issued { return }
    try folder.writePublic(bundle.json.canonical, to: folder.bundle)
  }

  /// How much of each unit's log is here. A unit never followed has no cursor.
  package func cursors() throws -> [String: LogCursor] {
    try read { try $0.cursors() }
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

extension JournalReader {
  func cursors() throws -> [String: LogCursor] {
    let rows = try Row.fetchAll(db, sql: "SELECT unit, epoch, size FROM follower")
    return Dictionary(
      rows.map { ($0["unit"], LogCursor(epoch: $0["epoch"], size: $0["size"])) }
    ) { _, last in last }
  }
}

extension JournalWriter {
  /// A hub of an earlier epoch than the log followed here does not know what is asked back.
  fileprivate func requireFollowed(_ answer: ExchangeAnswer) throws {
    for (unit, cursor) in try reader.cursors() where answer.epoch < cursor.epoch {
      throw LogError.oldEpoch(unit, had: cursor.epoch, offered: answer.epoch)
    }
  }

  /// Where the answer begins a new epoch of a log and the hub has not seen how far the old one is
  /// followed here, it cannot have asked for it.
  fileprivate func offerUnseen(_ answer: ExchangeAnswer, shown: [String: LogCursor]) throws {
    for (unit, cursor) in try reader.cursors() where shown[unit] != cursor {
      guard let part = answer.logs[unit], part.checkpoint.epoch > cursor.epoch else { continue }
      try offerBack(unit: unit)
    }
  }

  fileprivate func ingest(
    _ answer: ExchangeAnswer, epoch: Int, last: Int, stranding lost: NameLost?
  ) throws -> Ingested {
    guard var hub = try setting(HubInfo.settingKey).map(HubInfo.init(json:)) else {
      throw StoreError(.refused, "This device is not enrolled with a hub.")
    }
    guard answer.hub == hub.id else {
      throw StoreError(.refused, "The answer is of the hub \(answer.hub), not of \(hub.id).")
    }
    // A new epoch of the hub: it may not know what it decided about devices.
    let isNewEpoch = answer.epoch > hub.epoch && hub.epoch > 0
    let before = try Outbox.acknowledged(reader).values.reduce(0, +)
    try heed(answer, epoch: epoch)
    let after = try Outbox.acknowledged(reader).values.reduce(0, +)
    // What a hub that was put back knows of erasures, nobody knows.
    if after < before { try setSetting(Concealment.settingKey, nil) }
    try noteAnswered(epoch: epoch, last: last)
    var ingested = try lost.map(strand) ?? follow(answer, hub: hub.key)
    ingested.sent = max(0, after - before)
    hub.nonce = answer.nonce
    hub.epoch = answer.epoch
    hub.reads = answer.reads
    try setSetting(HubInfo.settingKey, hub.json)
    let isWithoutNews =
      !answer.more && lost == nil && ingested.received == 0 && ingested.heldBack == 0
    if isWithoutNews, try conceal(answer.recovery.unprovable, of: hub) {
      ingested.isToAskAgain = true
    }
    try setSetting(DossierStore.contactKey, .integer(context.clock.milliseconds))
    try setSetting(DossierStore.apartKey, answer.recovery.apart?.json)
    if let settled = answer.recovery.settled {
      try setSetting(DossierStore.settledForksKey, .integer(Int64(settled)))
    }
    try setSetting(DossierStore.witnessKey, nil)
    try setSetting(DossierStore.offerBundleKey, isNewEpoch ? true : nil)
    noteChange()
    return ingested
  }

  private func follow(_ answer: ExchangeAnswer, hub: VerifyingKey) throws -> Ingested {
    var ingested = try follow(answer.logs, hub: hub)
    ingested.received += try takeAhead(answer, heldBack: ingested.heldBack)
    return ingested
  }

  /// What the answer says of this device's own stream.
  private func heed(_ answer: ExchangeAnswer, epoch: Int) throws {
    let recovery = answer.recovery
    for (unit, cursor) in recovery.recall { try recall(cursor, unit: unit) }
    if let fork = recovery.fork {
      try Refork(journal: self, fork: fork).run()
      return try endSendingAgain(epoch: fork.epoch)
    }
    if let acknowledged = recovery.acks {
      try acknowledge(all: acknowledged)
    } else {
      try acknowledge(epoch: epoch, seq: answer.ack)
      try endSendingAgain(epoch: epoch, ifSentUpTo: answer.ack)
      if let ends = recovery.ends { try acknowledge(whereEqual: ends) }
    }
    try setSetting(DossierStore.compareKey, recovery.compare == [] ? true : nil)
    if let different = recovery.compare, !different.isEmpty { try sendAgain(different) }
    if let range = recovery.range, try codeHold() != nil { try grant(range: range) }
  }

  /// Follows each unit's part of its log.
  func follow(_ logs: [String: LogPart], hub: VerifyingKey) throws -> Ingested {
    var received = 0
    var subjects: Set<SubjectID> = []
    var heldBack = 0
    for unit in logs.keys.sorted() {
      guard let part = logs[unit] else { continue }
      if try part.lines.contains(where: isErasedHereAlone) {
        heldBack += 1
        continue
      }
      var log = try UnitLog(self, unit: unit)
      try log.follow(part, hub: hub)
      received += log.received
      for case .entry(let entry) in part.lines { subjects.insert(entry.subjectID) }
    }
    var ingested = Ingested(received: received, subjects: subjects.count, heldBack: heldBack)
    ingested.isToAskAgain = try bringStrandedBack()
    return ingested
  }

  /// Whether the line is a new body of a subject whose secret was destroyed here, so that nobody
  /// can tell what its commitment is. A hub put back to a time before the erasure sends such; it
  /// gets the erasure again from whoever has it, and then names the entry by its commitment.
  private func isErasedHereAlone(_ line: WireLine) throws -> Bool {
    guard case .entry(let entry) = line, entry.content != nil, entry.startingSecret == nil,
      try EntryRow.fetch(db, entry.id) == nil
    else { return false }
    let subject = entry.subjectID.description
    return try reader.isErased(subject) && reader.secret(of: subject) == nil
  }
}
