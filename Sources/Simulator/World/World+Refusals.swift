import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// Requests of a dishonest device the hub must not take, and what must hold of it in the end.
extension World {
  /// An entry with a head beyond all bounds.
  func sayTooMuch(_ forger: Forger) async throws {
    let long = JSONValue.string(String(repeating: "x", count: EntryHead.byteLimit))
    guard try await isInStep(forger),
      let made = forger.entry("dossier.foretold", [:], time: now, unknown: ["x": long])
    else { return }
    try await mustBeRefused(try forger.request(made, time: now), of: forger, "an over-long head")
  }

  /// The last request once more.
  func sayTwice(_ forger: Forger) async throws {
    guard let last = forger.answered else { return }
    try await mustBeRefused(last, of: forger, "a replayed request")
  }

  /// Another entry under the name of one that was acknowledged.
  func tellOtherwise(_ forger: Forger) async throws {
    guard try await isInStep(forger), forger.acknowledged > 0,
      let made = forger.entry(
        "dossier.foretold", ["omen": .string(Self.marker)], time: now, at: forger.acknowledged)
    else { return }
    try await mustChangeNothing(
      try forger.request(made, time: now), of: forger, "a forked stream")
  }

  /// Logs, epochs, files and checkpoints it never had.
  func claimWhatItNeverHad(_ forger: Forger) async throws {
    guard try await isInStep(forger),
      let logs = try await workAtHub("reading", { try await $0.store.read { try $0.logs() } }),
      let epoch = logs.map(\.checkpoint.epoch).max()
    else { return }
    let far = LogCursor(epoch: epoch, size: 1_000_000)
    var recovery = RequestRecovery()
    switch forger.dice.number(0...3) {
    case 0:
      let other = Self.unitCodes.first { $0 != forger.unit } ?? ""
      try await mustBeRefused(
        try forger.request(logs: [other: far], time: now), of: forger, "another unit's log")
    case 1:
      try await mustBeRefused(
        try forger.request(logs: [forger.unit: far], time: now), of: forger,
        "more of a log than there is")
    case 2:
      recovery.witness = Checkpoint.sign(
        unit: forger.unit, epoch: epoch + 5, size: 10, root: Digest.of(Data()), time: now,
        key: forger.keys.signing)
      try await mustChangeNothing(
        try forger.request(recovery: recovery, time: now), of: forger, "a checkpoint of its own")
    default:
      recovery.has = [1: 1_000_000, 900: 7]
      recovery.asks = [Digest.of(Data("x".utf8))]
      try await mustChangeNothing(
        try forger.request(recovery: recovery, time: now), of: forger, "what it never had")
    }
  }

  /// Whether the hub has all the device wrote.
  private func isInStep(_ forger: Forger) async throws -> Bool {
    try await exchange(forger)?.ack == forger.acts.count
  }

  private func mustBeRefused(_ request: SignedMessage, of forger: Forger, _ what: String)
    async throws
  {
    let isTaken = try await mustChangeNothing(request, of: forger, what)
    guard isTaken != true else { throw Violation("the hub takes \(what)") }
  }

  /// Answers whether the hub answered it; `nil` if nobody knows.
  @discardableResult
  private func mustChangeNothing(_ request: SignedMessage, of forger: Forger, _ what: String)
    async throws -> Bool?
  {
    faults.add("forged request")
    guard let before = try await books() else { return nil }
    var isTaken: Bool?
    do {
      let answer = try await workAtHub("an exchange with a dishonest device") {
        try await $0.exchange(request)
      }
      if let answer {
        let read = try ExchangeAnswer.verified(answer, key: forger.hubKey)
        forger.nonce = read.nonce
        guard read.recovery.safe.isEmpty else { throw Violation("the hub calls no file safe") }
        isTaken = true
      }
    } catch let error as HubError {
      note("the dishonest device is refused \(what): \(error.code)")
      isTaken = false
    }
    guard let after = try await books() else { return isTaken }
    guard after == before else { throw Violation("the hub's books change for \(what)") }
    return isTaken
  }

  /// The hub's epoch, and how long every log is.
  private func books() async throws -> [String]? {
    try await workAtHub("reading its books") { hub in
      try await hub.store.read { rows in
        try rows.logs().map {
          "\($0.unit) \($0.checkpoint.epoch) \($0.checkpoint.size)"
        }
      }
    }
  }

  /// Nothing it was not to say counts anywhere, and nobody was harmed by it.
  func checkForger() async throws {
    guard let forger else { return }
    let acts = forger.acts.filter { !$0.counts }
    let ids = acts.map(\.entry.id)
    let standings = try await hub().store.read { rows in
      try ids.map { try rows.entry($0)?.standing }
    }
    for (act, standing) in zip(acts, standings) where !act.isIdle {
      let (id, subject) = (act.entry.id, act.entry.subjectID)
      guard standing != .accepted else { throw Violation("the forged \(act.entry.kind) counts") }
      for kiosk in kiosks {
        let own = try kiosk.store?.entries(of: subject) ?? []
        guard !own.contains(where: { $0.id == id }) else {
          throw Violation("\(kiosk.name) has the forged \(act.entry.kind)")
        }
      }
    }
    let honest = Set(kiosks.map(\.device))
    guard
      try await hub().devices().allSatisfy({ $0.state == .active || honest.contains($0.id) })
    else {
      throw Violation("a device was set apart by another")
    }
  }
}
