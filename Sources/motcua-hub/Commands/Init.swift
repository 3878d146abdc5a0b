import ArgumentParser
import Dossiers
import Foundation
import Hub
import Identity

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a data folder with the hub's keys and an empty store.")

  @OptionGroup var common: CommonOptions

  @Option(help: "How the master key is kept: plainFile or systemdCredential.")
  var keys = KeyMode.plainFile

  func run() async throws {
    let hub = try HubFolder.create(
      at: common.folder, mode: keys, credentialsDirectory: common.credentialsDirectory,
      clock: SystemClock(), random: SystemRandom())
    _ = try await hub.trustBundle()
    let value: JSONValue = [
      "id": .string(hub.id.rawValue), "data": .string(common.folder.path),
      "keys": .string(keys.rawValue), "publicKey": .string(hub.publicKey.base64url),
    ]
    Output.print(value, json: common.json) {
      "Hub \(hub.id) is ready in \(common.folder.path) (keys: \(keys.rawValue)).\n"
        + "Next: motcua-hub unit add FILE, motcua-hub officer add NAME, motcua-hub serve."
    }
  }
}

extension KeyMode: ExpressibleByArgument {}
