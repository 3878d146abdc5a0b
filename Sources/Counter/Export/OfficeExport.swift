package import DossierStore
import Dossiers
package import Foundation
import Identity
import Sync

/// What an export took out of the office.
package struct ExportSummary: Sendable, Hashable {
  package let dossiers: Int
  package let entries: Int
  package let files: Int
  /// Attachments that entries name and this device does not hold.
  package let missingFiles: Int
  /// Those of them that are damaged on its disk.
  package let unreadable: [UnreadableFile]
  package let bytes: Int
}

/// Everything the office knows, in open formats, for whoever takes over from this program.
/// `docs/reports.md` says what the files hold.
extension OneStopOffice {
  package static let exportKind = "office.exported"
  package static let exportFormat = "motcua-export/1"

  /// Writes a folder with every dossier, its entries and files, and a manifest with their digests.
  /// The export and a view of every dossier are on record before anything leaves the office.
  /// - Throws: ``DossierError`` when the role forbids it or the place is taken; then nothing is
  ///   there, and unless the role or the place was wrong the record stays.
  package func export(to target: URL, by actor: Actor) throws -> ExportSummary {
    try actor.require(.exportAll)
    let suffix = surroundings.random.bytes(6).map { String(format: "%02x", $0) }.joined()
    let folder = try ExportFolder(target, suffix: suffix)
    do {
      let summary = try fill(folder, by: actor)
      try folder.finish()
      return summary
    } catch {
      folder.discard()
      throw error
    }
  }

  private func fill(_ folder: ExportFolder, by actor: Actor) throws -> ExportSummary {
    let known = try store.summaries().filter { !$0.flags.contains(.erased) && !$0.code.isEmpty }
      .sorted { $0.id < $1.id }
    try store.recordViews(
      of: known.map(\.id), officer: actor.id, reason: "export", day: now.civil.date,
      clock: clockSource())
    _ = try store.append(
      [
        EntryDraft(
          kind: Self.exportKind, subject: .new,
          body: ["act": "export", "dossiers": .integer(Int64(known.count))])
      ], by: actor.id, clock: clockSource())
    let entries = try writeEntries(folder)
    let states = try known.compactMap { try store.state(of: $0.id) }.filter { !$0.isErased }
    let unsent = try Set(store.unsentSince().keys)
    let records = states.map { state in
      dossierJSON(state, isSent: state.id.map { !unsent.contains($0) } ?? false)
    }
    try folder.write(Self.lines(records), to: "dossiers.jsonl")
    try writeTables(states, folder)
    let (files, missing, unreadable) = try writeFiles(states, folder)
    try writeSettings(folder)
    try folder.write(Data(Self.exportGuide.utf8), to: "README.txt")
    try writeManifest(folder, dossiers: states.count, entries: entries, by: actor)
    return ExportSummary(
      dossiers: states.count, entries: entries, files: files, missingFiles: missing,
      unreadable: unreadable, bytes: folder.items.reduce(0) { $0 + $1.bytes })
  }
}
