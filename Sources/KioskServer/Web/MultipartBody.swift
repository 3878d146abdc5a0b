import Foundation

/// A `multipart/form-data` post (RFC 7578): plain fields and the parts that are files.
struct MultipartBody {
  struct File {
    var field: String
    var name: String
    var data: Data
  }

  private(set) var fields = FormBody()
  private(set) var files: [File] = []

  /// - Throws: ``Problem`` for anything malformed.
  init(_ body: Data, contentType: String) throws {
    guard let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty,
      boundary.utf8.count <= 70
    else { throw Problem.malformed }
    let mark = Data("--\(boundary)".utf8)
    let lineEnd = Data("\r\n".utf8)
    guard body.starts(with: mark) else { throw Problem.malformed }
    var position = body.startIndex + mark.count
    while true {
      let rest = body[position...]
      if rest.starts(with: Data("--".utf8)) { return }
      guard rest.starts(with: lineEnd) else { throw Problem.malformed }
      position += lineEnd.count
      guard let next = body.range(of: lineEnd + mark, in: position..<body.endIndex),
        let headEnd = body.range(
          of: Data("\r\n\r\n".utf8), in: position..<next.lowerBound)
      else { throw Problem.malformed }
      try add(
        head: body[position..<headEnd.lowerBound], data: body[headEnd.upperBound..<next.lowerBound])
      position = next.upperBound
    }
  }

  private mutating func add(head: Data, data: Data) throws {
    guard let head = String(validating: head, as: UTF8.self),
      let disposition = head.split(separator: "\r\n").first(where: {
        $0.lowercased().hasPrefix("content-disposition:")
      }).map(String.init),
      let name = Self.parameter("name", of: disposition)
    else { throw Problem.malformed }
    if let fileName = Self.parameter("filename", of: disposition) {
      guard files.count < KioskLimits.papersLimit else { throw Problem.tooLarge }
      files.append(File(field: name, name: fileName, data: Data(data)))
    } else {
      try fields.append(Array(name.utf8), Array(data))
    }
  }

  /// The value of `name=…` or `name="…"` in a header; browsers write `"` inside as `%22`.
  private static func parameter(_ name: String, of header: String) -> String? {
    for piece in header.split(separator: ";").dropFirst() {
      let piece = String(piece).trimmed
      guard piece.lowercased().hasPrefix(name + "=") else { continue }
      let value = piece.dropFirst(name.count + 1)
      guard value.hasPrefix("\""), value.count >= 2, value.hasSuffix("\"") else {
        return String(value)
      }
      return String(value.dropFirst().dropLast()).replacing("%22", with: "\"")
    }
    return nil
  }
}
