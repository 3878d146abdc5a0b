import ArgumentParser
import Foundation
import Hub

/// `motcua-hub`: the province's end on the command line.
struct HubCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motcua-hub",
    abstract: "The province's end: takes in dossiers from the communes and shows where they stand.",
    version: "0.1.0",
    subcommands: [
      Init.self, Serve.self, UnitCommand.self, OfficerCommand.self, DeviceCommand.self,
      DossierCommand.self, ConflictCommand.self, CatalogueCommand.self, CourierCommand.self,
      Backup.self, Restore.self,
      Recover.self, Check.self,
    ])
}

/// Exit codes: 2 wrong usage or bad input, 3 not found, 4 refused by a rule, 1 anything else.
@main
enum HubMain {
  static func main() async {
    do {
      var command = try HubCommand.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      exit(report(error))
    }
  }

  private static func report(_ error: any Error) -> Int32 {
    if let failure = Failure(error) {
      complain(failure.sentence)
      return failure.code
    }
    let code = HubCommand.exitCode(for: error)
    if code == .success {
      print(HubCommand.fullMessage(for: error))
      return 0
    }
    if code == .validationFailure {
      complain("\(HubCommand.message(for: error)). Run “motcua-hub --help” for the usage.")
      return 2
    }
    complain("\(error)")
    return 1
  }

  private static func complain(_ sentence: String) {
    FileHandle.standardError.write(Data("motcua-hub: \(sentence)\n".utf8))
  }
}
