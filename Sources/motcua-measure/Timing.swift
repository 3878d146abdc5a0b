import Foundation

/// Times of one repeated act, in milliseconds.
struct Timing: Encodable {
  private var spent: [Double] = []

  mutating func measure<T>(_ work: () throws -> T) rethrows -> T {
    let start = ContinuousClock.now
    let result = try work()
    let duration = (ContinuousClock.now - start).components
    spent.append(Double(duration.seconds) * 1e3 + Double(duration.attoseconds) / 1e15)
    return result
  }

  /// The value that `share` of the repetitions stay within.
  func percentile(_ share: Double) -> Double {
    precondition(!spent.isEmpty, "nothing was measured")
    let sorted = spent.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  private enum CodingKeys: String, CodingKey {
    case p50, p95
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rounded(percentile(0.5)), forKey: .p50)
    try container.encode(rounded(percentile(0.95)), forKey: .p95)
  }
}

/// To a thousandth.
func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// One JSON object on one line.
func line(_ value: some Encodable) throws -> String {
  String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
}
