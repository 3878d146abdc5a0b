import Foundation

/// Areas and distances on a sphere of 6,378,100 m, as JavaRosa computes them.
enum Geography {
  struct Point: Hashable {
    var latitude = 0.0
    var longitude = 0.0
    var altitude = 0.0
    var accuracy = 0.0

    /// Reads `latitude longitude [altitude [accuracy]]`; what is missing is 0. Nil for anything
    /// else.
    init?(_ text: Substring) {
      var numbers: [Double] = []
      for word in text.split(whereSeparator: { $0 == " " || $0.isNewline || $0 == "\t" }) {
        guard word.utf8.allSatisfy({ Self.signs.contains($0) }), let number = Double(word),
          numbers.count < 4
        else { return nil }
        numbers.append(number)
      }
      numbers += [Double](repeating: 0, count: 4 - numbers.count)
      (latitude, longitude, altitude, accuracy) = (numbers[0], numbers[1], numbers[2], numbers[3])
    }

    private static let signs = Set("0123456789+-.eE".utf8)

    var text: String {
      [latitude, longitude, altitude, accuracy].map(decimal).joined(separator: " ")
    }

    /// Always with a point: `106.0`.
    private func decimal(_ number: Double) -> String {
      let text = XPathNumber.text(number)
      return text.contains(".") ? text : text + ".0"
    }
  }

  private static let radius = 6_378_100.0
  private static let circumference = 2 * Double.pi * radius

  /// Reads points with semicolons between; nil if one is none. Nothing after the last one counts.
  static func points(_ text: String) -> [Point]? {
    var parts = text.split(separator: ";", omittingEmptySubsequences: false)
    while parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    let points = parts.compactMap { Point($0) }
    return points.count == parts.count ? points : nil
  }

  /// The text with four numbers for each point, as expressions see it; nil if it is no place.
  static func normalized(_ text: String, isPoint: Bool) -> String? {
    if isPoint { return Point(text[...])?.text }
    return points(text)?.map(\.text).joined(separator: "; ")
  }

  /// Length of the line through the points, in metres.
  static func distance(_ points: [Point]) -> Double {
    zip(points, points.dropFirst()).reduce(0) { $0 + distance($1.0, $1.1) }
  }

  private static func distance(_ first: Point, _ second: Point) -> Double {
    let run = radians(first.longitude - second.longitude)
    let (from, to) = (radians(first.latitude), radians(second.latitude))
    return acos(sin(from) * sin(to) + cos(from) * cos(to) * cos(run)) * radius
  }

  /// Area inside of the closed line through the points, in square metres, on the plane that
  /// touches at the first point.
  static func area(_ points: [Point]) -> Double {
    guard points.count >= 3, let origin = points.first else { return 0 }
    let flat = points.dropFirst().map { point in
      (
        x: (point.longitude - origin.longitude) * circumference * cos(radians(point.latitude))
          / 360,
        y: (point.latitude - origin.latitude) * circumference / 360
      )
    }
    return abs(
      zip(flat, flat.dropFirst()).reduce(0) { sum, pair in
        sum + (pair.0.y * pair.1.x - pair.0.x * pair.1.y) / 2
      })
  }

  /// Whether a point lies inside of the line through the others, by counting crossings.
  static func contains(_ point: Point, _ shape: [Point]) -> Bool {
    var isInside = false
    for (before, next) in zip(shape, shape.dropFirst()) {
      guard (next.latitude > point.latitude) != (before.latitude > point.latitude) else { continue }
      let crossing =
        (before.longitude - next.longitude) * (point.latitude - next.latitude)
        / (before.latitude - next.latitude) + next.longitude
      if point.longitude < crossing { isInside.toggle() }
    }
    return isInside
  }

