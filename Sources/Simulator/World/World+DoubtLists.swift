import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// What hub and devices suspect to be one matter, in entries and in lists.
extension World {
  /// An open dossier, with what another may be the same by.
  private struct Doubtful {
    let dossier: ModelDossier
    let number: String?
    let matter: [String]?

    init(_ dossier: ModelDossier) {
      self.dossier = dossier
      number = dossier.number
      matter = dossier.matter
    }

    var id: EntryID { dossier.id }

    /// Near each other, and nobody said whether they are one matter.
    func mayBeJudged(with other: Doubtful) -> Bool {
      id != other.id && dossier.isNear(other.dossier) && !dossier.isJudged(with: other.dossier)
    }

    func hasPerson(of other: Doubtful) -> Bool { number != nil && number == other.number }

    func isTold(with other: Doubtful) -> Bool {
      dossier.suspected.contains(other.id) || other.dossier.suspected.contains(id)
    }
  }

  func checkDoubts() async throws {
    let dossiers = model.order.compactMap { model.dossiers[$0] }.filter { !$0.isErased }
    let open = dossiers.filter(\.isOpen).map(Doubtful.init)
    try checkTold(dossiers, open)
    try await checkHubDoubts(open)
    for kiosk in try await readers() {
      let unit = kiosk.unit.code
      try checkDoubts(
        dossiers.filter { $0.units.contains(unit) },
        open.filter { $0.dossier.units.contains(unit) }, at: kiosk)
    }
  }

  /// The hub says it in both of two dossiers that different units received, once unless it was
  /// put back meanwhile, and of all that are one matter by what stands now.
  private func checkTold(_ dossiers: [ModelDossier], _ open: [Doubtful]) throws {
    for one in dossiers {
      for (id, entries) in one.told {
        guard let other = model.dossiers[id] else { continue }
        guard other.unit != one.unit, province.lives > 0 || entries.count == 1 else {
          throw Violation("\(one.code) is told of \(other.code) by \(entries.sorted())")
        }
        guard other.isErased || other.told[one.id] != nil || province.lives > 0 else {
          throw Violation("\(one.code) is told of \(other.code), which is not told of it")
        }
      }
    }
    for one in open {
      for other in open
      where one.dossier.unit != other.dossier.unit && one.hasPerson(of: other)
        && one.mayBeJudged(with: other) && one.dossier.isNamed(like: other.dossier)
        && one.dossier.told[other.id] == nil
      {
        throw Violation("\(one.dossier.code) is not told of \(other.dossier.code), the same matter")
      }
    }
  }

  /// The province's list: one person's dossiers, and what it told of.
  private func checkHubDoubts(_ open: [Doubtful]) async throws {
    var wanted: Set<Set<EntryID>> = []
    for one in open {
      for other in open
      where one.id < other.id && one.mayBeJudged(with: other)
        && (one.hasPerson(of: other) || one.isTold(with: other))
      {
        wanted.insert([one.id, other.id])
      }
    }
    // What a copied machine received is not in the model.
    let listed = Set(try await hub().possibleTwins().map { Set([$0.one.id, $0.other.id]) })
      .filter { $0.allSatisfy { model.dossiers[$0] != nil } }
    guard listed == wanted else {
      throw Violation(
        "the hub lists as one matter \(Self.text(listed)), but they are \(Self.text(wanted))")
    }
  }

  private static func text(_ pairs: Set<Set<EntryID>>) -> [String] {
    pairs.map { $0.sorted().map(\.description).joined(separator: " and ") }.sorted()
  }

  private func checkDoubts(_ dossiers: [ModelDossier], _ open: [Doubtful], at kiosk: Kiosk) throws {
    guard let store = kiosk.store else { return }
    var wanted: [EntryID: Set<EntryID>] = [:]
    for one in open {
      for other in open where other.id != one.id && !one.dossier.isJudged(with: other.dossier) {
        let isSame = one.matter != nil && one.matter == other.matter
        if isSame || one.isTold(with: other) { wanted[one.id, default: []].insert(other.id) }
      }
      // Of those that do not concern it it knows what the hub says, until it knows that somebody
      // judged. Erased before the province ever saw it, a dossier names no other unit any more.
      let elsewhere = try one.dossier.suspected.filter { id in
        guard let other = model.dossiers[id] else { return true }
        let seen = Set(try store.entries(of: id).map(\.id))
        if other.isErased { return seen.isEmpty }
        return !other.units.contains(kiosk.unit.code)
          && other.verdicts[one.id]?.contains { seen.contains($0.entry) } != true
      }
      if !elsewhere.isEmpty { wanted[one.id, default: []].formUnion(elsewhere) }
    }
    let flagged = Set(
      try store.summaries().filter { $0.flags.contains(.possibleDuplicate) }.map(\.id))
    for dossier in dossiers {
      let listed = Set(try store.possibleDuplicates(of: dossier.id))
      let known = listed.filter { model.dossiers[$0] != nil || dossier.told[$0] != nil }
      guard known == wanted[dossier.id] ?? [], flagged.contains(dossier.id) != listed.isEmpty
      else {
        throw Violation(
          "\(kiosk.name) suspects \(listed.sorted()) to be \(dossier.code), but to be judged are "
            + "\(wanted[dossier.id]?.sorted() ?? [])")
      }
    }
  }
}
