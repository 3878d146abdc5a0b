import Sync

/// What one entry says of an officer.
struct OfficerFact: Sendable, ReplacingFact {
  let entry: EntryID
  /// The entries it names; that it also replaces all earlier ones of its author is read later, as
  /// some of them may be lost.
  let over: Set<EntryID>
  /// `nil`: nothing about it.
  var fullName: String?
  var isDisabled: Bool?
}

/// One officer of a unit as he must come out, whoever looks: docs/protocol-formats.md, “Officers”.
struct ModelOfficer: Sendable {
  let id: EntryID
  let unit: String
  let name: String
  var facts: [OfficerFact]

  /// Of names given at once the one of the lowest entry.
  var fullName: String { standing(\.fullName).first ?? "" }

  /// Of changes made at once the careful one stands.
  var isDisabled: Bool { standing(\.isDisabled).contains(true) }

  /// What a change made by somebody who has seen these entries (all: `nil`) replaces.
  func heads(seen: Set<EntryID>? = nil) -> Set<EntryID> {
    let known = facts.filter { seen?.contains($0.entry) ?? true }
    return Set(Self.last(known, in: graph(known)).map(\.entry))
  }

  private func standing<Value>(_ property: KeyPath<OfficerFact, Value?>) -> [Value] {
    let holders = facts.filter { $0[keyPath: property] != nil }
    return Self.last(holders, in: graph(facts)).sorted { $0.entry < $1.entry }
      .compactMap { $0[keyPath: property] }
  }

  /// Those of the facts that none of the others replaces.
  private static func last(_ facts: [OfficerFact], in over: [EntryID: Set<EntryID>])
    -> [OfficerFact]
  {
    let replaced = facts.reduce(into: Set<EntryID>()) {
      $0.formUnion(ModelDossier.past(of: over[$1.entry] ?? [], over))
    }
    return facts.filter { !replaced.contains($0.entry) }
  }

  private func graph(_ facts: [OfficerFact]) -> [EntryID: Set<EntryID>] {
    facts.reduce(into: [:]) { graph, fact in
      let own = facts.map(\.entry).filter {
        $0.author == fact.entry.author && $0 < fact.entry
      }
      graph[fact.entry] = fact.over.union(own).union(fact.entry == id ? [] : [id])
    }
  }
}
