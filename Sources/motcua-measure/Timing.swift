import Foundation

/// Times of one repeated act, in milliseconds.
struct Timing: Encodable {
  private var spent: [Double] = []
  /// Processor time of all repetitions together.
  private var processor = 0.0

  mutating func measure<T>(_ work: () throws -> T) rethrows -> T {
    let start = Moment.now
    let result = try work()
    add(since: start)
    return result
  }

  mutating func measure<T>(_ work: () async throws -> T) async rethrows -> T {
    let start = Moment.now
    let result = try await work()
    add(since: start)
    return result
  }

  /// All repetitions together, in milliseconds.
  var total: Double { spent.reduce(0, +) }

  /// What two clocks say, in milliseconds.
  private struct Moment {
    let wall: Double
    let processor: Double

    static var now: Moment {
      Moment(wall: read(CLOCK_MONOTONIC), processor: read(CLOCK_PROCESS_CPUTIME_ID))
    }

    private static func read(_ clock: clockid_t) -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
  }

  private mutating func add(since start: Moment) {
    let now = Moment.now
    spent.append(now.wall - start.wall)
    processor += now.processor - start.processor
  }

  /// The value that `share` of the repetitions stay within.
  func percentile(_ share: Double) -> Double {
    precondition(!spent.isEmpty, "nothing was measured")
    let sorted = spent.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  private enum CodingKeys: String, CodingKey {
    case p50, p95, processor
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rounded(percentile(0.5)), forKey: .p50)
    try container.encode(rounded(percentile(0.95)), forKey: .p95)
    try container.encode(rounded(processor / Double(spent.count)), forKey: .processor)
  }
}

/// To a thousandth.
func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// One JSON object on one line.
func line(_ value: some Encodable) throws -> String {
  String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
}
