import Foundation

/// Something that reads bytes from outside, and what it is fed with first.
struct FuzzTarget: Sendable {
  var name: String
  /// Longest input, in bytes: short inputs find more in the same time.
  var longest: Int
  /// The first inputs; the root is the repository's. Cut to ``longest``.
  var seeds: @Sendable (_ root: URL) throws -> [Data]
  /// Reads one input. It may refuse it, but not end badly, hang or keep memory.
  var run: @Sendable (_ input: [UInt8]) -> Void

  /// A new target is one file like `XPathTarget.swift`, a line here, and its module in the list at
  /// the end of `Package.swift`.
  static let all: [FuzzTarget] = [
    .xpath, .xform, .entries, .segment, .exchange, .courier, .backup,
  ]
}
