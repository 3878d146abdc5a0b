import ArgumentParser
import Dossiers
import Foundation
import Hub
import HubServer
import Identity

struct DossierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dossier", abstract: "Dossiers, as the competent authority at the province.",
    subcommands: [List.self, Show.self, History.self, Status.self, Edit.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List dossiers, newest first.")

    @OptionGroup var common: CommonOptions
    @Option(help: "Only dossiers this unit is entitled to.") var unit: String?
    @Option(help: "Only this status, 1 to 10.") var status: Int?
    @Flag(help: "Only dossiers past their promised date.") var late = false

    func run() async throws {
      if let status, DossierStatus(rawValue: status) == nil {
        throw Failure.badInput("A status is a number from 1 to 10.")
      }
      let hub = try common.openHub()
      let lines = try await hub.dossiers(
        DossierFilter(unit: unit, status: status, dueBefore: late ? hub.now : nil))
      Output.print(.array(lines.map(DossierJSON.line)), json: common.json) {
        Output.table(
          lines.map {
            [
              $0.summary.code, $0.summary.procedure, $0.summary.unit,
              "\($0.summary.status) \($0.summary.dossierStatus.name.vi)",
              $0.summary.due?.instant.map { Instant(milliseconds: $0).rfc3339 } ?? "-",
            ]
          })
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show one dossier.")

    @OptionGroup var target: DossierTarget
    @OptionGroup var catalogue: CatalogueOptions

    func run() async throws {
      let (hub, file) = try await target.open()
      try await target.recordView(hub, file.id)
      let procedures = try await catalogue.procedures(hub)
      Output.print(DossierJSON.file(file), json: target.common.json) {
        let summary = file.summary
        let due = summary.due?.instant.map { Instant(milliseconds: $0).rfc3339 } ?? "-"
        let facts = [
          ["code", summary.code], ["procedure", "\(summary.procedure) \(summary.version)"],
          [
            "name",
            procedures?.name(of: summary.procedure, version: summary.version, .vietnamese) ?? "-",
          ],
          ["unit", summary.unit],
          ["status", "\(summary.status) \(summary.dossierStatus.name.vi)"], ["due", due],
          ["disputed", summary.disputedPaths.joined(separator: ", ")],
        ]
        let answers = procedures.map { DossierText.rows(file, $0, .vietnamese) }
        return Output.table(facts + (answers ?? file.answers.map { [$0.path, $0.value] }))
      }
    }
  }

  struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What happened to a dossier, and who did it.")

    @OptionGroup var target: DossierTarget

    func run() async throws {
      let (_, file) = try await target.open()
      Output.print(DossierJSON.history(file), json: target.common.json) {
        Output.table(
          file.events.map {
            [
              Instant(milliseconds: $0.time).rfc3339, $0.kind,
              $0.status.map { "→ \($0)" } ?? "", $0.actor, $0.reason ?? "",
            ]
          })
      }
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change a dossier's status as the life cycle allows.")

    @OptionGroup var target: DossierTarget
    @OptionGroup var catalogue: CatalogueOptions
    @Option(help: "The new status, 1 to 10.") var to: Int
    @Option(help: "The reason, for the history.") var reason: String
    @Option(help: "A note beside the reason.") var note: String?
    @Option(
      help: ArgumentHelp("What the change needs besides, e.g. papers=…", valueName: "NAME=VALUE"))
    var set: [String] = []

    func run() async throws {
      guard let status = DossierStatus(rawValue: to) else {
        throw Failure.badInput("A status is a number from 1 to 10.")
      }
      let change = StatusChange(to: status, reason: reason, note: note, data: try data())
      let hub = try target.common.openHub()
      let id = try await hub.find(target.dossier)
      let actor = try await target.acting.actor(hub, target.common)
      let procedures = try await catalogue.procedures(hub)
      try await hub.changeStatus(
        of: id, change, actor: actor, role: try await target.role(hub, actor),
        hold: { try procedures?.checkRules($0) })
      let file = try await hub.open(id)
      Output.print(DossierJSON.file(file), json: target.common.json) {
        "Dossier \(file.summary.code) is now \(file.summary.status) "
          + "(\(file.summary.dossierStatus.name.vi))."
      }
    }

    private func data() throws -> [TransitionDatum: String] {
      var data: [TransitionDatum: String] = [:]
      for pair in set {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let datum = TransitionDatum(rawValue: String(parts[0])) else {
          let names = TransitionDatum.allCases.map(\.rawValue).joined(separator: ", ")
          throw Failure.badInput("Write --set NAME=VALUE with one of: \(names).")
        }
        data[datum] = String(parts[1])
      }
      return data
    }
  }

  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Change answers of a dossier.")

    @OptionGroup var target: DossierTarget
    @Option(help: ArgumentHelp("The changes, JSON.", valueName: "FILE")) var answers: String
    @OptionGroup var catalogue: CatalogueOptions

    func run() async throws {
      guard let bytes = FileManager.default.contents(atPath: answers) else {
        throw Failure.notFound("Cannot read the file of changes \(answers).")
      }
      let changes = try JSONValue(parsing: bytes)
      let hub = try target.common.openHub()
      let id = try await hub.find(target.dossier)
      let actor = try await target.acting.actor(hub, target.common)
      let known = try await hub.open(id).summary
      let (code, version) = (known.procedure, known.version)
      let procedures = try await catalogue.procedures(hub)
      try await hub.edit(
        id, changes, fields: procedures?.fields(of: code, version: version) ?? [], actor: actor,
        role: try await target.role(hub, actor),
        check: { before, after in
          try procedures?.check(
            before, after, code: code, version: version, receivedAt: known.receivedAt)
        }, restate: { try procedures?.statement($0, of: $1, seed: $2) })
      let file = try await hub.open(id)
      Output.print(DossierJSON.file(file), json: target.common.json) {
        "Dossier \(file.summary.code) is changed."
      }
    }
  }
}

/// Where the shipped procedures lie.
struct CatalogueOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The catalogue folder Forms.", valueName: "DIR"))
  var forms: String?

  /// The shipped procedures and the published ones; nil where no catalogue is installed.
  func procedures(_ hub: Hub) async throws -> ProcedureNames? {
    guard let folder = try folder() else { return nil }
    return await (try HubProcedures(hub: hub, shipped: folder)).now()
  }

  private func folder() throws -> URL? {
    if let forms { return try Installation.folder(forms, "Forms", option: "--forms") }
    return try? Installation.folder(nil, "Forms", option: "--forms")
  }
}
