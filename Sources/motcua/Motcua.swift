import ArgumentParser
import Dossiers
import Foundation

/// The commune's end: one program for the counter, the agent and the administrator.
struct Motcua: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motcua",
    abstract: "Một Cửa: an offline-first one-stop office of a commune.",
    subcommands: [
      InitCommand.self, EnrolCommand.self, OfficerCommand.self, ServeCommand.self,
      ProcedureCommand.self, FormCommand.self, DeadlineCommand.self, DossierCommand.self,
      ConflictCommand.self, DocumentCommand.self, LayoutCommand.self, PrinterCommand.self,
      ReceiptCommand.self, SlipCommand.self,
      ClockCommand.self,
      ReportCommand.self, AttentionCommand.self, ExportCommand.self,
      SyncCommand.self, LinkCommand.self, CourierCommand.self, BackupCommand.self,
      RestoreCommand.self,
      RangeCommand.self, RegisterCommand.self, CheckCommand.self, PaymentCommand.self,
      CashCommand.self, TellCommand.self, BatchCommand.self,
    ])
}

@main
enum Main {
  static func main() async {
    forbidCoreDumps()
    do {
      var command = try Motcua.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      leave(with: error)
    }
  }

  /// One sentence on standard error and the exit code of the contract.
  private static func leave(with error: any Error) -> Never {
    if let code = Failure.code(of: error) {
      Output.error(Failure.sentence(of: error))
      exit(code)
    }
    if let code = error as? ExitCode { exit(code.rawValue) }
    if Motcua.exitCode(for: error) == .success {
      print(Motcua.fullMessage(for: error))
      exit(0)
    }
    let words = Motcua.message(for: error).replacing("\n", with: " ")
    Output.error("\(words) See motcua --help.")
    exit(Failure.wrongUsage)
  }

  /// A core file would hold what is sealed everywhere else.
  private static func forbidCoreDumps() {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
  }
}
