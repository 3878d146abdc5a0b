import Documents
import Foundation

/// The programs that judge papers here, each run once for many files.
enum Poppler {
  struct Failure: Error { let tool: String }

  /// Output of a program run in a folder.
  @discardableResult
  static func run(
    _ tool: String, _ arguments: [String], in folder: URL, fine: ClosedRange<Int32> = 0...0
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard fine.contains(process.terminationStatus) else { throw Failure(tool: tool) }
    return String(decoding: data, as: UTF8.self)
  }

  /// Words of every page with their boxes in points.
  static func words(_ file: String, in folder: URL) throws -> [[(box: Rect, word: String)]] {
    let pattern =
      #/xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</#
    return try run("pdftotext", ["-bbox", file, "-"], in: folder)
      .components(separatedBy: "<page ").dropFirst().map { page in
        page.split(separator: "\n").compactMap { line in
          guard let match = line.firstMatch(of: pattern) else { return nil }
          let numbers = [match.1, match.2, match.3, match.4].map { Double($0) ?? .nan }
          let word = String(match.5).replacingOccurrences(of: "&amp;", with: "&")
            .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(
              of: "&apos;", with: "'")
          return (
            Rect(
              x: numbers[0], y: numbers[1], width: numbers[2] - numbers[0],
              height: numbers[3] - numbers[1]), word
          )
        }
      }
  }

  /// What zbar reads in each picture; nothing of one in which it finds no code (its status 4).
  static func codes(_ pictures: [String], in folder: URL) throws -> [String: [String]] {
    let xml = try run(
      "zbarimg", ["-q", "--xml", "-Sdisable", "-Sqrcode.enable"] + pictures, in: folder,
      fine: 0...4)
    var found: [String: [String]] = [:]
    for source in xml.components(separatedBy: "<source href='").dropFirst() {
      let name = String(source.prefix { $0 != "'" })
      found[name] = source.matches(of: #/<!\[CDATA\[([^\]]*)\]\]>/#).map { String($0.1) }
    }
    return found
  }
}
