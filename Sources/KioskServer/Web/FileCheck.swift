import Foundation
import HTTPTypes

/// What may be attached: a PDF, JPEG or PNG by its first bytes, whatever it calls itself.
enum FileCheck {
  /// The media type the bytes show, or nil if it is not an allowed one.
  static func type(of data: Data) -> String? {
    if data.starts(with: Data("%PDF-".utf8)) { return "application/pdf" }
    if data.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    return nil
  }

  /// Whether a name is a bare file name: no folder, nothing hidden, no control character.
  static func isPlainName(_ name: String) -> Bool {
    guard !name.isEmpty, name.count <= KioskLimits.fileNameLimit, !name.hasPrefix("."),
      !name.contains("..")
    else { return false }
    return name.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      // Control, formatting (right-to-left marks that disguise a name), line separators.
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
        false
      default: !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
      }
    }
  }

  /// Checks one posted file and makes it an upload.
  ///
  /// - Throws: ``Problem`` with the reason in words.
  static func upload(_ file: MultipartBody.File, component: String) throws -> Upload {
    try checkSize(file)
    guard isPlainName(file.name) else {
      throw Problem(status: .badRequest, text: "problem.fileName")
    }
    guard let type = type(of: file.data) else {
      throw Problem(status: .unsupportedMediaType, text: "problem.fileType")
    }
    return Upload(
      component: component, name: file.name.precomposedStringWithCanonicalMapping, type: type,
      data: file.data)
  }

  /// A file that answers a question: what it may be is said by the question, and its name is given.
  static func answer(_ file: MultipartBody.File, path: String) throws -> Upload {
    try checkSize(file)
    return Upload(component: path, name: "", type: "application/octet-stream", data: file.data)
  }

  private static func checkSize(_ file: MultipartBody.File) throws {
    guard file.data.count <= KioskLimits.uploadByteLimit else {
      throw Problem(status: .contentTooLarge, text: "problem.fileTooLarge")
    }
    guard !file.data.isEmpty else {
      throw Problem(status: .unprocessableContent, text: "problem.fileEmpty")
    }
  }
}