  /// Whether two pieces of the line that do not follow each other meet.
  ///
  /// - Throws: ``FormError`` of kind `limit` for a line of too many pieces.
  static func crossesItself(_ points: [Point]) throws -> Bool {
    let pieces = Array(zip(points, points.dropFirst())).filter { $0.0 != $0.1 }
    guard pieces.count <= mostPieces else {
      throw FormError(.limit, "intersects() looks through \(mostPieces) pieces at most.")
    }
    for (index, piece) in pieces.enumerated() {
      for (other, later) in pieces.enumerated() where other > index + 1 {
        // The last piece of a closed line ends where the first begins.
        let closes = index == 0 && other == pieces.count - 1 && later.1 == piece.0
        if !closes, meet(piece, later) { return true }
      }
    }
    return false
  }

  /// Each piece is compared with each.
  private static let mostPieces = 2_000

  private static func meet(_ first: (Point, Point), _ second: (Point, Point)) -> Bool {
    let (a, b) = (side(first, second.0), side(first, second.1))
    let (c, d) = (side(second, first.0), side(second, first.1))
    if a * b < 0, c * d < 0 { return true }
    return (a == 0 && isWithin(first, second.0)) || (b == 0 && isWithin(first, second.1))
      || (c == 0 && isWithin(second, first.0)) || (d == 0 && isWithin(second, first.1))
  }

  /// Positive on one side of the line through a piece, negative on the other, 0 on it.
  private static func side(_ piece: (Point, Point), _ point: Point) -> Double {
    (piece.1.longitude - piece.0.longitude) * (point.latitude - piece.0.latitude)
      - (piece.1.latitude - piece.0.latitude) * (point.longitude - piece.0.longitude)
  }

  /// Whether a point on the line through a piece lies between its ends.
  private static func isWithin(_ piece: (Point, Point), _ point: Point) -> Bool {
    let latitudes = [piece.0.latitude, piece.1.latitude].sorted()
    let longitudes = [piece.0.longitude, piece.1.longitude].sorted()
    return (latitudes[0]...latitudes[1]).contains(point.latitude)
      && (longitudes[0]...longitudes[1]).contains(point.longitude)
  }

  private static func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
}

extension XPathFunctions {
  static let places: [String: Entry] = [
    "area": Entry(1...1) { .number(Geography.area(try line($0, 0))) },
    "enclosed-area": Entry(1...1) { .number(Geography.area(try line($0, 0))) },
    "distance": Entry(1...any) { arguments in
      if arguments.count > 1 {
        return .number(
          Geography.distance(
            try arguments.values.map { try point(arguments.evaluator.string($0), arguments) }))
      }
      switch arguments[0] {
      case .nodes: return .number(Geography.distance(try line(arguments, 0)))
      case .string(let text): return .number(Geography.distance(try points(text, arguments)))
      default: throw FormError(.type, "distance() needs places.")
      }
    },
    "intersects": Entry(1...1) { arguments in
      switch arguments[0] {
      case .string(let text):
        return .boolean(try Geography.crossesItself(points(text, arguments)))
      default: return .boolean(try Geography.crossesItself(line(arguments, 0)))
      }
    },
    "geofence": Entry(2...2) { arguments in
      let place = try point(arguments.string(0), arguments)
      return .boolean(Geography.contains(place, try line(arguments, 1)))
    },
  ]

  /// The points of nodes: of a line in the only node, or one in each.
  private static func line(_ arguments: XPathArguments, _ index: Int) throws -> [Geography.Point] {
    let texts = try arguments.nodes(index).map {
      try arguments.evaluator.string(arguments.evaluator.world.value($0))
    }
    if texts.count == 1 { return try points(texts[0], arguments) }
    return try texts.map { try point($0, arguments) }
  }

  private static func points(
    _ text: String, _ arguments: XPathArguments
  ) throws -> [Geography.Point] {
    guard let points = Geography.points(text) else { throw noPlace(text, arguments) }
    return points
  }

  private static func point(_ text: String, _ arguments: XPathArguments) throws -> Geography.Point {
    guard let point = Geography.Point(text[...]) else { throw noPlace(text, arguments) }
    return point
  }

  private static func noPlace(_ text: String, _ arguments: XPathArguments) -> FormError {
    FormError(
      .type, "\(arguments.name)() cannot read \u{201C}\(text.prefix(40))\u{201D} as a place.")
  }
}
