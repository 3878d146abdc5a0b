import ArgumentParser
import Foundation
import Hub
import Identity

struct UnitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unit", abstract: "The communes and offices this hub serves.",
    subcommands: [Add.self, List.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Register a unit from its unit file, or bring it up to date.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var acting: ActorOptions
    @Argument(help: "The unit file, JSON.") var file: String

    func run() async throws {
      guard let bytes = FileManager.default.contents(atPath: file) else {
        throw Failure.notFound("Cannot read the unit file \(file).")
      }
      let document = try JSONValue(parsing: bytes)
      let hub = try common.openHub()
      let code = try await hub.addUnit(document, actor: try await acting.actor(hub, common))
      Output.print(["code": .string(code)], json: common.json) { "Unit \(code) is registered." }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the units.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let units = try await common.openHub().units()
      let documents = try units.map { try JSONValue(parsing: $0.document) }
      Output.print(.array(documents), json: common.json) {
        Output.table(
          zip(units, documents).map { [$0.code, $1["name"]?.string ?? ""] })
      }
    }
  }
}
