import Foundation

/// Areas and distances on a sphere of 6,378,100 m, as the ODK functions define them.
enum Geography {
  struct Point: Hashable {
    var latitude: Double
    var longitude: Double

    /// Reads `latitude longitude [altitude [accuracy]]`.
    init?(_ text: Substring) {
      let numbers = text.split(separator: " ").map { XPathNumber.parse(String($0)) }
      guard numbers.count >= 2, numbers[0].isFinite, numbers[1].isFinite else { return nil }
      latitude = numbers[0]
      longitude = numbers[1]
    }
  }

  private static let radius = 6_378_100.0

  /// Length of the line through the points, in metres.
  static func distance(_ points: [Point]) -> Double {
    zip(points, points.dropFirst()).reduce(0) { $0 + distance($1.0, $1.1) }
  }

  private static func distance(_ first: Point, _ second: Point) -> Double {
    let rise = radians(second.latitude - first.latitude) / 2
    let run = radians(second.longitude - first.longitude) / 2
    let half =
      sin(rise) * sin(rise)
      + cos(radians(first.latitude)) * cos(radians(second.latitude)) * sin(run) * sin(run)
    return 2 * radius * asin(min(1, half.squareRoot()))
  }

  /// Area inside of the closed line through the points, in square metres.
  static func area(_ points: [Point]) -> Double {
    guard points.count >= 3 else { return 0 }
    var sum = 0.0
    for (index, point) in points.enumerated() {
      let next = points[(index + 1) % points.count]
      sum +=
        radians(next.longitude - point.longitude)
        * (2 + sin(radians(point.latitude)) + sin(radians(next.latitude)))
    }
    return abs(sum * radius * radius / 2)
  }

  private static func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
}
