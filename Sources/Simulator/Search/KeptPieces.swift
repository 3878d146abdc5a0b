package import Foundation
import Identity

/// Pieces of a search in a folder, a file each.
package struct KeptPieces: Sendable {
  private struct File: Codable {
    let program: String
    let summary: Summary
  }

  private let folder: URL
  /// The hash of what ran them: another program's worlds prove nothing of this one.
  private let program: String

  /// - Parameter program: the bytes of the program that runs the worlds.
  package init(in folder: URL, by program: Data) throws {
    self.folder = folder
    self.program = Digest.of(program).bytes.hex
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func file(of seeds: ClosedRange<UInt64>) -> URL {
    folder.appending(path: "\(seeds.lowerBound)-\(seeds.upperBound).json")
  }

  /// What came of these seeds, if it was kept.
  package func piece(_ seeds: ClosedRange<UInt64>) -> Summary? {
    guard let data = try? Data(contentsOf: file(of: seeds)),
      let kept = try? JSONDecoder().decode(File.self, from: data), kept.program == program,
      kept.summary.seeds == seeds
    else { return nil }
    return kept.summary
  }

  func keep(_ summary: Summary) throws {
    try JSONEncoder().encode(File(program: program, summary: summary))
      .write(to: file(of: summary.seeds), options: .atomic)
  }
}
