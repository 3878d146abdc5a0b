import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import KioskDesk
import Printing

/// The queue of papers on the command line.
extension PrinterCommand {
  struct PrintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "print", abstract: "Put a dossier's paper into a printer's queue.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The printer.") var id: String
    @Argument(help: "Dossier code.") var code: String
    @Option(help: "The document, as of motcua document.") var kind = "receipt"
    @Option(help: "1 to 9.") var copies = 1

    func run() async throws {
      let office = try common.office()
      let job = try office.print(
        PaperKind(named: kind), code: code, on: id, copies: copies, by: common.actor(in: office))
      common.json
        ? Output.json(PrinterOutput.job(job)) : Output.lines([PrinterOutput.line(job)])
    }
  }

  struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the queue.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let jobs = try common.office().store.printJobs()
      common.json
        ? Output.json(.array(jobs.map(PrinterOutput.job)))
        : Output.lines(jobs.map(PrinterOutput.line))
    }
  }

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what waits, where no screens are running; one attempt each.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Milliseconds between two questions to a printer about a job (10 to 10000).")
    var poll = Spooler.usualPollMilliseconds

    func run() async throws {
      guard (10...10_000).contains(poll) else {
        throw DossierError(
          .badInput, vi: "--poll là số từ 10 đến 10000.",
          en: "--poll is a number from 10 to 10000.")
      }
      let office = try common.office()
      try await OfficePrinting.agent(office, pollMilliseconds: poll).once()
      let left = try office.store.printJobs().filter { !$0.state.isFinished }
      common.json
        ? Output.json(.array(left.map(PrinterOutput.job)))
        : Output.lines(left.map(PrinterOutput.line))
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Try a job again.")
    @OptionGroup var common: CommonOptions
    @Argument var job: Int64
    func run() async throws { try common.act(on: job) { try $0.retryPrint(job, by: $1) } }
  }

  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Cancel a job.")
    @OptionGroup var common: CommonOptions
    @Argument var job: Int64
    func run() async throws { try common.act(on: job) { try $0.cancelPrint(job, by: $1) } }
  }

  struct Reprint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a job's paper once more, marked as a reprint.")
    @OptionGroup var common: CommonOptions
    @Argument var job: Int64
    func run() async throws { try common.act(on: job) { try $0.reprint(job, by: $1) } }
  }

  struct Done: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that the paper of a job that may have been printed is there.")
    @OptionGroup var common: CommonOptions
    @Argument var job: Int64
    func run() async throws { try common.act(on: job) { try $0.confirmPrint(job, by: $1) } }
  }
}

extension CommonOptions {
  /// Does something with a job and shows what became of the queue.
  fileprivate func act(on job: Int64, _ work: (OneStopOffice, Actor) throws -> Void) throws {
    let office = try office()
    try work(office, actor(in: office))
    let jobs = try office.store.printJobs().filter { $0.id >= job }
    json
      ? Output.json(.array(jobs.map(PrinterOutput.job)))
      : Output.lines(jobs.map(PrinterOutput.line))
  }
}
