package import Identity

/// A stream as it stood after `seq` entries: two that have the same chain there have the same
/// entries up to there.
package struct StreamPoint: Sendable, Hashable {
  package let seq: Int
  package let chain: Digest

  package init(seq: Int, chain: Digest) {
    self.seq = seq
    self.chain = chain
  }
}

/// `{"1": [40, "<chain>"]}`: where each epoch of a stream stands.
enum StreamPoints {
  static func json(_ points: [Int: StreamPoint]) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: points.map { epoch, point in
          (String(epoch), [.integer(Int64(point.seq)), .string(point.chain.base64url)])
        }))
  }

  static func read(_ value: JSONValue, _ name: String) throws -> [Int: StreamPoint] {
    let counts = try EpochCounts.read(.object((value.object ?? [:]).mapValues(first)), name)
    return try Dictionary(
      uniqueKeysWithValues: counts.map { epoch, seq in
        let parts = value[String(epoch)]?.array ?? []
        guard parts.count == 2, let chain = parts[1].string.flatMap({ Digest(base64url: $0) })
        else { throw MessageError.lines("The member “\(name)” does not name ends of streams.") }
        return (epoch, StreamPoint(seq: seq, chain: chain))
      })
  }

  private static func first(_ value: JSONValue) -> JSONValue { value.array?.first ?? .null }
}
