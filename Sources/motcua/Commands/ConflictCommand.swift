import ArgumentParser
import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync

struct ConflictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflict", abstract: "Where two people said different things, and the decisions.",
    subcommands: [List.self, Show.self, Resolve.self, Judge.self, Figures.self, Codes.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Dossiers with disputes.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      let waiting = try office.waitingDecisions()
      if common.json {
        Output.json(
          .array(
            waiting.map { item in
              var json = item.summary.json.object ?? [:]
              json["disputes"] = .array(item.disputes.map(\.json))
              json["doubts"] = .array(item.doubts.map(\.json))
              return .object(json)
            }))
      } else {
        Output.lines(
          waiting.map { item in
            let kinds = item.disputes.map(\.matter.kind) + item.doubts.map(\.kind)
            let what = Set(kinds).sorted().joined(separator: ", ")
            return "\(item.summary.code)  \(item.summary.maskedTitle)  \(what)"
          })
      }
    }
  }

  struct Judge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say whether two dossiers are about the same matter; neither is changed.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument(help: "The other dossier's code or id; it may be one only the province has.")
    var other: String
    @Flag(inversion: .prefixedNo, help: "They are about the same matter.") var same: Bool
    @Option(help: "Why, for the history.") var reason: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.judgeDuplicate(
        code: code, other: other, isSame: same, reason: reason, by: actor)
      common.json
        ? Output.json(.record([("code", .string(code)), ("same", .bool(same))]))
        : print("Đã ghi. Không hồ sơ nào bị thay đổi.")
    }
  }

  struct Figures: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How many disputes there were, of which kind, and how long they took.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      let figures = try office.disputeFigures(office.waitingDecisions())
      if common.json { return Output.json(.array(figures.map(\.json))) }
      Output.lines(
        figures.map { figure in
          let median = figure.medianMinutes.map { "\($0) min" } ?? "-"
          let longest = figure.longestMinutes.map { "\($0) min" } ?? "-"
          return "\(figure.kind)  open \(figure.open)  settled \(figure.settled)  "
            + "median \(median)  longest \(longest)"
        })
      if figures.isEmpty { print("Chưa có mâu thuẫn nào.") }
    }
  }

  struct Codes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Codes that several dossiers have, as after two machines worked with one key.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let collisions = try common.office().store.codeCollisions()
      if common.json {
        Output.json(
          .array(
            collisions.map {
              .record([
                ("code", .string($0.code)), ("dossiers", .strings($0.dossiers.map(\.description))),
              ])
            }))
      } else {
        Output.lines(
          collisions.map { "\($0.code)  \($0.dossiers.map(\.description).joined(separator: ", "))" }
        )
        if collisions.isEmpty { print("Không có mã hồ sơ nào bị trùng.") }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What was said, side by side.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let (id, state) = try office.state(code: code)
      try office.recordView(id, reason: "handling", by: actor)
      let doubts = try office.doubts(about: state)
      if common.json {
        return Output.json(
          .array(state.disputes.map(\.json) + doubts.map { $0.details(in: state) }))
      }
      for dispute in state.disputes {
        print(dispute.matter.name)
        Output.lines(
          dispute.sides.map { side in
            let said = side.answers.sorted { $0.key < $1.key }
              .map { "\($0.key) = \($0.value ?? "—")" }
            let text = said.isEmpty ? side.other ?? "" : said.joined(separator: "; ")
            let time = Instant(milliseconds: side.time).rfc3339
            return "  \(side.entry)  \(time)  \(side.actor)  \(text)"
          })
      }
      for doubt in doubts {
        switch doubt {
        case .rules(let broken):
          Output.lines(broken.flatMap { $0.lines(in: state) })
        case .duplicate(let other): print("duplicate? \(other.reference)")
        case .duplicateElsewhere(let other):
          print("duplicate? \(other.code)  \(other.unitName) (\(other.unit))  \(other.day)")
        case .promises: print(state.due?.vi ?? "promise")
        case .incomplete(let entries): Output.lines(entries.map { "Chưa đến: \($0)" })
        case .needsUpdate(let entries):
          Output.lines(entries.map { "Do bản phần mềm mới hơn ghi: \($0)" })
        }
      }
    }
  }

  struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide for one side, or for another value, with all sides seen.",
      aliases: ["decide"])
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument(help: "Path of the field or group, a row, a component, or status.") var field: String
    @Option(help: "Keep what this entry said.") var keep: String?
    @Option(help: "Or another value.") var value: String?
    @Option(help: "Why.") var reason: String = ""
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "The entries “conflict show” named; refused if others came.", valueName: "id"))
    var seen: [String] = []

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      guard (keep == nil) != (value == nil) else {
        throw DossierError(
          .badInput, vi: "Dùng --keep MỤC hoặc --value GIÁ-TRỊ.",
          en: "Use either --keep ENTRY or --value V.")
      }
      try office.resolve(
        code: code, field: field, keep: keep, value: value, reason: reason,
        seen: seen.isEmpty ? nil : Set(seen), by: actor)
      common.json
        ? Output.json(.record([("code", .string(code)), ("field", .string(field))]))
        : print("Đã ghi quyết định.")
    }
  }
}
