import Foundation
package import Identity
package import Sync

extension HubChange {
  /// Keeps a run that contradicts the stream, as evidence apart from the journal, and says how its
  /// sender gets out of it. The same run gets the same answer.
  mutating func keepFork(_ run: StreamRun, at seq: Int, of device: DeviceRecord) throws
    -> StreamFork
  {
    let kept = KeptEntries(rows: rows, vault: hub.vault)
    let digest = try kept.digest(of: run.entries[seq - run.after - 1], in: run)
    let forks = try rows.forks().filter { $0.author == device.id }
    let known = forks.first {
      $0.epoch == run.epoch && $0.first == seq && $0.digest == digest
    }
    let used = try acknowledgements(of: device.id).keys.max() ?? 1
    let next = known?.next ?? max(used, run.epoch, forks.map(\.next).max() ?? 0) + 1
    if known == nil || (known?.last ?? 0) < run.last {
      let erasure = RunErasure(rows: rows, vault: hub.vault)
      try rows.save(
        ForkRecord(
          author: device.id, epoch: run.epoch, first: seq, digest: digest, last: run.last,
          next: next, noticed: known?.noticed ?? now,
          sealed: erasure.seal(erasure.keepable(run).run, first: seq)))
    }
    if known == nil {
      try append(
        OwnDraft(
          subject: nil, kind: "device.forked",
          body: [
            "device": .string(device.id.rawValue), "unit": .string(device.unit),
            "epoch": .integer(Int64(run.epoch)), "from": .integer(Int64(seq)),
            "next": .integer(Int64(next)),
          ], actor: "hub"))
    }
    return StreamFork(epoch: run.epoch, from: seq, next: next, kept: try kept.of(run, from: seq))
  }

  /// A person has judged the device: its copy is found, or the key has ended. What a copy writes
  /// from now on is told of anew.
  func settleForks(of device: DeviceID) throws {
    for var fork in try rows.forks() where fork.author == device && fork.settled == nil {
      fork.settled = now
      try rows.save(fork)
    }
  }

  /// The last epoch forks of a device were sent to of which none is open; `nil` without one.
  func settledEpoch(of device: DeviceID) throws -> Int? {
    let forks = try rows.forks().filter { $0.author == device }
    let open = forks.filter { $0.settled == nil }.map(\.next).min() ?? .max
    return forks.map(\.next).filter { $0 < open }.max()
  }

  /// The epochs of a device's stream that stand otherwise here than it says.
  func differences(_ ends: [Int: StreamPoint], from device: DeviceID) throws -> [Int] {
    try ends.keys.sorted().filter { epoch in
      guard let end = ends[epoch], let chain = try chain(of: device, epoch: epoch, at: end.seq)
      else { return false }
      return chain != end.chain
    }
  }

  /// The chain of a stream after so many entries; `nil` if it has fewer here.
  private func chain(of author: DeviceID, epoch: Int, at seq: Int) throws -> Digest? {
    guard let stream = try rows.stream(author: author, epoch: epoch), seq <= stream.seq else {
      return nil
    }
    if seq == stream.seq { return stream.chain }
    return try rows.entries(author: author, epoch: epoch, after: 0, limit: seq)
      .reduce(Chain.start) { Chain.next($0, $1.digest) }
  }
}

extension ExchangeRequest {
  /// Whether the device can be asked how its streams stand, and has not said so.
  var mayCompare: Bool {
    reads >= RequestRecovery.ends && recovery.ends == nil && !recovery.isAgain
  }
}

/// A fork as people are told of it.
package struct ForkNotice: Sendable, Equatable {
  package let device: DeviceID
  package let unit: String
  package let epoch: Int
  package let first: Int
  package let last: Int
  package let next: Int
  package let noticed: Int64
  /// When the device was released or revoked since; `nil` while a copy may be in use.
  package let settled: Int64?
}

/// A code that several dossiers have.
package struct CodeCollision: Sendable, Equatable {
  package let code: String
  package let dossiers: [SubjectID]
}

extension Hub {
  package func forks() async throws -> [ForkNotice] {
    try await store.read { rows in
      try rows.forks().map { fork in
        let device = try rows.device(fork.author)
        return ForkNotice(
          device: fork.author, unit: device?.unit ?? "", epoch: fork.epoch, first: fork.first,
          last: fork.last, next: fork.next, noticed: fork.noticed,
          settled: fork.settled ?? device?.revoked)
      }
    }
  }

  /// Runs that wait for what they build upon: device, epoch, first and last entry.
  package func heldRuns() async throws -> [HeldRunRecord] {
    try await store.read { try $0.heldRuns() }
  }

  /// Codes that more than one dossier has, as after two machines worked with one key.
  package func codeCollisions() async throws -> [CodeCollision] {
    try await store.read { [vault] rows in
      var dossiers: [String: [SubjectID]] = [:]
      for record in try rows.dossiers(DossierFilter(), limit: .max) {
        let code = Self.foldedCode(try vault.summary(of: record).code)
        dossiers[code, default: []].append(record.subject)
      }
      return dossiers.filter { $0.value.count > 1 }
        .map { CodeCollision(code: $0.key, dossiers: $0.value.sorted()) }
        .sorted { $0.code < $1.code }
    }
  }
}
