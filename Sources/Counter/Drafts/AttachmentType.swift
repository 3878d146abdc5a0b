import Dossiers
package import Foundation

/// The kinds of files an office keeps, known by their first bytes and not by their names.
package enum AttachmentType: String, Sendable, CaseIterable {
  case pdf, jpg, png

  /// Largest file, in bytes.
  package static let byteLimit = 6 * 1024 * 1024
  package static let nameLengthLimit = 120

  package var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .jpg: "image/jpeg"
    case .png: "image/png"
    }
  }

  private var signature: [UInt8] {
    switch self {
    case .pdf: Array("%PDF-".utf8)
    case .jpg: [0xFF, 0xD8, 0xFF]
    case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    }
  }

  /// - Throws: ``DossierError`` when the file is empty, too large or of another kind.
  package init(data: Data, allowed: [String]) throws {
    guard !data.isEmpty, data.count <= Self.byteLimit else {
      throw DossierError(
        .badInput, vi: "Tệp phải có nội dung và không quá \(Self.byteLimit / 1_048_576) MB.",
        en: "A file has content and at most \(Self.byteLimit / 1_048_576) MB.")
    }
    guard
      let type = Self.allCases.first(where: { data.starts(with: $0.signature) }),
      allowed.contains(type.rawValue)
    else {
      throw DossierError(
        .badInput, vi: "Loại tệp không được nhận; chỉ nhận \(allowed.joined(separator: ", ")).",
        en: "This type of file is not accepted; only \(allowed.joined(separator: ", ")).")
    }
    self = type
  }

  /// The bare name of a file.
  /// - Throws: ``DossierError`` when it holds a path or control characters.
  package static func safe(name: String) throws -> String {
    let name = name.precomposedStringWithCanonicalMapping
    let bad = name.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
      default: "/\\:*?\"<>|".unicodeScalars.contains(scalar)
      }
    }
    guard !bad, !name.hasPrefix("."), (1...nameLengthLimit).contains(name.count) else {
      throw DossierError(
        .badInput, vi: "Tên tệp không hợp lệ.",
        en: "A file name has no folders or control characters and 1 to \(nameLengthLimit) letters.")
    }
    return name
  }
}
