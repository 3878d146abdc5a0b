import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync

struct ReceiptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt", abstract: "Receipts.", subcommands: [Verify.self, Text.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say, without a link, whether a receipt's QR text is genuine.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "What the QR code says.") var text: String
    @Option(
      help: "Trust bundle (default: province.pub of the data folder); several may be given.")
    var key: [String] = []

    func run() async throws {
      let bundles =
        key.isEmpty
        ? [common.folder.appending(path: "province.pub")] : key.map { URL(filePath: $0) }
      let verdicts = try bundles.map { try OneStopOffice.verify(receipt: text, bundle: $0) }
      // A bundle that knows the key is worth more than one that does not, and an end that one of
      // them knows of is not undone by an older one beside it.
      let known = verdicts.filter { if case .unknownDevice = $0 { false } else { true } }
      let against = known.first { if case .valid = $0 { false } else { true } }
      guard let verdict = against ?? known.first ?? verdicts.first else { return }
      if case .valid(let device, let unit) = verdict { return say(device, unit) }
      throw DossierError(
        .refused, vi: "Giấy tiếp nhận không hợp lệ: \(verdict).",
        en: "The receipt is not genuine: \(verdict).")
    }

    private func say(_ device: DeviceID, _ unit: String) {
      let kind = (try? ReceiptCode.parse(text.trimmingCharacters(in: .whitespacesAndNewlines)))?
        .kind
      let facts = (try? SignedReceipt.parse(text.trimmingCharacters(in: .newlines)))?.facts
      if common.json {
        Output.json(
          .record([
            ("valid", .bool(true)), ("device", .string(device.rawValue)),
            ("unit", .string(unit)), ("facts", facts.map(\.json)),
            ("kind", kind.map { .string($0.rawValue) }),
          ]))
        return
      }
      guard kind != .slip else {
        print("Phiếu khẩn cấp thật, do thiết bị \(device) của \(unit) ký; hồ sơ có thể chưa nhập.")
        return
      }
      print("Giấy tiếp nhận thật, do thiết bị \(device) của \(unit) ký.")
      guard let facts else { return }
      let due = facts.dueAt.map { ", hẹn trả \(Instant(milliseconds: $0).rfc3339)" } ?? ""
      print(
        "Hồ sơ \(facts.code), thủ tục \(facts.procedure), nhận "
          + "\(Instant(milliseconds: facts.receivedAt).rfc3339)\(due).")
    }
  }

  struct Text: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What the QR code of a dossier's receipt says.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Dossier code.") var code: String
    @Flag(help: "The longer variant with the receipt's facts inside.") var facts = false

    func run() async throws {
      let office = try common.office()
      try common.actor(in: office).require(.printPapers)
      let (_, state) = try office.state(code: code)
      let text =
        facts ? office.signedReceipt(state).text : office.receiptText(state.code)
      common.json ? Output.json(.record([("text", .string(text))])) : print(text)
    }
  }
}

extension SignedReceipt.Facts {
  fileprivate var json: JSONValue {
    .record([
      ("code", .string(code)), ("procedure", .string(procedure)), ("unit", .string(unit)),
      ("receivedAt", .string(Instant(milliseconds: receivedAt).rfc3339)),
      ("due", .orNull(dueAt.map { Instant(milliseconds: $0).rfc3339 })),
      ("lookup", .string(lookup)),
    ])
  }
}
