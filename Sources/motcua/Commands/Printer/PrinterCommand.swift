import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import KioskDesk
import Printing

struct PrinterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "printer", abstract: "Printers, and the papers on their way to them.",
    subcommands: [
      Add.self, List.self, Test.self, Remove.self, PrintCommand.self, Jobs.self, Retry.self,
      Cancel.self, Reprint.self, Done.self, Run.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Set up a printer.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "A short name: letters, digits, hyphens.") var id: String
    @Argument(help: "ipp://host/ipp/print, socket://host:9100 or file:///dev/usb/lp0.")
    var address: String
    @Option(help: "a4, a5, mm80 or mm58.") var paper: String
    @Option(help: "The name officers see.") var name: String?
    @Flag(help: "The thermal printer answers when asked for its state.") var answers = false

    func run() async throws {
      guard let paper = PrinterRecord.Paper(rawValue: paper) else {
        throw DossierError(
          .badInput, vi: "--paper là a4, a5, mm80 hoặc mm58.",
          en: "--paper is a4, a5, mm80 or mm58.")
      }
      let office = try common.office()
      let printer = try PrinterRecord(
        id: id, name: name ?? id, address: address, paper: paper, answers: answers)
      let answer = try await OfficePrinting.add(printer, to: office, by: common.actor(in: office))
      PrinterOutput.show(try office.store.printer(id) ?? printer, answer, common)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the printers.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let printers = try common.office().store.printers()
      common.json
        ? Output.json(.array(printers.map(\.json)))
        : Output.lines(printers.map { "\($0.id)  \($0.name)  \($0.paper.rawValue)  \($0.address)" })
    }
  }

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Ask a printer how it is.")
    @OptionGroup var common: CommonOptions
    @Argument var id: String

    func run() async throws {
      let office = try common.office()
      let answer = try await OfficePrinting.test(id, of: office)
      guard let printer = try office.store.printer(id) else { return }
      if case .failure(let problem) = answer {
        throw DossierError(.refused, vi: problem.sentence.vi, en: problem.sentence.en)
      }
      PrinterOutput.show(printer, answer, common)
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove a printer; what waits for it is cancelled.")
    @OptionGroup var common: CommonOptions
    @Argument var id: String

    func run() async throws {
      let office = try common.office()
      try OfficePrinting.remove(id, from: office, by: common.actor(in: office))
      common.json ? Output.json(.record([("id", .string(id))])) : print("Đã bỏ máy in \(id).")
    }
  }
}

/// What the commands say of printers and jobs.
enum PrinterOutput {
  static func show(
    _ printer: PrinterRecord, _ answer: Result<PrinterStatus, PrintProblem>,
    _ common: CommonOptions
  ) {
    var fields: [(String, JSONValue?)] = [
      ("id", .string(printer.id)), ("format", .string(printer.format.rawValue)),
    ]
    let lines: [String]
    switch answer {
    case .success(let status):
      fields += [
        ("ready", .bool(status.isAccepting && status.hindrances.isEmpty)),
        ("model", .string(status.name)), ("problems", .strings(status.hindrances.map(\.en))),
      ]
      lines = status.hindrances.isEmpty ? ["Máy in sẵn sàng."] : status.hindrances.map(\.vi)
    case .failure(let problem):
      fields += [("ready", .bool(false)), ("problems", .strings([problem.sentence.en]))]
      lines = [problem.sentence.vi]
    }
    common.json
      ? Output.json(.record(fields))
      : Output.lines(["\(printer.id): \(printer.address) (\(printer.format.rawValue))"] + lines)
  }

  static func job(_ job: PrintJob) -> JSONValue {
    .record([
      ("id", .integer(job.id)), ("printer", .string(job.printer)),
      ("document", .string(job.ticket.document)), ("code", .string(job.ticket.code)),
      ("copies", .integer(Int64(job.ticket.copies))),
      ("reprint", .integer(Int64(job.ticket.reprint))), ("state", .string(job.state.name.rawValue)),
      ("problem", job.state.problem.map { .string($0.en) }),
    ])
  }

  static func line(_ job: PrintJob) -> String {
    let again = job.ticket.reprint == 0 ? "" : "  (in lại lần \(job.ticket.reprint))"
    let problem = job.state.problem.map { "  \($0.vi)" } ?? ""
    return "\(job.id)  \(job.printer)  \(job.ticket.document)  \(job.ticket.code)"
      + "\(again)  \(job.state.name.words.vi)\(problem)"
  }
}
