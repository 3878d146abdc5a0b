import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync

struct OfficerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "officer", abstract: "The officers of the unit; works offline.",
    subcommands: [Add.self, List.self, Reset.self, Disable.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add an officer.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Sign-in name.") var name: String
    @Option var fullName: String
    @Option(help: "receptionOfficer, specialist, signingLeader, headOfUnit or administrator.")
    var role: String

    func run() async throws {
      guard let known = OfficerRole(rawValue: role) else {
        let roles = OfficerRole.allCases.map(\.rawValue).joined(separator: ", ")
        throw DossierError(
          .badInput, vi: "Vai trò là một trong: \(roles).", en: "--role is one of \(roles).")
      }
      let office = try common.office()
      // With --officer the password file is that officer's; the new one is typed.
      let actor = try common.actor(in: office)
      let password = try common.password(prompt: "Mật khẩu của \(name): ")
      try office.addOfficer(
        name: name, fullName: fullName, role: known, password: password, by: actor)
      common.json ? Output.json(.record([("name", .string(name))])) : print("Đã thêm \(name).")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the officers.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let officers = try common.office().officers()
      if common.json {
        Output.json(
          .array(
            officers.map {
              .record([
                ("name", .string($0.name)), ("fullName", .string($0.fullName)),
                ("role", .string($0.role)), ("disabled", .bool($0.disabled)),
              ])
            }))
      } else {
        Output.lines(
          officers.map {
            "\($0.name)  \($0.fullName)  \($0.role)\($0.disabled ? "  (đã khoá)" : "")"
          })
      }
    }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give an officer a new password.")
    @OptionGroup var common: CommonOptions
    @Argument var name: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.resetOfficer(
        name: name, password: common.password(prompt: "Mật khẩu mới của \(name): "), by: actor)
      common.json ? Output.json(.record([("name", .string(name))])) : print("Đã đổi mật khẩu.")
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Close an officer's account.")
    @OptionGroup var common: CommonOptions
    @Argument var name: String

    func run() async throws {
      let office = try common.office()
      try office.disableOfficer(name: name, by: common.actor(in: office))
      common.json ? Output.json(.record([("name", .string(name))])) : print("Đã khoá \(name).")
    }
  }
}
