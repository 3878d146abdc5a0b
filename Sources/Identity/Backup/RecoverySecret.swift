import Foundation

/// What opens a backup when nothing else is left, as a person copies it from paper.
package enum RecoverySecret: Sendable {
  /// The private half of a recovery sheet: opens every backup made since the sheet was.
  case sheet(AgreementKey)
  /// The key of one backup, as the province gives it out.
  case content(StorageKey)

  private static let sheetMark: UInt8 = 0x53
  private static let contentMark: UInt8 = 0x4B
  private static let checkBytes = 2
  private static let groupLength = 7

  /// Eight groups of seven letters and digits; the last letters check the others.
  package var code: String {
    let (mark, secret) =
      switch self {
      case .sheet(let key): (Self.sheetMark, key.rawRepresentation)
      case .content(let key): (Self.contentMark, key.rawRepresentation)
      }
    let body = Data([mark]) + secret
    let text = Array(Base32.text(body + Self.check(body)))
    return stride(from: 0, to: text.count, by: Self.groupLength)
      .map { String(text[$0..<min($0 + Self.groupLength, text.count)]) }.joined(separator: "-")
  }

  /// `nil` when a letter is wrong, missing or too many.
  package init?(code: String) {
    let plain = code.lowercased().filter { !$0.isWhitespace && $0 != "-" }
    guard let bytes = Base32.data(plain), bytes.count == 1 + StorageKey.byteCount + Self.checkBytes
    else { return nil }
    let body = bytes.prefix(1 + StorageKey.byteCount)
    guard Self.check(Data(body)) == Data(bytes.suffix(Self.checkBytes)) else { return nil }
    let secret = Data(body.dropFirst())
    switch body.first {
    case Self.sheetMark:
      guard let key = AgreementKey(rawRepresentation: secret) else { return nil }
      self = .sheet(key)
    case Self.contentMark:
      guard let key = StorageKey(rawRepresentation: secret) else { return nil }
      self = .content(key)
    default: return nil
    }
  }

  private static func check(_ body: Data) -> Data {
    Data(Digest.of(Data("motcua/recovery/1\n".utf8) + body).bytes.prefix(checkBytes))
  }
}
