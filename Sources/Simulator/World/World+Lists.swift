import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// The lists people decide from: each names exactly the dossiers in dispute, and what about them.
extension World {
  func checkLists() async throws {
    let waiting = model.dossiers.values.filter { !$0.isErased }
      .map { ($0, $0.disputes) }.filter { !$0.1.isEmpty }
    let lines = try await hub().contended(atLeast: .disputed)
    let listed = lines.map { line in
      (line.id, Set((line.summary.matters?.open ?? []).map { Self.matter($0.kind, $0.name) }))
    }
    try compare(listed, waiting, at: "the hub")
    for kiosk in try await readers() {
      guard let store = kiosk.store else { continue }
      let summaries = try store.summaries().filter(\.concernsUs)
      let disputed = try summaries.filter { $0.flags.contains(.disputed) }.map { summary in
        let disputes = try store.state(of: summary.id)?.disputes ?? []
        return (summary.id, Set(disputes.map { Self.matter($0.matter.kind, $0.matter.name) }))
      }
      let own = waiting.filter { $0.0.units.contains(kiosk.unit.code) }
      try compare(disputed, own, at: kiosk.name)
    }
  }

  /// Whatever the device's list of disputes offers.
  func waitingDossier(at kiosk: Kiosk) throws -> ModelDossier? {
    let summaries = try work(kiosk, "listing disputes") { try $0.summaries() } ?? []
    let waiting = summaries.filter {
      $0.concernsUs && !$0.flags.isDisjoint(with: [.disputed, .possibleDuplicate])
    }
    return dice.pick(waiting.compactMap { model.dossiers[$0.id] }.filter { !$0.isErased })
  }

  /// Whatever the province's list offers.
  func waitingDossier() async throws -> EntryID? {
    let lines = try await workAtHub("listing disputes") { hub in
      try await hub.contended(atLeast: .disputed)
    }
    return dice.pick((lines ?? []).map(\.id))
  }

  private static func matter(_ kind: String, _ name: String) -> String {
    kind == name ? kind : "\(kind) \(name)"
  }

  private func compare(
    _ listed: [(SubjectID, Set<String>)], _ waiting: [(ModelDossier, Set<String>)],
    at place: String
  ) throws {
    let wanted = Dictionary(uniqueKeysWithValues: waiting.map { ($0.0.id, $0.1) })
    for (id, matters) in listed where wanted[id] != matters {
      throw Violation(
        "\(place) lists \(matters.sorted()) of \(model.dossiers[id]?.code ?? "\(id)"), but in "
          + "dispute are \(wanted[id]?.sorted() ?? [])")
    }
    let missing = Set(wanted.keys).subtracting(listed.map(\.0))
    guard missing.isEmpty else {
      throw Violation("\(place) does not list \(missing.sorted()), which are in dispute")
    }
  }
}
