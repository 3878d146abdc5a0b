/// Finds the traces a Telex keyboard driver leaves in what a scanner typed: "Nguyeenx" for
/// "Nguyễn", "DDuwcs" for "Đức".
package enum TelexResidue {
  /// Whether a name or address looks like raw Telex keys. A guess for a warning: names of
  /// minorities follow other spelling, so one odd final letter alone is not enough.
  package static func isLikely(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter }
    if words.contains(where: { hasDoubledKey($0) }) { return true }
    return words.filter { endsInToneKey($0) }.count >= 2
  }

  /// aa, ee, dd, aw, ow, uw: no Vietnamese syllable writes them ("oo" does occur: "xoong").
  private static func hasDoubledKey(_ word: Substring) -> Bool {
    guard word.unicodeScalars.contains(where: \.isASCII) else { return false }
    return ["aa", "ee", "dd", "aw", "ow", "uw"].contains { word.contains($0) }
  }

  /// A syllable ends in a vowel or in c, ch, m, n, ng, nh, p, t; s, f, r, x and j are tone keys.
  private static func endsInToneKey(_ word: Substring) -> Bool {
    guard word.count >= 3, let last = word.last else { return false }
    return "sfrxj".contains(last)
  }
}
