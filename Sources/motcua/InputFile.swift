import Foundation

/// A file named on the command line, or standard input for `-`.
enum InputFile {
  /// `nil` if it cannot be read.
  static func bytes(_ path: String) throws -> Data? {
    path == "-"
      ? try FileHandle.standardInput.readToEnd() : try? Data(contentsOf: URL(filePath: path))
  }
}
