/// Reading and writing of plain ASCII decimal digits; nothing here depends on a locale.
enum Digits {
  /// The value of a non-empty run of ASCII digits, `nil` if there is anything else in it
  /// or if it does not fit in an `Int`.
  static func value(_ bytes: some Collection<UInt8>) -> Int? {
    guard !bytes.isEmpty else { return nil }
    var result = 0
    for byte in bytes {
      guard (0x30...0x39).contains(byte) else { return nil }
      let (times, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = times.addingReportingOverflow(Int(byte - 0x30))
      guard !overflow, !carry else { return nil }
      result = sum
    }
    return result
  }

  static func value(_ text: some StringProtocol) -> Int? { value(text.utf8) }

  static func areAll(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
