import ArgumentParser
import Foundation
import Hub
import Identity
import Sync

struct CourierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "courier", abstract: "Exchange with communes by USB stick.",
    subcommands: [Read.self, Write.self])

  struct Read: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take in what communes put on the stick.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var catalogue: CatalogueOptions
    @Argument(help: "Folder of the stick.") var folder: String

    func run() async throws {
      let hub = try common.openHub()
      // The hub tells communes of dossiers that may be one matter: the forms name them.
      _ = try await catalogue.procedures(hub)
      let stick = try StickFolder(URL(filePath: folder, directoryHint: .isDirectory))
      let intake = try await hub.read(stick)
      try report(intake, held: try await hub.heldRuns(), forks: try await hub.forks())
    }

    private func report(
      _ intake: StickIntake, held: [HeldRunRecord], forks: [ForkNotice]
    ) throws {
      let tally = intake.tally
      var members = tally.json
      members["early"] = .integer(Int64(intake.early))
      members["refused"] = .array(
        intake.refused.map { ["name": .string($0.name), "reason": .string($0.reason)] })
      members["heldRuns"] = .array(
        held.map {
          [
            "device": .string($0.author.rawValue), "epoch": .integer(Int64($0.epoch)),
            "first": .integer(Int64($0.after + 1)), "last": .integer(Int64($0.last)),
          ]
        })
      members["forks"] = .integer(Int64(forks.count))
      Output.print(.object(members), json: common.json) {
        var lines = ["\(tally.new) new entries and bytes taken in, \(tally.known) files known."]
        for run in held {
          lines.append(
            "Entries \(run.after + 1) to \(run.last) of device \(run.author) are kept and wait for "
              + "the stick with those before.")
        }
        if intake.early > 0 { lines.append("\(intake.early) pieces of files wait on the stick.") }
        if tally.foreign > 0 { lines.append("\(tally.foreign) other files were left alone.") }
        lines += tally.unusable.map { "\($0.name): \($0.problem), copy it again." }
        lines += intake.refused.map { "\($0.name): not taken in. \($0.reason)" }
        return lines.joined(separator: "\n")
      }
      let unread = tally.unusable.count + intake.refused.count
      guard unread == 0 else {
        throw Failure.other("\(unread) files of the stick cannot be used.")
      }
    }
  }

  struct Write: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put on the stick what a unit is to get, with what the hub has of it.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Folder of the stick.") var folder: String
    @Option(help: "The unit's code; without it, every unit whose devices wrote on the stick.")
    var unit: [String] = []

    func run() async throws {
      let hub = try common.openHub()
      let stick = try StickFolder(URL(filePath: folder, directoryHint: .isDirectory))
      let wanted = unit.isEmpty ? try await units(on: stick, hub) : unit
      let load = try await hub.write(stick, for: wanted)
      report(load, wanted)
      guard load.isWhole else {
        throw Failure.other("Not all of what these communes are to get is on the stick.")
      }
    }

    private func report(_ load: StickLoad, _ units: [String]) {
      let value: JSONValue = [
        "units": .array(units.map(JSONValue.string)),
        "written": .array(load.names.map(JSONValue.string)),
        "bytes": .integer(Int64(load.bytes)), "full": .bool(!load.noRoom.isEmpty),
        "left": .array(
          load.noRoom.map {
            [
              "unit": .string($0.unit), "files": .integer(Int64($0.files)),
              "entries": .integer(Int64($0.entries)),
            ]
          }),
        "unreadable": .array(
          load.unreadable.map { ["unit": .string($0.unit), "reason": .string($0.reason)] }),
      ]
      Output.print(value, json: common.json) {
        var lines = [
          "\(load.names.count) files for \(units.joined(separator: ", ")) are on the stick."
        ]
        if !load.noRoom.isEmpty {
          let left = load.noRoom.map { "\($0.files) files (\($0.entries) entries) for \($0.unit)" }
          lines.append("The stick is full: \(left.joined(separator: ", ")) were left out.")
          lines.append("Remove other files from it or take a larger one, and write it again.")
        }
        lines += load.unreadable.map { "\($0.unit): \($0.reason) Run motcua-hub check." }
        return lines.joined(separator: "\n")
      }
    }

    /// Units of the devices whose files lie on the stick, else all that have a device.
    private func units(on stick: StickFolder, _ hub: Hub) async throws -> [String] {
      let devices = try await hub.devices().filter { $0.state != .revoked }
      let names = try stick.names().filter(CourierParcel.isName)
      let writers = devices.filter { device in
        names.contains { $0.hasPrefix(CourierParcel.prefix + device.id.rawValue) }
      }
      return Set((writers.isEmpty ? devices : writers).map(\.unit)).sorted()
    }
  }
}
