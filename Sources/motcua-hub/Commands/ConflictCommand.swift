import ArgumentParser
import Dossiers
import FormEngine
import Foundation
import Hub
import HubServer
import Identity
import Sync

struct ConflictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflict",
    abstract: "Where two people said different things, and the decisions.",
    subcommands: [List.self, Show.self, Resolve.self, Judge.self, Figures.self, Codes.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Dossiers with disputes or doubts, the longest waiting first.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var catalogue: CatalogueOptions
    @Option(help: "Only dossiers this unit is entitled to.") var unit: String?

    func run() async throws {
      let waiting = try await catalogue.review(try common.openHub()).waiting(unit: unit)
      Output.print(.array(waiting.map(ConflictJSON.line)), json: common.json) {
        waiting.isEmpty
          ? "Nothing waits for a decision."
          : Output.table(
            waiting.map {
              [
                $0.line.summary.code, $0.line.summary.unit, $0.kinds.joined(separator: ", "),
                Instant(milliseconds: $0.since).rfc3339,
              ]
            })
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What was said, side by side.")

    @OptionGroup var target: DossierTarget
    @OptionGroup var catalogue: CatalogueOptions

    func run() async throws {
      let (hub, file) = try await target.open()
      try await target.recordView(hub, file.id)
      let reviewed = try await catalogue.review(hub).dossier(file.id)
      Output.print(ConflictJSON.details(reviewed), json: target.common.json) {
        ConflictText.lines(reviewed).joined(separator: "\n")
      }
    }
  }

  struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide for one side, or for another value, with all sides seen.",
      aliases: ["decide"])

    @OptionGroup var target: DossierTarget
    @OptionGroup var catalogue: CatalogueOptions
    @Argument(help: "Path of the field or group, a row, a component, or status.") var field: String
    @Option(help: "Keep what this entry said.") var keep: String?
    @Option(help: "Or another value.") var value: String?
    @Option(help: "Why, for the history.") var reason: String = ""
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "The entries “conflict show” named; refused if others came.", valueName: "id"))
    var seen: [String] = []

    func run() async throws {
      let choice: DisputeDecision.Choice
      switch (keep.flatMap { EntryID($0) }, value) {
      case (let entry?, nil): choice = .keep(entry)
      case (nil, let value?) where keep == nil: choice = .value(value)
      default:
        throw Failure.badInput(
          "Use either --keep ENTRY, as “conflict show” names it, or --value V.")
      }
      let sides = seen.compactMap { EntryID($0) }
      guard sides.count == seen.count else {
        throw Failure.badInput("--seen takes the entries that “conflict show” names.")
      }
      let shown = seen.isEmpty ? nil : Set(sides)
      let (hub, file) = try await target.open()
      let summary = file.summary
      let procedures = try await catalogue.procedures(hub)
      let actor = try await target.acting.actor(hub, target.common)
      let role = try await target.role(hub, actor)
      if case .value(let value) = choice, let procedures,
        try await hub.state(of: file.id).dispute(named: field) == nil
      {
        try await procedures.correct(
          file, AnswerCorrection(path: field, value: value, reason: reason, seen: shown), hub,
          actor: actor, role: role)
      } else {
        try await hub.decide(
          file.id, DisputeDecision(matter: field, choice: choice, reason: reason, seen: shown),
          actor: actor, role: role
        ) { before, after in
          try procedures?.check(
            before, after, code: summary.procedure, version: summary.version,
            receivedAt: summary.receivedAt)
        }
      }
      Output.print(
        ["code": .string(summary.code), "field": .string(field)], json: target.common.json
      ) { "The decision about \(field) of \(summary.code) is recorded." }
    }
  }

  struct Judge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say whether two dossiers are about the same matter; neither is changed.")

    @OptionGroup var target: DossierTarget
    @Argument(help: "The other dossier's code or id.") var other: String
    @Flag(inversion: .prefixedNo, help: "They are about the same matter.") var same: Bool
    @Option(help: "Why, for the history.") var reason: String

    func run() async throws {
      let (hub, file) = try await target.open()
      let actor = try await target.acting.actor(hub, target.common)
      try await hub.judgeDuplicate(
        file.id, of: try await hub.find(other), isSame: same, reason: reason, actor: actor,
        role: try await target.role(hub, actor))
      Output.print(
        ["code": .string(file.summary.code), "same": .bool(same)], json: target.common.json
      ) { "The verdict is recorded in both dossiers." }
    }
  }

  struct Figures: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How many disputes there were, of which kind, and how long they took.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var catalogue: CatalogueOptions
    @Option(help: "Only dossiers this unit is entitled to.") var unit: String?

    func run() async throws {
      let review = try await catalogue.review(try common.openHub())
      let figures = try await review.figures(unit: unit, try await review.waiting(unit: unit))
      Output.print(.array(figures.map(\.json)), json: common.json) {
        Output.table(
          [["kind", "open", "settled", "median", "longest"]]
            + figures.map { figure in
              [
                figure.kind, "\(figure.open)", "\(figure.settled)",
                figure.medianMinutes.map { "\($0) min" } ?? "-",
                figure.longestMinutes.map { "\($0) min" } ?? "-",
              ]
            })
      }
    }
  }

  struct Codes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Codes that several dossiers have, as after two machines worked with one key.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let collisions = try await common.openHub().codeCollisions()
      Output.print(
        .array(
          collisions.map {
            [
              "code": .string($0.code),
              "dossiers": .array($0.dossiers.map { .string($0.description) }),
            ]
          }), json: common.json
      ) {
        collisions.isEmpty
          ? "No code was given twice."
          : collisions.map {
            "\($0.code)  \($0.dossiers.map(\.description).joined(separator: ", "))"
          }.joined(separator: "\n")
      }
    }
  }
}

