package import Foundation
import Synchronization

/// Where random bytes come from; a parameter, so that a simulation can repeat itself.
package protocol RandomSource: Sendable {
  func bytes(_ count: Int) -> Data
}

extension RandomSource {
  /// Evenly distributed in `0..<bound` (modulo bias below 2⁻³²).
  package func number(below bound: UInt32) -> UInt32 {
    precondition(bound > 0, "there is no number below zero")
    let value = bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return UInt32(value % UInt64(bound))
  }
}

/// The operating system's generator.
package struct SystemRandom: RandomSource {
  package init() {}

  package func bytes(_ count: Int) -> Data {
    // Eight bytes at a time: each draw asks the operating system.
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count {
      withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
    }
    return Data(bytes.prefix(count))
  }
}

/// A repeatable sequence (SplitMix64) for tests and simulations; never for real keys.
package final class SeededRandom: RandomSource {
  private let state: Mutex<UInt64>

  package init(seed: UInt64) { self.state = Mutex(seed) }

  package func bytes(_ count: Int) -> Data {
    state.withLock { state in
      Data(
        (0..<count).map { _ in
          state &+= 0x9E37_79B9_7F4A_7C15
          var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
          word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
          return UInt8(truncatingIfNeeded: word ^ word >> 31)
        })
    }
  }
}
