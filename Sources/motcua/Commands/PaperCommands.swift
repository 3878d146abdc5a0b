import ArgumentParser
import Counter
import Documents
import Dossiers
import Foundation
import Identity
import Sync

struct DocumentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "document", abstract: "Write one document of a dossier to a file.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Dossier code.") var code: String
  @Option(help: "receipt (01) or declaration.") var kind: String
  @Option(help: "pdf, png, escpos or text.") var format: String
  @Option(name: .long, help: "File to write, or - for standard output.") var out: String

  func run() async throws {
    guard let wanted = PaperFormat(rawValue: format) else {
      throw DossierError(
        .badInput, vi: "Định dạng là pdf, png, escpos hoặc text.",
        en: "--format is pdf, png, escpos or text.")
    }
    let office = try common.office()
    let data = try office.document(
      PaperKind(named: kind), format: wanted, code: code, by: common.actor(in: office))
    if out == "-" {
      FileHandle.standardOutput.write(data)
      return
    }
    try Output.save(data, to: out)
    if common.json {
      Output.json(.record([("file", .string(out)), ("bytes", .integer(Int64(data.count)))]))
    }
  }
}

struct ReceiptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt", abstract: "Receipts.", subcommands: [Verify.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say, without a link, whether a receipt's QR text is genuine.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "What the QR code says.") var text: String
    @Option(help: "Trust bundle (default: province.pub of the data folder).") var key: String?

    func run() async throws {
      let bundle =
        key.map { URL(filePath: $0) } ?? common.folder.appending(path: "province.pub")
      switch try OneStopOffice.verify(receipt: text, bundle: bundle) {
      case .valid(let device, let unit):
        if common.json {
          Output.json(
            .record([
              ("valid", .bool(true)), ("device", .string(device.rawValue)),
              ("unit", .string(unit)),
            ]))
        } else {
          print("Giấy tiếp nhận thật, do thiết bị \(device) của \(unit) ký.")
        }
      case let verdict:
        throw DossierError(
          .refused, vi: "Giấy tiếp nhận không hợp lệ: \(verdict).",
          en: "The receipt is not genuine: \(verdict).")
      }
    }
  }
}

struct ClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "The machine's clock.",
    subcommands: [Show.self, Confirm.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the office thinks of it.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      let (state, words) =
        switch try office.clockStanding() {
        case .trusted(let source): (source.rawValue, "Đồng hồ tin được (\(source.rawValue)).")
        case .unsure(let why): ("unsure", why.vi)
        }
      common.json
        ? Output.json(
          .record([("now", .string(office.now.rfc3339)), ("standing", .string(state))]))
        : print("\(office.now.rfc3339)  \(words)")
    }
  }

  struct Confirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Confirm that the machine's date and time are right.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      try office.confirmClock(by: common.actor(in: office))
      common.json
        ? Output.json(.record([("now", .string(office.now.rfc3339))]))
        : print("Đã xác nhận \(office.now.rfc3339).")
    }
  }
}
