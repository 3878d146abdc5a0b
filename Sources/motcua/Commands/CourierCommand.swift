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
      let load = try office.store.courierLoad(
        unit: office.unit.code, onlyNew: onlyNew, fileBytes: filesUpTo * 1_000_000)
      for parcel in load.parcels { try stick.write(parcel.name, parcel.data) }
      let bytes = load.parcels.reduce(0) { $0 + $1.data.count }
      if common.json {
        Output.json(
          .record([
            ("written", .strings(load.parcels.map(\.name))),
            ("entries", .integer(Int64(load.entries))),
            ("dossiers", .integer(Int64(load.dossiers))), ("files", .integer(Int64(load.files))),
            ("filesLeft", .integer(Int64(load.filesLeft))),
            ("bytesLeft", .integer(Int64(load.bytesLeft))), ("bytes", .integer(Int64(bytes))),
          ]))
      } else {
        print(
          "Đã chép \(load.dossiers) hồ sơ (\(load.entries) mục, \(load.files) tệp đính kèm, "
            + "\((bytes + 999) / 1000) KB) lên USB.")
        if load.filesLeft > 0 {
          print(
            "Còn \(load.filesLeft) tệp (\((load.bytesLeft + 999_999) / 1_000_000) MB) vượt mức "
              + "\(filesUpTo) MB, chưa chép.")
        }
        print("Hãy tháo USB an toàn rồi gửi về tỉnh.")
      }
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
      var tally = StickTally()
      for name in try stick.names() {
        guard CourierParcel.isName(name) else {
          tally.foreign += 1
          continue
        }
        guard let bytes = stick.read(name, limit: CourierFile.byteLimit) else {
          tally.unusable.append((name, .damaged))
          continue
        }
        tally.count(try office.store.readCourier(bytes), name)
      }
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
        members["sentence"] = .string(report.sentence)
        Output.json(.object(members))
      } else {
        Output.lines(tally.sentences)
        if report.held > 0 {
          print("\(report.held) mục tới trước phần còn thiếu, sẽ được ghép khi có USB trước đó.")
        }
        if pending.entries > 0 { print("Còn \(pending.entries) mục chờ gửi.") }
        print(report.sentence)
      }
      guard tally.unusable.isEmpty else { throw ExitCode(Failure.other) }
    }
  }
}

extension StickTally {
  var sentences: [String] {
    var lines = ["Đã nhận \(new) mục mới từ USB."]
    if foreign > 0 { lines.append("\(foreign) tệp khác trên USB không thuộc chương trình này.") }
    for (name, problem) in unusable { lines.append("\(name): \(Self.words(problem))") }
    return lines
  }

  private static func words(_ problem: CourierProblem) -> String {
    switch problem {
    case .cutShort: "tệp chép chưa hết, hãy chép lại."
    case .notSigned: "tệp bị thay đổi hoặc không phải của tỉnh."
    case .otherHub: "tệp của tỉnh khác."
    case .damaged, .foreign, .notForUs: "tệp hỏng, hãy chép lại."
    }
  }
}
