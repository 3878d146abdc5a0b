import ArgumentParser
import Dossiers
import Hub
import Identity
import Sync

struct OfficerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "officer", abstract: "The officers of the province's desk.",
    subcommands: [Add.self, List.self, Reset.self, Disable.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add an officer.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The sign-in name.") var name: String
    @Option(help: "The officer's full name.") var fullName: String
    @Option(help: "receptionOfficer, specialist, signingLeader, headOfUnit or administrator.")
    var role: OfficerRole
    @Option(help: ArgumentHelp("Read the new password from this file.", valueName: "FILE"))
    var passwordFile: String?

    func run() async throws {
      let hub = try common.openHub()
      let actor = try ActorOptions.localAdministrator(common.folder)
      let password = try Password.read(from: passwordFile, prompt: "New password of \(name): ")
      let officer = try await hub.addOfficer(
        name: name, fullName: fullName, role: role, password: password, actor: actor)
      Output.print(json(officer), json: common.json) { "Officer \(officer.name) is added." }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the officers.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let officers = try await common.openHub().officers()
      Output.print(.array(officers.map(json)), json: common.json) {
        Output.table(
          officers.map {
            [$0.name, $0.role.rawValue, $0.fullName, $0.isDisabled ? "disabled" : ""]
          })
      }
    }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give an officer a new password.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The sign-in name.") var name: String
    @Option(help: ArgumentHelp("Read the new password from this file.", valueName: "FILE"))
    var passwordFile: String?

    func run() async throws {
      let hub = try common.openHub()
      let actor = try ActorOptions.localAdministrator(common.folder)
      let password = try Password.read(from: passwordFile, prompt: "New password of \(name): ")
      try await hub.resetPassword(of: name, to: password, actor: actor)
      Output.print(["name": .string(name)], json: common.json) {
        "Officer \(name) has a new password."
      }
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End an officer's account.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The sign-in name.") var name: String

    func run() async throws {
      let hub = try common.openHub()
      let actor = try ActorOptions.localAdministrator(common.folder)
      try await hub.disableOfficer(name, actor: actor)
      Output.print(["name": .string(name)], json: common.json) {
        "Officer \(name) can no longer sign in."
      }
    }
  }
}

private func json(_ officer: HubOfficer) -> JSONValue {
  [
    "id": .string(officer.id.description), "name": .string(officer.name),
    "fullName": .string(officer.fullName), "role": .string(officer.role.rawValue),
    "disabled": .bool(officer.isDisabled),
  ]
}

extension OfficerRole: ExpressibleByArgument {}
