import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import HTTPClient
import Identity
import KioskDesk
import Sync
import SyncAgent

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write everything into one sealed file, while the office works, and read it back.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "The file to write.") var file: String
  @Option(help: "Seal it by a passphrase too: the first line of this file.")
  var passphraseFile: String?
  @Flag(help: "Make a new recovery sheet; an older sheet opens no backup made from now on.")
  var newSheet = false

  func run() async throws {
    let office = try common.office()
    let passphrase = try passphraseFile.map { try Passphrase.read($0, isNew: true) }
    let holders = try office.store.backupHolders(passphrase: passphrase, newSheet: newSheet)
    try await office.store.backup(to: URL(filePath: file), holders: holders) { summary, sheet in
      try Output.surely(text(summary, code: sheet?.code))
    }
  }

  private func text(_ summary: BackupSummary, code: String?) -> String {
    if common.json {
      let value = JSONValue.record([
        ("file", .string(file)), ("bytes", .integer(Int64(summary.bytes))),
        ("entries", .integer(Int64(summary.entries))), ("files", .integer(Int64(summary.files))),
        ("lost", .integer(Int64(summary.lost))),
        ("sealedTo", .strings(summary.ways)), ("recovery", code.map { .string($0) }),
      ])
      return String(decoding: value.canonical, as: UTF8.self)
    }
    var lines = [
      "Đã sao lưu \(summary.entries) mục và \(summary.files) tệp vào \(file), đã đọc lại đúng."
    ]
    if summary.lost > 0 {
      lines.append(
        "CHÚ Ý: \(summary.lost) tệp đính kèm bị mất hoặc hỏng trên máy này nên không có trong bản "
          + "sao lưu; chạy “motcua check” để biết là tệp nào.")
    }
    if let code {
      lines += ["MÃ KHÔI PHỤC, hãy chép ra giấy và cất nơi an toàn; máy không giữ mã này:", code]
    }
    return lines.joined(separator: "\n")
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put an office back into an empty data folder.",
    discussion: "An enrolled device asks the province first what was erased and written since.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "The backup.") var file: String
  @Option(help: "Read the recovery code from the first line of this file.")
  var recoveryFile: String?
  @Option(help: "Read the passphrase from the first line of this file.")
  var passphraseFile: String?
  @Option(help: "Where the master key comes from: plainFile or systemdCredential.")
  var keyMode: String = KeyMode.plainFile.rawValue
  @Flag(help: "Open the office although the province cannot be reached now.") var offline = false
  @Option(help: "Where the hub is now, if it moved since the backup.") var hub: String?
  @OptionGroup var authority: AuthorityOption

  func run() async throws {
    guard let mode = KeyMode(rawValue: keyMode) else {
      throw DossierError(
        .badInput, vi: "Chế độ khoá là plainFile hoặc systemdCredential.",
        en: "--key-mode is plainFile or systemdCredential.")
    }
    let address = try authority.moved(hub)
    guard address == nil || !offline else {
      throw DossierError(
        .badInput, vi: "--hub không đi cùng --offline: phải hỏi trung tâm ở địa chỉ mới.",
        en: "--hub does not go with --offline: the hub is asked at its new address.")
    }
    let reader = try BackupReader(URL(filePath: file))
    let restore = try OfficeRestore.begin(
      reader, with: try opener(reader.envelope), mode: mode, try common.surroundings())
    do {
      let isEnrolled = try restore.office.store.hub() != nil
      if isEnrolled, !offline { try await ask(restore.office, at: address) }
      let held = try restore.office.store.codeHold() != nil
      let count = try restore.office.store.summaries().count
      let unit = restore.office.unit.name
      try restore.settle()
      report(
        unit: unit, dossiers: count, erased: restore.erased, isHeld: held,
        lost: restore.findings.count,
        created: reader.envelope.created)
    } catch {
      restore.abandon()
      throw error
    }
  }

  /// What the province knows since wins: erasures first of all.
  private func ask(_ office: OneStopOffice, at address: HubAddress?) async throws {
    do {
      if let address { try await OfficeAgent.move(office, to: address) }
      _ = try await OfficeAgent.make(office).once()
    } catch let error as LinkError {
      throw DossierError(
        .refused,
        vi: "Chưa kết nối được với tỉnh để biết hồ sơ nào đã bị xoá từ sau bản sao lưu; "
          + "hãy thử lại khi có mạng, hoặc thêm --offline.",
        en: "The province cannot be reached (\(error)), so nobody can say what was erased since "
          + "the backup; try again with a link, or add --offline.")
    }
  }

  private func opener(_ envelope: BackupEnvelope) throws -> BackupOpener {
    if let passphraseFile { return .passphrase(try Passphrase.read(passphraseFile, isNew: false)) }
    let code =
      try recoveryFile.map { try Passphrase.line($0) }
      ?? common.password(prompt: "Mã khôi phục: ")
    guard let secret = RecoverySecret(code: code) else {
      throw DossierError(
        .badInput, vi: "Mã khôi phục không đúng; hãy so lại từng chữ.",
        en: "The recovery code is not right; compare it letter by letter.")
    }
    return .recovery(secret)
  }

  private func report(
    unit: String, dossiers: Int, erased: Int, isHeld: Bool, lost: Int, created: Int64
  ) {
    let time = Instant(milliseconds: created)
    if common.json {
      Output.json(
        .record([
          ("data", .string(common.folder.path)), ("backup", .string(time.rfc3339)),
          ("dossiers", .integer(Int64(dossiers))), ("codesHeld", .bool(isHeld)),
          ("erased", .integer(Int64(erased))), ("lost", .integer(Int64(lost))),
        ]))
      return
    }
    print("Đã khôi phục \(unit): \(dossiers) hồ sơ, bản sao lưu lúc \(time.rfc3339).")
    if erased > 0 {
      print("\(erased) hồ sơ đã xoá từ sau bản sao lưu được xoá lại, theo sổ xoá cạnh bản đó.")
    }
    if lost > 0 {
      print(
        "CHÚ Ý: \(lost) tệp đính kèm trong bản sao lưu bị thiếu hoặc hỏng; chạy “motcua check” để "
          + "biết là tệp nào.")
    }
    if isHeld {
      print("Chưa được cấp số hồ sơ mới: hãy kết nối với tỉnh, hoặc chạy “motcua range grant”.")
    }
  }
}

