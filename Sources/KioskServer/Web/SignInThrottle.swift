/// Slows down guessing: after a few wrong passwords a name must wait, twice as long each time.
actor SignInThrottle {
  private struct Record {
    var failures: Int
    var freeAt: Int64
  }

  /// Wrong passwords before waiting begins.
  static let freeAttempts = 4
  static let waitMaximumMilliseconds: Int64 = 300_000
  /// Names remembered at once.
  static let nameLimit = 1_000

  private var records: [String: Record] = [:]
  private let now: @Sendable () -> Int64

  init(now: @escaping @Sendable () -> Int64) {
    self.now = now
  }

  /// Milliseconds a name still has to wait; 0 if it may try now.
  func wait(for name: String) -> Int64 {
    max(0, (records[Self.key(name)]?.freeAt ?? 0) - now())
  }

  func failed(_ name: String) {
    let key = Self.key(name)
    if records[key] == nil, records.count >= Self.nameLimit,
      let oldest = records.min(by: { $0.value.freeAt < $1.value.freeAt })
    {
      records[oldest.key] = nil
    }
    let failures = (records[key]?.failures ?? 0) + 1
    let excess = failures - Self.freeAttempts
    let wait =
      excess <= 0 ? 0 : min(Self.waitMaximumMilliseconds, 1_000 << Int64(min(excess, 20)))
    records[key] = Record(failures: failures, freeAt: now() + wait)
  }

  func succeeded(_ name: String) {
    records[Self.key(name)] = nil
  }

  private static func key(_ name: String) -> String {
    String(name.lowercased().prefix(64))
  }
}
