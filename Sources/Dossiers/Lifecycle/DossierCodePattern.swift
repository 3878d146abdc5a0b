/// How a unit writes its dossier codes, such as `{unit}-{yyMMdd}-{seq:4}`.
package struct DossierCodePattern: Sendable, Hashable, Codable {
  private enum Piece: Sendable, Hashable {
    case text(String)
    case unit
    case shortDate
    case longDate
    case number(width: Int)
  }

  package let text: String
  private let pieces: [Piece]

  package static let standard = DossierCodePattern(
    text: "{unit}-{yyMMdd}-{seq:4}",
    pieces: [.unit, .text("-"), .shortDate, .text("-"), .number(width: 4)])

  private init(text: String, pieces: [Piece]) {
    self.text = text
    self.pieces = pieces
  }

  /// A pattern must name the unit, the date and the number once each and give readable codes.
  package init(_ text: String) throws {
    var pieces: [Piece] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}"),
        let piece = Self.piece(rest[rest.index(after: open)..<close])
      else { throw Self.invalid(text) }
      pieces.append(piece)
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    self.init(text: text, pieces: pieces)
    let sample = render(unit: "H25.15", day: CivilDate(dayNumber: 0), number: 1)
    guard pieces.filter({ $0 == .unit }).count == 1,
      pieces.filter({ $0 == .shortDate || $0 == .longDate }).count == 1,
      pieces.filter({ if case .number = $0 { true } else { false } }).count == 1,
      (try? DossierCode(sample)) != nil
    else { throw Self.invalid(text) }
  }

  /// Which devices of a unit can have a thousand numbers of their own: `k000…k999`, without the
  /// first thousand, which stays with the province. Four digits are for nine devices, six for 999.
  package var deviceIndexes: ClosedRange<Int> {
    let thousands = (3..<max(4, width)).reduce(1) { all, _ in all * 10 }
    return 1...(thousands - 1)
  }

  /// The code for the `counter`-th dossier (from 0) this device receives on `day`.
  ///
  /// Refuses when the device's range for that day is used up.
  package func code(
    unit: String, day: CivilDate, counter: Int, range: CodeRange
  ) throws -> DossierCode {
    precondition(counter >= 0, "a counter of dossiers is not negative")
    guard counter < range.count else {
      throw DossierError(
        .refused,
        vi: "Thiết bị đã dùng hết \(range.count) số hồ sơ của ngày \(Spoken.full(day)); "
          + "hãy xin cấp thêm dải số.",
        en: "This device has used all its \(range.count) dossier numbers of \(day); "
          + "ask for another range.")
    }
    let number = range.first + counter
    guard String(number).utf8.count <= width else {
      throw DossierError(
        .refused,
        vi: "Số hồ sơ \(number) dài hơn \(width) chữ số của mẫu mã hồ sơ; hãy sửa dải số.",
        en: "The dossier number \(number) has more than the \(width) digits of the code pattern; "
          + "correct the range.")
    }
    return try DossierCode(render(unit: unit, day: day, number: number))
  }

  /// The number in a code of this pattern; `nil` if the code is none, or of another unit.
  package func number(in code: String, of unit: String) -> Int? {
    var rest = Substring(code)
    var number: Int?
    for piece in pieces {
      let length =
        switch piece {
        case .text(let text): text.count
        case .unit: unit.count
        case .shortDate: 6
        case .longDate: 8
        case .number(let width): width
        }
      let part = rest.prefix(length)
      rest = rest.dropFirst(length)
      switch piece {
      case .text(let text): guard part == text else { return nil }
      case .unit: guard part == unit else { return nil }
      case .shortDate, .longDate: guard Digits.value(part) != nil else { return nil }
      case .number:
        guard part.count == length, let value = Digits.value(part) else { return nil }
        number = value
      }
    }
    return rest.isEmpty ? number : nil
  }

  private var width: Int {
    for case .number(let width) in pieces { return width }
    preconditionFailure("a pattern has a number")
  }

  private func render(unit: String, day: CivilDate, number: Int) -> String {
    let (month, date) = (Digits.padded(day.month, 2), Digits.padded(day.day, 2))
    return pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .unit: unit
      case .shortDate: "\(Digits.padded(day.year % 100, 2))\(month)\(date)"
      case .longDate: "\(Digits.padded(day.year, 4))\(month)\(date)"
      case .number(let width): Digits.padded(number, width)
      }
    }.joined()
  }

  private static func piece(_ name: Substring) -> Piece? {
    switch name {
    case "unit": return .unit
    case "yyMMdd": return .shortDate
    case "yyyyMMdd": return .longDate
    default:
      guard name.hasPrefix("seq:"), let width = Digits.value(name.dropFirst(4)),
        (4...8).contains(width)
      else { return nil }
      return .number(width: width)
    }
  }

  private static func invalid(_ text: String) -> DossierError {
    DossierError(
      .badInput,
      vi: "Mẫu mã hồ sơ \(DossierError.quoted(text)) không hợp lệ, ví dụ {unit}-{yyMMdd}-{seq:4}.",
      en: "The code pattern \(DossierError.quoted(text)) is not valid; "
        + "write for example {unit}-{yyMMdd}-{seq:4}.")
  }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
