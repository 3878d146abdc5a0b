package import Foundation

/// The short code beside the QR for people who type: six characters without look-alikes, from a
/// keyed MAC of the dossier's code.
package enum LookupCode {
  package static let length = 6
  private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

  /// Depends on `key` and `code` only. Each character takes 8 bytes of the MAC stream, so all 31
  /// are equally likely.
  package static func make(key: Data, code: String) -> String {
    let first = Digest.authentication(of: Data("motcua/lookup/1\n\(code)\n1".utf8), key: key)
    let second = Digest.authentication(of: Data("motcua/lookup/1\n\(code)\n2".utf8), key: key)
    let stream = Array(first.bytes + second.bytes)
    return String(
      (0..<length).map { index in
        let word = stream[index * 8..<index * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return alphabet[Int(word % UInt64(alphabet.count))]
      })
  }

  /// What a person typed, in the form `make` writes: spaces and hyphens dropped, upper case.
  package static func normalized(_ typed: String) -> String {
    typed.uppercased().filter { $0 != " " && $0 != "-" }
  }
}
