import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity

struct ProcedureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "procedure",
    abstract: "List, show and search procedures, and print their blank forms.",
    subcommands: [List.self, Show.self, Search.self, Paper.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Procedures in force today.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let (library, today) = try ProcedureCommand.library(common)
      let entries = library.catalogue.inForce(on: today)
      if common.json {
        Output.json(.array(entries.map { ProcedureCommand.summary($0.procedure) }))
      } else {
        Output.lines(entries.map { "\($0.procedure.code)  \($0.procedure.name.vi)" })
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One procedure.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Procedure code, such as 1.001193.") var code: String
    @Flag(help: "Print the guide in English.") var english = false

    func run() async throws {
      let (library, today) = try ProcedureCommand.library(common)
      let procedure = try library.catalogue.entry(code, on: today).procedure
      if common.json {
        let data = try JSONEncoder().encode(procedure)
        FileHandle.standardOutput.write(data + Data("\n".utf8))
      } else {
        let guide = try ProcedureGuide(
          procedure, forms: ShareFolder.locate().appending(path: "Forms"),
          office: (try? common.office()).map { GuideOffice(unit: $0.unit) },
          catalogue: library.catalogue, on: today
        )
        Output.lines(guide.lines(english ? .english : .vietnamese))
      }
    }
  }

  /// Papers of a procedure itself, before there is a dossier.
  struct Paper: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a procedure's blank declaration or its guide to a PDF file.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Procedure code, such as 1.001193.") var code: String
    @Option(help: "blank or guide.") var kind = ProcedurePaper.blank.rawValue
    @Option(help: "File to write.") var out: String
    @Flag(help: "Print the guide in English.") var english = false

    func run() async throws {
      guard let paper = ProcedurePaper(rawValue: kind) else {
        throw DossierError(
          .badInput, vi: "Loại giấy là blank hoặc guide.", en: "--kind is blank or guide.")
      }
      let office = try common.office()
      try Output.save(
        office.paper(paper, of: code, english ? .english : .vietnamese), to: out)
    }
  }

  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find procedures by plain words, with or without diacritics.")
    @OptionGroup var common: CommonOptions
    @Argument var text: [String]

    func run() async throws {
      let (library, today) = try ProcedureCommand.library(common)
      let hits = library.catalogue.search(text.joined(separator: " "), on: today)
      if common.json {
        Output.json(
          .array(
            hits.map {
              .record([
                ("code", .string($0.code)), ("name", .string($0.name.vi)),
                ("why", .string($0.why.vi)),
              ])
            }))
      } else {
        Output.lines(hits.map { "\($0.code)  \($0.name.vi)  (\($0.why.vi))" })
      }
    }
  }

  static func library(_ common: CommonOptions) throws -> (FormLibrary, CivilDate) {
    let forms = try ShareFolder.locate().appending(path: "Forms")
    let now = Instant(milliseconds: try common.clock().milliseconds)
    return (try FormLibrary(folder: forms, data: common.folder), now.civil.date)
  }

  static func summary(_ procedure: Procedure) -> JSONValue {
    .record([
      ("code", .string(procedure.code)), ("name", .string(procedure.name.vi)),
      ("version", .string(procedure.version)),
    ])
  }
}
