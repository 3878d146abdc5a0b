/// A wall-clock time within one day, to the second. Coded as "07:00" or "07:00:30".
package struct TimeOfDay: Sendable, Hashable, Comparable {
  /// Seconds since midnight, 0 to 86 399.
  package let seconds: Int

  package static let secondsPerDay = 86_400
  package static let midnight = TimeOfDay(uncheckedSeconds: 0)

  /// `nil` unless `seconds` lies within one day.
  package init?(seconds: Int) {
    guard (0..<Self.secondsPerDay).contains(seconds) else { return nil }
    self.seconds = seconds
  }

  package init?(hour: Int, minute: Int, second: Int = 0) {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else {
      return nil
    }
    self.seconds = hour * 3600 + minute * 60 + second
  }

  /// Reads exactly `HH:mm` or `HH:mm:ss`; `nil` for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 5 || bytes.count == 8, bytes[2] == 0x3A,
      let hour = Digits.value(bytes[0..<2]), let minute = Digits.value(bytes[3..<5])
    else { return nil }
    guard bytes.count == 8 else {
      self.init(hour: hour, minute: minute)
      return
    }
    guard bytes[5] == 0x3A, let second = Digits.value(bytes[6..<8]) else { return nil }
    self.init(hour: hour, minute: minute, second: second)
  }

  init(uncheckedSeconds: Int) { self.seconds = uncheckedSeconds }

  package var hour: Int { seconds / 3600 }
  package var minute: Int { seconds / 60 % 60 }
  package var second: Int { seconds % 60 }
  /// Whole minutes since midnight.
  package var minutes: Int { seconds / 60 }

  package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.seconds < right.seconds }
}

extension TimeOfDay: CustomStringConvertible {
  /// "07:00", or "07:00:30" when there are seconds.
  package var description: String {
    let short = "\(Digits.padded(hour, 2)):\(Digits.padded(minute, 2))"
    return second == 0 ? short : "\(short):\(Digits.padded(second, 2))"
  }
}

extension TimeOfDay: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = TimeOfDay(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a time written HH:mm")
    }
    self = time
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
