import Foundation

/// Reads comma-separated values (RFC 4180) into rows of named cells.
enum CSVReader {
  /// An instance `root/item/<column>` as pyxform's external choices expect it.
  static func tree(_ data: Data, limits: FormLimits, place: String) throws -> InstanceTree {
    guard data.count <= limits.documentBytes else {
      throw FormError(
        .limit, "The file is larger than \(limits.documentBytes) bytes (documentBytes).",
        place: place)
    }
    guard var text = String(data: data, encoding: .utf8) else {
      throw FormError(.malformed, "The file is not UTF-8 text.", place: place)
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let rows = try rows(text, limits: limits, place: place)
    guard let header = rows.first else {
      throw FormError(.malformed, "The file has no header row.", place: place)
    }
    var tree = InstanceTree()
    let root = tree.append("root", to: 0)
    for (index, row) in rows.enumerated().dropFirst() {
      guard row.count == header.count else {
        throw FormError(
          .malformed, "Row \(index + 1) has \(row.count) cells, not \(header.count).",
          place: place)
      }
      let item = tree.append("item", to: root)
      for (name, value) in zip(header, row) {
        let cell = tree.append(name, to: item)
        tree[cell].value = value
      }
    }
    return tree
  }

  private static func rows(
    _ text: String, limits: FormLimits, place: String
  ) throws -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    var wasQuoted = false
    var cells = 0
    let scalars = Array(text.unicodeScalars)
    var index = 0
    func endRow() {
      row.append(String(cell))
      cells += 1
      if row.count > 1 || !row[0].isEmpty || wasQuoted { rows.append(row) }
      row = []
      cell = .init()
      wasQuoted = false
    }
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "\"" where isQuoted && index < scalars.count && scalars[index] == "\"":
        cell.append("\"")
        index += 1
      case "\"" where isQuoted: isQuoted = false
      case "\"" where cell.isEmpty: (isQuoted, wasQuoted) = (true, true)
      case "," where !isQuoted:
        row.append(String(cell))
        cell = .init()
        cells += 1
      case "\n" where !isQuoted: endRow()
      case "\r" where !isQuoted: break
      default: cell.append(scalar)
      }
      guard cells <= limits.elements else {
        throw FormError(
          .limit, "The file has more than \(limits.elements) cells (elements).", place: place)
      }
    }
    guard !isQuoted else {
      throw FormError(.malformed, "A quotation mark is not closed.", place: place)
    }
    if !cell.isEmpty || !row.isEmpty { endRow() }
    return rows
  }
}
