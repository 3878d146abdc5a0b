import Counter
import Dossiers
import FormEngine
import Foundation
import Identity
import KioskServer
import Sync

/// The order and wording in which another system asks for a procedure's answers: `entry.json`
/// beside the form. Without one the form's own order and wording stand in.
struct EntryPlan: Decodable {
  static let fileName = "entry.json"

  struct Group: Decodable {
    let title: LocalizedText
    /// A list of the form: the group stands once for each row, and its lines' paths are the row's.
    let rows: String?
    let lines: [Line]

    /// The group once, or once for each row there is: its number and what goes before its paths.
    func places(_ rows: [String: [String]]) -> [(number: Int?, prefix: String)] {
      guard let list = self.rows else { return [(nil, "")] }
      return rows[list, default: []].enumerated().map { ($0 + 1, "\(list)[\($1)]/") }
    }
  }

  struct Line: Decodable {
    /// As that system words it; not translated.
    let label: String
    /// Answers joined to one value.
    let paths: [String]
    let joinedBy: String?
    /// How that system words values that are codes here.
    let values: [String: String]?
  }

  let system: LocalizedText
  let groups: [Group]

  /// `nil` where there is none.
  static func read(beside folder: URL) throws -> EntryPlan? {
    let file = folder.appending(path: fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try JSONFile.read(EntryPlan.self, at: file)
  }
}

extension OneStopOffice {
  /// Values are in Vietnamese whatever the officer reads: they go into a Vietnamese system.
  func entrySheet(_ state: DossierState, _ language: Language) throws -> EntrySheet {
    let entry = try entry(of: state)
    let questions = try questions(of: state, .vietnamese)
    func value(_ path: String) -> String {
      spoken(state.allValues[path] ?? "", questions[path], .vietnamese)
    }
    if let plan = try EntryPlan.read(beside: entry.folder) {
      return EntrySheet(
        system: plan.system[language],
        groups: plan.groups.flatMap { group in
          group.places(state.rows).map { place in
            EntrySheet.Group(
              title: group.title[language] + (place.number.map { " \($0)" } ?? ""),
              lines: group.lines.map { line in
                let parts = line.paths.map { value(place.prefix + $0) }.filter { !$0.isEmpty }
                  .map { line.values?[$0] ?? $0 }
                return EntrySheet.Line(
                  label: line.label, value: parts.joined(separator: line.joinedBy ?? ", "))
              })
          }
        }, officialCode: state.officialCodes.first)
    }
    let session = try library.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt))
    try session.load(state.flatAnswers.formAnswers)
    return EntrySheet(
      system: entry.procedure.routing.name[language],
      groups: sections(session, state, .vietnamese).map { section in
        EntrySheet.Group(
          title: section.title,
          lines: section.rows.map { EntrySheet.Line(label: $0.label, value: $0.value) })
      }, officialCode: state.officialCodes.first)
  }
}
