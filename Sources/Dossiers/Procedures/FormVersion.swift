/// A version such as `2026.10`, ordered number by number.
package struct FormVersion: Sendable, Hashable, Comparable {
  private let numbers: [Int]

  package init(_ text: String) {
    numbers = text.split(separator: ".").map { Int($0) ?? 0 }
  }

  package static func < (left: FormVersion, right: FormVersion) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
