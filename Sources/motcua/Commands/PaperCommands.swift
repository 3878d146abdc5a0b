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
  @Argument(
    help: "Dossier code; for 01-batch, 07 and results several, or days: 2026-11-01..2026-11-30.")
  var codes: [String]
  @Option(
    help:
      "receipt (01), declaration, declaration-assisted, 02, 03, 04, 05, 06, fee, access, 01-batch, 07, results, draft."
  )
  var kind: String
  @Option(help: "pdf, png, escpos or text.") var format: String
  @Option(name: .long, help: "File to write, or - for standard output.") var out: String
  @Option(help: "Which page a png shows.") var page = 1
  @Option(help: "Width of thermal paper in mm: 58 or 80.") var width = 80
  @Flag(help: "Mark it as a preview without force.") var preview = false

  func run() async throws {
    guard let wanted = PaperFormat(rawValue: format) else {
      throw DossierError(
        .badInput, vi: "Định dạng là pdf, png, escpos hoặc text.",
        en: "--format is pdf, png, escpos or text.")
    }
    let office = try common.office()
    let data = try draw(office, PaperKind(named: kind), wanted, by: common.actor(in: office))
    if out == "-" {
      FileHandle.standardOutput.write(data)
      return
    }
    try Output.save(data, to: out)
    if common.json {
      Output.json(.record([("file", .string(out)), ("bytes", .integer(Int64(data.count)))]))
    }
  }

  private func draw(
    _ office: OneStopOffice, _ kind: PaperKind, _ format: PaperFormat, by actor: Actor
  ) throws -> Data {
    let mark = preview ? PaperMark.preview : .original
    if kind.isList {
      return try office.list(
        kind, format: format, codes: codes, mark: mark, page: page, by: actor)
    }
    guard codes.count == 1 else {
      throw DossierError(
        .badInput, vi: "Giấy này chỉ của một hồ sơ.", en: "This document is of one dossier.")
    }
    if format == .escpos, kind != .draft {
      return try office.slip(kind, width: try slipWidth(), code: codes[0], mark: mark, by: actor)
    }
    return try office.document(
      kind, format: format, code: codes[0], mark: mark, page: page, by: actor)
  }

  private func slipWidth() throws -> SlipWidth {
    switch width {
    case 58: return .mm58
    case 80: return .mm80
    default:
      throw DossierError(
        .badInput, vi: "Khổ giấy nhiệt là 58 hoặc 80.", en: "--width is 58 or 80.")
    }
  }
}

/// Layout files of papers.
struct LayoutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layout", abstract: "Layout files of papers.", subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what is wrong with layout files, one sentence each.")
    @Argument(help: "Files of a layouts folder.") var files: [String]

    func run() async throws {
      let wrong = files.compactMap { LayoutShelf.check(URL(filePath: $0)) }
      for file in wrong {
        for problem in file.problems {
          FileHandle.standardError.write(Data("\(file.file): \(problem.vi)\n".utf8))
        }
      }
      guard wrong.isEmpty else {
        throw DossierError(
          .badInput, vi: "\(wrong.count) tệp trình bày chưa dùng được.",
          en: "\(wrong.count) of \(files.count) layout files cannot be used.")
      }
      print("\(files.count) tệp trình bày dùng được.")
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
