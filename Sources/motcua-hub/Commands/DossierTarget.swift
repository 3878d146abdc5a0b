import ArgumentParser
import Dossiers
import Hub
import Identity
import Sync

/// A dossier named on the command line, and who looks at it or changes it.
struct DossierTarget: ParsableArguments {
  @OptionGroup var common: CommonOptions
  @OptionGroup var acting: ActorOptions
  @Argument(help: "The dossier's code or id.") var dossier: String

  func open() async throws -> (Hub, DossierFile) {
    let hub = try common.openHub()
    return (hub, try await hub.open(try await hub.find(dossier)))
  }

  /// A look by an officer goes into the journal like one on the desk.
  func recordView(_ hub: Hub, _ id: SubjectID) async throws {
    guard acting.officer != nil,
      let officer = EntryID(try await acting.actor(hub, common))
    else { return }
    try await hub.recordView(of: id, by: officer, reason: "processing")
  }

  /// `nil` for the local administrator, who may do what the life cycle allows.
  func role(_ hub: Hub, _ actor: String) async throws -> OfficerRole? {
    guard let id = EntryID(actor) else { return nil }
    return try await hub.officer(id)?.role
  }
}

/// Dossiers as `--json` prints them.
enum DossierJSON {
  static func line(_ line: DossierLine) -> JSONValue {
    .object(head(line.id, line.summary))
  }

  static func file(_ file: DossierFile) -> JSONValue {
    var members = head(file.id, file.summary)
    members["answers"] = .object(
      Dictionary(
        file.answers.map { ($0.path, JSONValue.string($0.value)) }, uniquingKeysWith: { $1 }))
    members["rows"] = .object(
      file.rows.mapValues { .array($0.map(JSONValue.string)) })
    members["components"] = .array(
      file.components.map {
        [
          "id": .string($0.id), "original": .integer(Int64($0.original)),
          "certified": .integer(Int64($0.certified)), "copy": .integer(Int64($0.copy)),
          "presented": .integer(Int64($0.presented)),
        ]
      })
    members["history"] = history(file)
    return .object(members)
  }

  static func history(_ file: DossierFile) -> JSONValue {
    .array(
      file.events.map { event in
        var members: [String: JSONValue] = [
          "entry": .string(event.entry.description), "kind": .string(event.kind),
          "time": .string(Instant(milliseconds: event.time).rfc3339),
          "actor": .string(event.actor),
        ]
        members["to"] = event.status.map { .integer(Int64($0)) }
        members["reason"] = event.reason.map(JSONValue.string)
        members["note"] = event.note.map(JSONValue.string)
        return .object(members)
      })
  }

  private static func head(_ id: SubjectID, _ summary: DossierSummary) -> [String: JSONValue] {
    let due = summary.due?.instant.map { JSONValue.string(Instant(milliseconds: $0).rfc3339) }
    return [
      "code": .string(summary.code), "id": .string(id.description),
      "officialCode": summary.officialCodes.first.map(JSONValue.string) ?? .null,
      "procedure": .string(summary.procedure), "version": .string(summary.version),
      "unit": .string(summary.unit), "status": .integer(Int64(summary.status)),
      "due": due ?? .null,
      "disputed": .array(summary.disputedPaths.map(JSONValue.string)),
    ]
  }
}
