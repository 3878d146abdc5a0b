/// Which answers are one thing when two versions of a dossier are compared.
package enum AnswerUnit {
  /// The unit of an answer: the outermost group inside its section or row ("nyc/noiCuTru" for
  /// "nyc/noiCuTru/tinh": province and commune of one address), else the answer itself.
  package static func of(_ path: String) -> String {
    let bytes = path.utf8
    // Ends of the parts that are followed by others.
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }
    let isRow = { (end: String.Index) in
      end > bytes.startIndex && bytes[bytes.index(before: end)] == UInt8(ascii: "]")
    }
    let start =
      isRow(bytes.endIndex) ? ends.count + 1 : ends.lastIndex(where: isRow).map { $0 + 1 } ?? 1
    guard start < ends.count else { return path }
    return String(path[..<ends[start]])
  }
}
