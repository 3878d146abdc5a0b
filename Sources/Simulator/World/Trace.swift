/// What happened, line by line: the story of a seed, and a hash that is the same whenever the same
/// seed runs. Ciphertext and other bytes of the system's randomness never enter a line.
package struct Trace: Sendable {
  package private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  package private(set) var lines: [String] = []

  package init() {}

  package mutating func note(_ line: String) {
    for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ 0x0A) &* 0x100_0000_01B3
    lines.append(line)
  }
}