struct RangeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "range", abstract: "The dossier numbers this device may give out.",
    subcommands: [Show.self, Grant.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The range, and whether it is held.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let store = try common.office().store
      let range = try store.setting(DossierStore.rangeKey)
      let hold = try store.codeHold()
      if common.json {
        Output.json(.record([("range", range), ("held", .orNull(hold))]))
      } else {
        let (first, last) = (range?["first"]?.integer ?? 0, range?["last"]?.integer ?? 0)
        print(hold == nil ? "Dải số \(first)–\(last)." : "Chưa được cấp dải số mới.")
      }
    }
  }

  struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a fresh range after a restore, where no province does.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The range, such as 2000-2999; no other device of the unit may have it.")
    var range: String

    func run() async throws {
      let parts = range.split(separator: "-").map { Int($0) }
      guard parts.count == 2, let first = parts[0], let last = parts[1], first >= 0, first <= last,
        last <= Dossiers.CodeRange.largestNumber
      else {
        throw DossierError(
          .badInput, vi: "Dải số viết như 2000-2999.", en: "Write the range like 2000-2999.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      try actor.require(.manageDevice)
      try office.store.grant(range: Sync.CodeRange(first: first, last: last))
      common.json
        ? Output.json(["first": .integer(Int64(first)), "last": .integer(Int64(last))])
        : print("Từ nay cấp số trong dải \(first)–\(last).")
    }
  }
}

enum Passphrase {
  /// Fewer characters than this are guessed.
  private static let shortest = 12

  static func line(_ file: String) throws -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8),
      let line = text.split(separator: "\n", omittingEmptySubsequences: false).first
    else {
      throw DossierError(
        .badInput, vi: "Không đọc được tệp \(file).", en: "The file \(file) cannot be read.")
    }
    return String(line)
  }

  static func read(_ file: String, isNew: Bool) throws -> String {
    let line = try line(file)
    guard !isNew || line.count >= shortest else {
      throw DossierError(
        .badInput, vi: "Cụm mật khẩu cần ít nhất \(shortest) ký tự.",
        en: "A passphrase has at least \(shortest) characters.")
    }
    return line
  }
}
