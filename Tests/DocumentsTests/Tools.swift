import Documents
import Foundation

/// The readers that judge our papers: poppler and zbar, run as programs.
enum Tools {
  struct Failure: Error {
    let tool: String
    let status: Int32
  }

  @discardableResult
  static func run(_ tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(tool: tool, status: process.terminationStatus)
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Calls `body` with the path of a file that holds `data` and is gone afterwards.
  static func withFile<Result>(
    _ data: Data, _ ending: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "paper." + ending)
    try data.write(to: file)
    return try body(file.path)
  }

  /// Every QR code that zbar finds in a PNG.
  static func codes(inPNG png: Data) throws -> [String] {
    try withFile(png, "png") { path in
      try run("zbarimg", ["-q", "--raw", "-Sdisable", "-Sqrcode.enable", path])
        .split(separator: "\n").map(String.init)
    }
  }

  /// Page `number` of a PDF as poppler draws it.
  static func png(ofPDF pdf: Data, page number: Int, dotsPerInch: Int = 150) throws -> Data {
    try withFile(pdf, "pdf") { path in
      try run(
        "pdftoppm",
        [
          "-r", "\(dotsPerInch)", "-png", "-singlefile", "-f", "\(number)", "-l", "\(number)",
          path, path,
        ])
      return try Data(contentsOf: URL(fileURLWithPath: path + ".png"))
    }
  }

  /// Text of one page, or of all, in NFC without white space: a reader may put a space between a
  /// letter and the marks stacked on it.
  static func text(ofPDF pdf: Data, page: Int? = nil) throws -> String {
    try withFile(pdf, "pdf") { path in
      let pages = page.map { ["-f", "\($0)", "-l", "\($0)"] } ?? []
      return squeezed(try run("pdftotext", pages + ["-layout", path, "-"]))
    }
  }

  static func squeezed(_ text: String) -> String {
    String(text.precomposedStringWithCanonicalMapping.filter { !$0.isWhitespace })
      .precomposedStringWithCanonicalMapping
  }

  /// "Key: value" lines of `pdfinfo`.
  static func info(_ pdf: Data) throws -> [String: String] {
    try withFile(pdf, "pdf") { path in
      var values: [String: String] = [:]
      for line in try run("pdfinfo", ["-isodates", path]).split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { continue }
        values[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces)
      }
      return values
    }
  }

  /// Words of a page with their boxes in points.
  static func words(ofPDF pdf: Data) throws -> [[(box: Rect, word: String)]] {
    try withFile(pdf, "pdf") { path in
      let html = try run("pdftotext", ["-bbox", path, "-"])
      return html.components(separatedBy: "<page ").dropFirst().map { page in
        page.matches(
          of: /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</
        )
        .map { match in
          let numbers = [match.1, match.2, match.3, match.4].map { Double($0) ?? .nan }
          let box = Rect(
            x: numbers[0], y: numbers[1], width: numbers[2] - numbers[0],
            height: numbers[3] - numbers[1])
          return (box, String(match.5))
        }
      }
    }
  }
}
