import Foundation
import Identity
import Sync

/// One version of a procedure.
struct ProcedureVersion: Hashable, Comparable, JSONConvertible {
  let procedure: String
  let version: String

  init(_ procedure: String, _ version: String) {
    self.procedure = procedure
    self.version = version
  }

  init(json: JSONValue) throws {
    var fields = try JSONFields(json, "version")
    self.init(try fields.string("procedure"), try fields.string("version"))
  }

  var json: JSONValue { ["procedure": .string(procedure), "version": .string(version)] }

  static func < (one: ProcedureVersion, other: ProcedureVersion) -> Bool {
    (one.procedure, one.version) < (other.procedure, other.version)
  }
}

/// Dossiers may come before the catalogue, or the program, that knows the version of their
/// procedure. Their summaries have no names then. Which versions those are is kept, and their
/// summaries are computed again once the version is known.
extension DossierStore {
  static let unknownVersionsKey = "unknownVersions"

  /// Names the dossiers whose procedure's version became known.
  func renewNames() throws {
    let unknown = try read { try $0.unknownVersions() }
    guard !unknown.isEmpty else { return }
    context.refreshNaming()
    let known = unknown.filter { context.naming($0.procedure, $0.version) != nil }
    guard !known.isEmpty else { return }
    try write { try $0.nameAgain(known) }
  }
}

extension JournalReader {
  func unknownVersions() throws -> Set<ProcedureVersion> {
    Set(
      try setting(DossierStore.unknownVersionsKey)?.array?.map(ProcedureVersion.init(json:)) ?? [])
  }
}

extension JournalWriter {
  func setUnknownVersions(_ versions: Set<ProcedureVersion>) throws {
    try setSetting(
      DossierStore.unknownVersionsKey,
      versions.isEmpty ? nil : .array(versions.sorted().map(\.json)))
  }

  /// Keeps in mind versions that were not known for a summary.
  func noteUnknown(_ versions: Set<ProcedureVersion>) throws {
    guard !versions.isEmpty else { return }
    let before = try reader.unknownVersions()
    if !before.isSuperset(of: versions) { try setUnknownVersions(before.union(versions)) }
  }

  /// Has the summaries of all dossiers of these versions computed again.
  fileprivate func nameAgain(_ versions: Set<ProcedureVersion>) throws {
    for (subject, record) in try SummaryProjection(reader: reader).stored()
    where versions.contains(ProcedureVersion(record.procedure, record.version)) {
      touch(subject)
    }
    try setUnknownVersions(try reader.unknownVersions().subtracting(versions))
  }
}
