/// Where the hub goes on with what comes ahead of a log. Devices give the text back as it is.
package enum AheadPlace: Hashable, Comparable {
  /// Among what is still open: a rank (officers before dossiers), the subject's newest position,
  /// higher ones first, and a position within it.
  case open(rank: Int, newest: Int, position: Int)
  /// Among what came since.
  case later(position: Int)

  var text: String {
    switch self {
    case .open(let rank, let newest, let position): "o.\(rank).\(newest).\(position)"
    case .later(let position): "l.\(position)"
    }
  }

  /// `nil` for what this hub would not have said.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().map { Int($0) ?? -1 }
    guard numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    switch (parts.first, numbers.count) {
    case ("o", 3): self = .open(rank: numbers[0], newest: numbers[1], position: numbers[2])
    case ("l", 1): self = .later(position: numbers[0])
    default: return nil
    }
  }

  /// The order in which they are sent.
  package static func < (left: AheadPlace, right: AheadPlace) -> Bool {
    switch (left, right) {
    case (.open(let rank, let newest, let position), .open(let rank2, let newest2, let position2)):
      (-rank, -newest, position) < (-rank2, -newest2, position2)
    case (.later(let position), .later(let position2)): position < position2
    case (.open, .later): true
    case (.later, .open): false
    }
  }
}
