import Foundation
package import Identity
package import Sync

/// Why an authentic entry of a device does not count (yet).
package enum ApartReason: String, Sendable, CaseIterable {
  /// Its device was revoked or in quarantine when it came: a person has to judge.
  case quarantined
  /// The device's unit is not entitled to the subject.
  case waiting
  /// What it builds upon has not come.
  case held
}

/// How many entries of a device are kept apart, by the reason; only reasons there are.
package typealias ApartCounts = [ApartReason: Int]

/// An entry kept apart, as a person judges by it: nothing personal.
package struct ApartEntry: Sendable, Equatable {
  package let id: EntryID
  package let kind: String
  package let subject: SubjectID
  /// The dossier's, if its beginning is here.
  package let code: String?
  /// By the author's clock, milliseconds.
  package let time: Int64
  package let reason: ApartReason
}

extension Hub {
  /// Devices of which something is kept apart.
  package func keptApart() async throws -> [DeviceID: ApartCounts] {
    try await store.read { rows in
      var counts: [DeviceID: ApartCounts] = [:]
      for (author, standing, count) in try rows.entriesApart() {
        guard let reason = standing.apartReason else { continue }
        counts[author, default: [:]][reason] = count
      }
      for run in try rows.heldRuns() {
        counts[run.author, default: [:]][.held, default: 0] += run.last - run.after
      }
      return counts
    }
  }

  /// Everything of a device that is kept apart, in the order it was written.
  package func entriesApart(of device: DeviceID) async throws -> [ApartEntry] {
    try await store.read { [vault] rows in
      guard try rows.device(device) != nil else { throw HubError.noDevice }
      var entries: [(Entry, ApartReason)] = []
      for standing in [Standing.quarantined, .waiting] {
        guard let reason = standing.apartReason else { continue }
        entries += try rows.entries(author: device, standing: standing)
          .map { (try vault.entry($0), reason) }
      }
      for held in try rows.heldRuns() where held.author == device {
        let place = Vault.Place.run(held.author, epoch: held.epoch, after: held.after)
        entries += try StreamRun(encoded: vault.open(held.sealed, place)).entries
          .map { ($0, .held) }
      }
      var codes = Dictionary(
        entries.compactMap { entry, _ in entry.startingCode.map { (entry.id, $0) } },
        uniquingKeysWith: { $1 })
      for subject in Set(entries.map(\.0.subjectID)) where codes[subject] == nil {
        codes[subject] = try rows.entry(subject).map(vault.entry)?.startingCode
      }
      return entries.map { entry, reason in
        ApartEntry(
          id: entry.id, kind: entry.kind, subject: entry.subjectID, code: codes[entry.subjectID],
          time: entry.head.time, reason: reason)
      }.sorted { $0.id < $1.id }
    }
  }
}

extension HubChange {
  /// What a device that stands apart is told; `nil` for an active one.
  func keptApart(of device: DeviceRecord) throws -> KeptApart? {
    let reason: KeptApart.Reason
    switch device.state {
    case .active: return nil
    case .quarantined: reason = .quarantined
    case .revoked: reason = .revoked
    }
    let entries = try rows.entriesApart()
      .first { $0.author == device.id && $0.standing == .quarantined }
    return KeptApart(reason: reason, entries: entries?.count ?? 0)
  }
}

extension Standing {
  fileprivate var apartReason: ApartReason? {
    switch self {
    case .accepted: nil
    case .waiting: .waiting
    case .quarantined: .quarantined
    }
  }
}

extension Entry {
  fileprivate var startingCode: String? {
    head.subject == nil ? content?["code"]?.string : nil
  }
}