extension CatalogueOptions {
  func review(_ hub: Hub) async throws -> ConflictReview {
    ConflictReview(hub: hub, procedures: try await procedures(hub))
  }
}

/// Disputes and doubts as `--json` prints them, like `motcua conflict`.
enum ConflictJSON {
  static func line(_ reviewed: ReviewedDossier) -> JSONValue {
    var json = DossierJSON.line(reviewed.line).object ?? [:]
    json["disputes"] = .array(reviewed.state.disputes.map(\.json))
    json["doubts"] = .array(doubts(reviewed, withValues: false))
    return .object(json)
  }

  static func details(_ reviewed: ReviewedDossier) -> JSONValue {
    .array(reviewed.state.disputes.map(\.json) + doubts(reviewed, withValues: true))
  }

  private static func doubts(_ reviewed: ReviewedDossier, withValues: Bool) -> [JSONValue] {
    var doubts: [JSONValue] = []
    if !reviewed.broken.isEmpty {
      var rules: [String: JSONValue] = [
        "kind": "rules", "fields": .array(reviewed.broken.paths.map { .string($0) }),
      ]
      if withValues { rules["rules"] = .array(reviewed.broken.map { $0.json(in: reviewed.state) }) }
      doubts.append(.object(rules))
    }
    doubts += reviewed.twins.map {
      [
        "kind": "duplicate", "code": .string($0.summary.code), "id": .string($0.id.description),
        "unit": .string($0.summary.unit),
      ]
    }
    if reviewed.promisedTwice { doubts.append(["kind": "promise"]) }
    if !reviewed.state.missing.isEmpty {
      doubts.append(
        [
          "kind": "incomplete",
          "entries": .array(reviewed.state.missing.map { .string($0.description) }),
        ])
    }
    if !reviewed.state.unknownEntries.isEmpty {
      doubts.append(
        [
          "kind": "needsUpdate",
          "entries": .array(reviewed.state.unknownEntries.map { .string($0.description) }),
        ])
    }
    return doubts
  }
}

/// Disputes and doubts for a terminal.
enum ConflictText {
  static func lines(_ reviewed: ReviewedDossier) -> [String] {
    var lines: [String] = []
    for dispute in reviewed.state.disputes {
      lines.append("\(dispute.matter.name) (\(dispute.matter.kind))")
      for side in dispute.sides {
        let said = side.answers.sorted { $0.key < $1.key }
          .map { "\($0.key) = \($0.value ?? "—")" }
        let words = said.isEmpty ? side.other ?? "" : said.joined(separator: "; ")
        let time = Instant(milliseconds: side.time).rfc3339
        let stands = side.stands ? "  (stands for now)" : ""
        lines.append("  \(side.entry)  \(time)  \(side.actor)  \(words)\(stands)")
      }
    }
    lines += reviewed.broken.flatMap { $0.lines(in: reviewed.state) }
    lines += reviewed.twins.map { "The same matter as \($0.summary.code) of \($0.summary.unit)?" }
    if reviewed.promisedTwice { lines.append("Two dates were promised; the earlier stands.") }
    lines += reviewed.state.missing.map { "Entry \($0) has not arrived." }
    lines += reviewed.state.unknownEntries.map { "Entry \($0) needs a newer program." }
    return lines.isEmpty ? ["Nothing waits for a decision."] : lines
  }
}
