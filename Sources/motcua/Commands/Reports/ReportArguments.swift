import Counter
import Dossiers
import Foundation
import Identity

enum MonthArgument {
  static func read(_ text: String) throws -> CivilMonth {
    guard let month = CivilMonth(text) else {
      throw DossierError(
        .badInput, vi: "Tháng ghi dạng 2026-11.", en: "A month is written 2026-11.")
    }
    return month
  }
}

/// Personal data leaves the program through a file that somebody named, not by accident.
enum ReportOutput {
  static func save(_ data: Data, to path: String, json: Bool) throws {
    if path == "-" {
      guard !json else {
        throw DossierError(
          .badInput, vi: "--out - không đi cùng --json.", en: "--out - does not go with --json.")
      }
      FileHandle.standardOutput.write(data)
      return
    }
    try Output.save(data, to: path)
    json
      ? Output.json(.record([("file", .string(path)), ("bytes", .integer(Int64(data.count)))]))
      : print("\(path): \(data.count) byte")
  }
}
