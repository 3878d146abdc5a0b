/// What the code of a draft slip says: scanned where dossiers are looked for, it opens the draft.
enum DraftSlipCode {
  static let mark = "motcua:draft:"

  /// The id of the draft that a scanned text names; `nil` when it is no draft slip's code.
  static func draft(in text: String) -> String? {
    let text = text.trimmed
    guard text.hasPrefix(mark) else { return nil }
    let id = text.dropFirst(mark.count)
    let isPlain = id.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == 0x2D
    }
    return isPlain && (1...64).contains(id.utf8.count) ? String(id) : nil
  }
}
