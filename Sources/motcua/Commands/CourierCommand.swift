import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

struct CourierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "courier", abstract: "Exchange with the province by USB stick.",
    subcommands: [Write.self, Read.self])

  struct Write: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put on the stick what the province has not acknowledged.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Folder of the stick.") var folder: String
    @Flag(help: "Leave out what another stick carries already.") var onlyNew = false
    @Option(help: "At most so many megabytes of attached files.") var filesUpTo = 200

    func run() async throws {
      guard (0...64_000).contains(filesUpTo) else {
        throw DossierError(
          .badInput, vi: "--files-up-to từ 0 đến 64000 MB.",
          en: "--files-up-to is 0 to 64000 megabytes.")
      }
      let office = try common.office()
      let stick = try StickFolder(URL(filePath: folder, directoryHint: .isDirectory))
      let limit = filesUpTo * 1_000_000
      let load = try office.write(stick, onlyNew: onlyNew, fileBytes: limit)
      if common.json {
        Output.json(
          .record([
            ("written", .strings(load.names)),
            ("entries", .integer(Int64(load.carried.entries))),
            ("dossiers", .integer(Int64(load.carried.dossiers))),
            ("files", .integer(Int64(load.carried.files))),
            ("filesLeft", .integer(Int64(load.beyondLimit.files + load.noRoom.files))),
            ("bytesLeft", .integer(Int64(load.beyondLimit.bytes + load.noRoom.bytes))),
            ("bytes", .integer(Int64(load.bytes))), ("full", .bool(load.hasNoRoom)),
            ("entriesLeft", .integer(Int64(load.noRoom.entries))),
            ("dossiersLeft", .integer(Int64(load.noRoom.dossiers))),
            ("unreadable", .array(load.unreadable.map(\.json))),
          ]))
      } else {
        Output.lines(load.sentences(limit: limit).map(\.vi))
      }
      guard !load.names.isEmpty, load.noRoom.entries == 0 else { throw ExitCode(Failure.other) }
    }
  }

  struct Read: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take in what the province put on the stick, and say what arrived.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Folder of the stick.") var folder: String

    func run() async throws {
      let office = try common.office()
      let stick = try StickFolder(URL(filePath: folder, directoryHint: .isDirectory))
      let tally = try office.read(stick)
      try report(office, tally)
    }

    private func report(_ office: OneStopOffice, _ tally: StickTally) throws {
      let report = try office.store.courierReport()
      let pending = try office.store.pending()
      if common.json {
        var members = tally.json
        members["carried"] = .integer(Int64(report.carried))
        members["arrived"] = .integer(Int64(report.arrived))
        members["waiting"] = .strings(report.waiting.map(\.description))
        members["doubled"] = .strings(report.doubled.map(\.description))
        members["heldLines"] = .integer(Int64(report.held))
        members["pending"] = .integer(Int64(pending.entries + pending.files))
        members["sentence"] = .string(report.sentence.vi)
        Output.json(.object(members))
      } else {
        Output.lines(tally.sentences.map(\.vi))
        if let held = report.heldSentence { print(held.vi) }
        if pending.entries > 0 { print("Còn \(pending.entries) mục chờ gửi.") }
        print(report.sentence.vi)
      }
      guard tally.unusable.isEmpty else { throw ExitCode(Failure.other) }
    }
  }
}
