import Foundation
import Identity
import Sync

extension Hub {
  /// Recomputes every commitment, digest, chain, tree and projection, verifies every signature
  /// and opens every sealed column; names what does not hold. `rebuild` folds the projections
  /// anew first.
  package func check(rebuild: Bool = false) async throws -> CheckReport {
    if rebuild { try await rebuildProjections() }
    let storage = try await store.integrityProblems()
    let undeclared = try folder.map(HubFolder.undeclared) ?? []
    return try await store.read { [self] rows in
      var check = HubCheck(hub: self, rows: rows)
      check.report.keyMode = keyMode.rawValue
      for problem in storage { check.found("storage", "file", problem) }
      for path in undeclared {
        check.found("storage", path, "is no file of the hub and does not belong in its folder")
      }
      check.run()
      return check.report
    }
  }

  /// Drops nothing that is not written again: every projection is folded from its entries.
  package func rebuildProjections() async throws {
    try await store.write { [self] rows in
      for subject in try Self.subjects(rows) {
        let projection = projection(rows)
        try projection.project(subject, projection.acceptedEntries(of: subject))
      }
      try FileUses(rows: rows, limits: limits).recount(vault)
    }
  }

  static func subjects(_ rows: any HubTransaction) throws -> [SubjectID] {
    var subjects: Set<SubjectID> = []
    for stream in try rows.streams() {
      try rows.forEachEntry(of: stream) { subjects.insert($0.subject) }
    }
    return subjects.sorted()
  }
}

extension JournalRows {
  /// Every entry of a stream in order, a batch at a time.
  func forEachEntry(of stream: StreamRecord, _ body: (StoredEntry) throws -> Void) throws {
    let batch = 500
    var last = 0
    while true {
      let entries = try entries(
        author: stream.author, epoch: stream.epoch, after: last, limit: batch)
      for entry in entries { try body(entry) }
      guard let end = entries.last?.id.seq, entries.count == batch else { return }
      last = end
    }
  }
}

/// One run of the check over one consistent view of the store.
struct HubCheck {
  let hub: Hub
  let rows: any HubTransaction
  var report = CheckReport()

  init(hub: Hub, rows: any HubTransaction) {
    self.hub = hub
    self.rows = rows
  }

  mutating func run() {
    attempt("stream", "list") { check in
      for stream in try check.rows.streams() { check.check(stream) }
    }
    attempt("log", "list") { check in
      for log in try check.rows.logs() { check.check(log) }
    }
    attempt("device", "list") { check in
      for device in try check.rows.devices() { check.check(device) }
    }
    attempt("bundle", "province.pub") { check in
      guard let bundle = try Hub.storedBundle(check.rows) else { return }
      if !bundle.verify(pinned: check.hub.publicKey) {
        check.found("bundle", "province.pub", "is not signed by this hub")
      }
    }
    attempt("projection", "list") { try $0.checkProjections() }
    attempt("file", "list") { try $0.checkFiles() }
  }

  mutating func found(_ area: String, _ place: String, _ problem: String) {
    report.findings.append(CheckFinding(area: area, place: place, problem: problem))
  }

  /// What cannot even be read is a finding of its own.
  mutating func attempt(
    _ area: String, _ place: String, _ body: (inout HubCheck) throws -> Void
  ) {
    do {
      try body(&self)
    } catch {
      found(area, place, "cannot be read: \(error)")
    }
  }

  private mutating func check(_ device: DeviceRecord) {
    let key = VerifyingKey(rawRepresentation: device.signing)
    if key?.deviceID != device.id {
      found("device", device.id.rawValue, "its key does not give its number")
    }
  }
}
