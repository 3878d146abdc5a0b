import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

struct ConflictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflict", abstract: "Fields with two values, and their settlement.",
    subcommands: [List.self, Show.self, Resolve.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Dossiers with disputes.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      let disputed = try office.store.summaries().filter { $0.flags.contains(.disputed) }
      if common.json {
        Output.json(.array(disputed.map(\.json)))
      } else {
        Output.lines(disputed.map { "\($0.code)  \($0.maskedTitle)" })
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Both values side by side.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let (id, _) = try office.state(code: code)
      try office.recordView(id, reason: "handling", by: actor)
      let disputes = try office.disputes(code: code)
      if common.json {
        Output.json(.array(disputes.map(\.json)))
      } else {
        for dispute in disputes {
          print(dispute.path)
          Output.lines(dispute.values.map { "  \($0.entry)  \($0.value ?? "—")" })
        }
      }
    }
  }

  struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide for one value, with all values seen.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument(help: "Path of the field.") var field: String
    @Option(help: "Keep the value of this entry.") var keep: String?
    @Option(help: "Or another value.") var value: String?
    @Option(help: "Why.") var reason: String = ""

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      guard (keep == nil) != (value == nil) else {
        throw DossierError(
          .badInput, vi: "Dùng --keep MỤC hoặc --value GIÁ-TRỊ.",
          en: "Use either --keep ENTRY or --value V.")
      }
      try office.resolve(
        code: code, field: field, keep: keep, value: value, reason: reason, by: actor)
      common.json
        ? Output.json(.record([("code", .string(code)), ("field", .string(field))]))
        : print("Đã ghi quyết định.")
    }
  }
}
