/// Which answers are one thing when two versions of a dossier are compared.
package enum AnswerUnit {
  /// The unit of an answer: the outermost group inside its section or row ("nyc/noiCuTru" for
  /// "nyc/noiCuTru/tinh": province and commune of one address), else the answer itself.
  package static func of(_ path: String) -> String {
    // How many slashes were passed, which of them ends the unit, and where that one is.
    var (slashes, last, end) = (0, 1, String.Index?.none)
    var before: UInt8?
    let bytes = path.utf8
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "/") {
        if before == UInt8(ascii: "]") {
          (last, end) = (slashes + 1, nil)
        } else if slashes == last {
          end = index
        }
        slashes += 1
      }
      before = byte
      bytes.formIndex(after: &index)
    }
    guard let end, before != UInt8(ascii: "]") else { return path }
    return String(path[..<end])
  }

  /// Whether a unit lies in a row of a repeat.
  static func isInRow(_ unit: String) -> Bool { unit.utf8.contains(UInt8(ascii: "]")) }
}
