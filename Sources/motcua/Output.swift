import Dossiers
import Foundation
import Identity

/// What a command prints: for people, or with `--json` one JSON value and nothing else.
enum Output {
  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  static func json(_ value: JSONValue) {
    FileHandle.standardOutput.write(value.canonical + Data("\n".utf8))
  }

  /// Prints what is said once only, past every buffer; throws when it did not get out.
  static func surely(_ text: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Writes a file whole or not at all. What is not an ordinary file, such as a device or a pipe,
  /// is written to and stays what it is.
  /// - Throws: ``DossierError`` of kind bad input.
  static func save(_ data: Data, to path: String) throws {
    let file = URL(filePath: path).resolvingSymlinksInPath()
    let kind = try? FileManager.default.attributesOfItem(atPath: file.path)[.type]
    do {
      if let kind = kind as? FileAttributeType, kind != .typeRegular {
        guard kind != .typeDirectory else { throw CocoaError(.fileWriteInvalidFileName) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: data)
        try handle.close()
      } else {
        try data.write(to: file, options: .atomic)
      }
    } catch {
      throw DossierError(.badInput, vi: "Không ghi được \(path).", en: "\(path) cannot be written.")
    }
  }

  static func lines(_ lines: [String]) {
    for line in lines { print(line) }
  }
}

/// Builds JSON objects without the keys that have no value.
extension JSONValue {
  static func record(_ fields: [(String, JSONValue?)]) -> JSONValue {
    .object(Dictionary(fields.compactMap { key, value in value.map { (key, $0) } }) { $1 })
  }

  static func strings(_ values: some Sequence<String>) -> JSONValue {
    .array(values.map { .string($0) })
  }

  /// `nil` becomes JSON's null, so that a key promised by the contract is always there.
  static func orNull(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
