import Dossiers
import Foundation
package import Identity
package import Sync

/// Two open dossiers of one procedure in whose answers the same person occurs.
package struct PossibleTwins: Sendable, Equatable {
  package let one: DossierLine
  package let other: DossierLine
  /// Whether the hub said so in one of them.
  package var isTold: Bool { one.suspects(other) || other.suspects(one) }

  /// The one that is not `id`.
  package func other(than id: SubjectID) -> DossierLine? {
    one.id == id ? other : other.id == id ? one : nil
  }
}

extension Hub {
  /// Two dossiers received further apart are two matters.
  package static let twinDays: Int64 = 30

  /// What a set of accepted entries says about a dossier.
  package func state(of id: SubjectID) async throws -> DossierState {
    try await store.read { [self] rows in
      try projection(rows).folded(id).state
    }
  }

  /// Dossiers with something to decide or to look at, the newest changed first.
  package func contended(unit: String? = nil, atLeast contention: Contention = .toCheck)
    async throws -> [DossierLine]
  {
    try await dossiers(DossierFilter(unit: unit, contention: contention))
  }

  /// Open dossiers of one procedure, received within ``twinDays`` of each other, in which the same
  /// person occurs or occurred when the hub said so, and of which nobody said whether they are one
  /// matter.
  package func possibleTwins(unit: String? = nil) async throws -> [PossibleTwins] {
    try await store.read { [vault] rows in
      var lines: [SubjectID: DossierLine] = [:]
      var known: Set<Set<SubjectID>> = []
      var twins: [PossibleTwins] = []
      for group in try rows.dossiersOfSamePersons() + Self.toldPairs(rows, vault) {
        for id in group where lines[id] == nil {
          guard let record = try rows.dossier(id) else { continue }
          lines[id] = try vault.line(of: record)
        }
        let members = group.compactMap { lines[$0] }
        for (index, one) in members.enumerated() {
          for other in members[(index + 1)...]
          where Self.areSuspect(one, other) && known.insert([one.id, other.id]).inserted {
            twins.append(PossibleTwins(one: one, other: other))
          }
        }
      }
      guard let unit else { return twins }
      return try twins.filter { pair in
        try [pair.one.id, pair.other.id]
          .contains { try rows.entitledUnits(to: $0).contains(unit) }
      }
    }
  }

  /// Each dossier the hub spoke of, with the one it spoke of.
  private static func toldPairs(_ rows: any HubTransaction, _ vault: Vault) throws
    -> [[SubjectID]]
  {
    try rows.dossiers(DossierFilter(contention: .toCheck), limit: .max).flatMap { record in
      try (vault.summary(of: record).matters?.suspected ?? []).map { [record.subject, $0] }
    }
  }

  static func areSuspect(_ one: DossierLine, _ other: DossierLine) -> Bool {
    let limit = twinDays * 24 * 3600 * 1000
    return one.summary.procedure == other.summary.procedure
      && !one.summary.dossierStatus.isTerminal && !other.summary.dossierStatus.isTerminal
      && !one.summary.receivedAt.isFar(from: other.summary.receivedAt, by: limit)
      && !(one.summary.matters?.judged.contains(other.id) ?? false)
      && !(other.summary.matters?.judged.contains(one.id) ?? false)
  }

  /// Entries whose clock was far from the hub's when they came, by device.
  package func wildClocks() async throws -> [DeviceID: Int] {
    try await store.read { rows in
      Dictionary(try rows.wildClocks(), uniquingKeysWith: { $1 })
    }
  }
}
