import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// What must hold once a world is quiet.
extension World {
  func checkEverything() async throws {
    try await forgetWhatWasLost()
    try await checkPromises()
    let entries = try await checkDossiers()
    try await checkReplicas(entries)
    try await checkLists()
    try await checkDoubts()
    try await checkOfficers()
    try await checkForger()
    try await checkIntegrity()
    try checkPrivacy()
    note(
      "all holds: \(model.dossiers.count) dossiers, \(exchanged) entries exchanged, "
        + "\(faults.total) faults")
  }

  /// No entry somebody was told about is lost, and what the hub acknowledged it has.
  private func checkPromises() async throws {
    let hub = try hub()
    let promised = model.promised.sorted()
    let missing = try await hub.store.read { rows in
      try promised.filter { try rows.entry($0) == nil }
    }
    guard missing.isEmpty else { throw Violation("promised and lost: \(missing)") }
  }

  /// Every dossier exists once, under its own code, and comes out as the model says. Answers the
  /// hub's entries of each.
  private func checkDossiers() async throws -> [EntryID: [Entry]] {
    let hub = try hub()
    var found: [EntryID: [Entry]] = [:]
    var codes: [String: Set<EntryID>] = [:]
    var tokens: [String: EntryID] = [:]
    let records = try await hub.store.read { try $0.dossiers(DossierFilter(), limit: .max) }
    var living = Set(model.dossiers.values.filter { !$0.isErased }.map(\.id))
    let twins = try await checkTwins(Set(records.map(\.subject)).subtracting(living))
    living.formUnion(twins.values.joined())
    guard Set(records.map(\.subject)) == living else {
      let difference = living.symmetricDifference(records.map(\.subject)).sorted()
      throw Violation("the hub's dossiers are not those that were received: \(difference)")
    }
    for id in model.order {
      let entries = try await hub.acceptedEntries(of: id)
      model.change(id) { $0.readWhatWasTold(entries, by: province.keys.deviceID) }
      guard let dossier = model.dossiers[id] else { continue }
      found[id] = entries
      let state = DossierFold.fold(entries)
      guard state.isErased == dossier.isErased else {
        throw Violation("\(dossier.code) is \(dossier.isErased ? "not " : "")erased at the hub")
      }
      if dossier.isErased {
        guard entries.allSatisfy({ $0.content == nil || $0.kind == "dossier.erased" }) else {
          throw Violation("\(dossier.code) is erased, and the hub has a body of it")
        }
        continue
      }
      codes[state.code, default: []].insert(id)
      if let token = state.request, let other = tokens.updateValue(id, forKey: token) {
        throw Violation("\(other) and \(id) came of one request")
      }
      try compare(state, dossier)
    }
    try await checkCodes(of: codes, twins)
    return found
  }

  /// Every dossier has a code of its own, but for those of copied machines.
  private func checkCodes(
    of codes: [String: Set<EntryID>], _ twins: [String: Set<EntryID>]
  ) async throws {
    let shared = codes.merging(twins) { $0.union($1) }.filter { $0.value.count > 1 }
    // A hub that was put back twice may have given out a range it gave in a life it forgot, before
    // whoever works with it came; there is nothing to know it by.
    let doubled = shared.filter { $0.value != twins[$0.key] }
    guard doubled.isEmpty || province.lives > 1 else {
      throw Violation("several dossiers have one code each: \(doubled)")
    }
    try await checkCollisions(shared)
  }

  private func compare(_ state: DossierState, _ dossier: ModelDossier) throws {
    let disputed = dossier.disputedAnswers.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    guard Set(state.disputedPaths) == disputed else {
      throw Violation(
        "\(dossier.code): in dispute must be \(disputed.sorted()), but the fold says "
          + "\(state.disputedPaths)")
    }
    for path in dossier.versions.keys.flatMap(dossier.paths).sorted() {
      guard let field = state.fields[path] else { continue }
      guard field.value == dossier.standing(path) else {
        throw Violation(
          "\(dossier.code), \(path): \(dossier.standing(path) ?? "nothing") must stand, but "
            + "\(field.value ?? "nothing") does")
      }
    }
    for row in dossier.rows.keys.sorted() {
      let isThere = state.rows.contains { name, ids in
        ids.contains { "\(name)[\($0)]" == row }
      }
      let outcome = dossier.outcome(ofRow: row)
      guard isThere == (outcome != .gone),
        state.disputedRows.contains(row) == (outcome == .disputed)
      else { throw Violation("\(dossier.code): the row \(row) must be \(outcome)") }
    }
    try compareStatus(state, dossier)
    let promise = dossier.standingPromise
    guard state.due?.entry == promise?.entry, state.due?.differs == promise?.differs else {
      throw Violation(
        "\(dossier.code): the date of \(promise?.entry ?? dossier.id) must stand, "
          + "\(promise?.differs == true ? "" : "not ")flagged")
    }
    guard Set(state.unknownEntries) == dossier.unknown else {
      throw Violation("\(dossier.code): \(dossier.unknown.sorted()) need an update to be read")
    }
    let others = Set(dossier.verdicts.keys.map(\.description)).union(state.duplicates.keys)
    for other in others.sorted() {
      let standing = EntryID(other).flatMap(dossier.verdict)?.entry
      guard state.duplicates[other]?.entry == standing else {
        throw Violation(
          "\(dossier.code): of \(other) another verdict stands than \(standing ?? dossier.id)")
      }
    }
    guard Set(state.suspicions.map(\.dossier)) == dossier.suspected else {
      throw Violation("\(dossier.code): suspected must be \(dossier.suspected.sorted())")
    }
    let files = Set(dossier.fileHeads().map(\.entry))
    guard Set(state.files.map(\.entry)) == files else {
      throw Violation("\(dossier.code): its files must be those of \(files.sorted())")
    }
  }

  private func compareStatus(_ state: DossierState, _ dossier: ModelDossier) throws {
    let standing = dossier.standingStatus
    let overruled = Set(state.statusConflict?.others ?? [])
    guard state.status == standing.to, overruled == standing.overruled else {
      let history = dossier.statuses.map { "\($0.entry): \($0.to) over \($0.over.sorted())" }
      throw Violation(
        "\(dossier.code): the status must be \(standing.to) against "
          + "\(standing.overruled.sorted()), but is \(state.status) against "
          + "\(overruled.sorted()), of " + history.joined(separator: "; "))
    }
  }

  /// The product's own checks of journals, signatures, checkpoints, counters and projections.
  private func checkIntegrity() async throws {
    for kiosk in kiosks {
      let findings = try kiosk.store?.check() ?? []
      guard findings.isEmpty else {
        throw Violation("\(kiosk.name): \(findings.map(\.message).joined(separator: " "))")
      }
    }
    let report = try await hub().check()
    guard report.findings.isEmpty else { throw Violation("hub: \(report.findings)") }
  }

  /// No personal data outside sealed bytes.
  private func checkPrivacy() throws {
    for disk in kiosks.map(\.disk) + [province.disk] where disk.contains(Self.marker) {
      throw Violation("a name lies in the open in \(disk.folder)")
    }
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    for path in files {
      guard let bytes = FileManager.default.contents(atPath: root.appending(path: path).path)
      else { continue }
      guard bytes.range(of: Data(Self.marker.utf8)) == nil else {
        throw Violation("a name lies in the open in \(path)")
      }
    }
  }
}
