import Dossiers
import Foundation
import GRDB
import Sync
import Synchronization

/// The registers, unsealed, in memory. They follow the table by its change numbers, so commits of
/// other processes are seen as well.
final class RegisterIndex: Sendable {
  private struct State {
    var change = 0
    /// Grows when rows are removed.
    var generation = 0
    var claims: [String: [EntityClaim]] = [:]
    /// What they add up to, by list and id, as long as nothing changed.
    var folded: [String: [String: Folded]]?
  }

  private struct Folded {
    let entity: RegisteredEntity
    let dossiers: [SubjectID]
  }

  private let state = Mutex(State())

  /// Takes in what changed since the last time.
  func refresh(_ reader: JournalReader) throws {
    let generation =
      try Int.fetchOne(
        reader.db, sql: "SELECT last FROM counter WHERE name = 'generation' AND period = ''") ?? 0
    let known = state.withLock { state in
      if state.generation != generation { state = State(generation: generation) }
      return state.change
    }
    let rows = try Row.fetchAll(
      reader.db, sql: "SELECT subject, change, sealed FROM register WHERE change > ?",
      arguments: [known])
    guard !rows.isEmpty else { return }
    var newest = known
    var claims: [String: [EntityClaim]] = [:]
    for row in rows {
      let subject: String = row[0]
      newest = max(newest, row[1])
      claims[subject] = try reader.context.open(
        [EntityClaim].self, row[2], at: .register(subject))
    }
    state.withLock { state in
      state.claims.merge(claims) { _, new in new }
      state.change = max(state.change, newest)
      state.folded = nil
    }
  }

  func forget() {
    state.withLock { $0 = State() }
  }

  /// Grows with every change of a register.
  var revision: [Int] { state.withLock { [$0.generation, $0.change] } }

  /// The entities of a list, by label and id.
  func entities(of list: String) -> [RegisteredEntity] {
    state.withLock { state in
      (Self.folded(&state)[list] ?? [:]).values.map(\.entity)
        .sorted { ($0.label, $0.id) < ($1.label, $1.id) }
    }
  }

  func entity(_ id: String, of list: String) -> (RegisteredEntity, dossiers: [SubjectID])? {
    state.withLock { state in
      Self.folded(&state)[list]?[id].map { ($0.entity, $0.dossiers) }
    }
  }

  private static func folded(_ state: inout State) -> [String: [String: Folded]] {
    if let known = state.folded { return known }
    var claims: [[String]: [(claim: EntityClaim, dossier: String)]] = [:]
    for (dossier, own) in state.claims {
      for claim in own { claims[[claim.list, claim.id], default: []].append((claim, dossier)) }
    }
    var folded: [String: [String: Folded]] = [:]
    for (key, all) in claims {
      guard let entity = RegisteredEntity(all.map(\.claim)) else { continue }
      let dossiers = Set(all.filter { entity.heads.contains($0.claim.entry) }.map(\.dossier))
        .compactMap { EntryID($0) }.sorted()
      folded[key[0], default: [:]][key[1]] = Folded(entity: entity, dossiers: dossiers)
    }
    state.folded = folded
    return folded
  }
}
