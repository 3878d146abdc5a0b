public import Foundation

extension FormAnswers {
  /// Reads answers from JSON: an object keyed by path, values as strings, repeats as arrays of
  /// objects that may carry `_row`.
  ///
  /// Numbers and booleans become text; `null` becomes an empty text. An object with a member
  /// `answers` that is an object itself is read as a sample file.
  /// - Throws: ``FormError`` with the path or place: malformed or too large JSON, a value of a
  ///   shape answers do not have, too long text, control characters.
  public init(json: Data, limits: FormLimits = .standard) throws {
    let value = try JSONReader.read(Array(json), limits: limits)
    guard let members = value.members else {
      throw FormError(.malformed, "The answers are no JSON object.")
    }
    let inner = members.first { $0.key == "answers" }?.value.members
    self = try FormAnswers(members: inner ?? members, path: "", limits: limits)
  }

  init(members: [JSONMember], path: String, limits: FormLimits) throws {
    self.init()
    for member in members where member.key != "_row" && member.key != "_deleted" {
      let place = path.isEmpty ? member.key : "\(path)/\(member.key)"
      guard !member.key.isEmpty, !member.key.hasPrefix("_"), member.key.utf8.count <= 1_000 else {
        throw FormError(
          .malformed, "A key is no path of a field.", place: String(place.prefix(200)))
      }
      try AnswerText.check(member.key, limits: limits, place: String(place.prefix(200)))
      entries[member.key] = try Self.entry(member.value, path: place, limits: limits)
    }
  }

  private static func entry(
    _ value: JSONValue, path: String, limits: FormLimits
  ) throws -> Entry {
    switch value {
    case .null: return .value("")
    case .bool(let flag): return .value(flag ? "true" : "false")
    case .number(let text):
      guard let number = Double(text), number.isFinite else {
        throw FormError(.type, "The number is out of range.", place: path)
      }
      return .value(text.contains { "eE.".contains($0) } ? XPathNumber.text(number) : text)
    case .string(let text):
      try AnswerText.check(text, limits: limits, place: path)
      return .value(text)
    case .array(let values):
      guard values.count <= limits.rows else {
        throw FormError(.limit, "There are more than \(limits.rows) rows (rows).", place: path)
      }
      return .rows(
        try values.enumerated().map { index, value in
          try row(value, path: "\(path)[\(index + 1)]", limits: limits)
        })
    case .object:
      throw FormError(
        .type, "An object stands where a value or an array of rows belongs.", place: path)
    }
  }

  private static func row(_ value: JSONValue, path: String, limits: FormLimits) throws -> Row {
    guard let members = value.members else {
      throw FormError(.type, "A row of a repeat is no object.", place: path)
    }
    var row = Row(answers: try FormAnswers(members: members, path: path, limits: limits))
    for member in members {
      switch (member.key, member.value) {
      case ("_row", .string(let id)):
        guard !id.isEmpty, id.utf8.count <= 200 else {
          throw FormError(.type, "_row is empty or longer than 200 bytes.", place: path)
        }
        try AnswerText.check(id, limits: limits, place: path)
        row.id = id
      case ("_row", _): throw FormError(.type, "_row is no text.", place: path)
      case ("_deleted", .bool(let flag)): row.isDeleted = flag
      case ("_deleted", _): throw FormError(.type, "_deleted is no boolean.", place: path)
      default: break
      }
    }
    return row
  }

  /// The answers as one JSON object with sorted keys.
  public var json: String {
    JSONText.object(
      entries.sorted { $0.key < $1.key }.map { key, entry in
        switch entry {
        case .value(let value): (key, JSONText.quoted(value))
        case .rows(let rows): (key, JSONText.array(rows.map(\.json)))
        }
      })
  }
}

extension FormAnswers.Row {
  fileprivate var json: String {
    let inner = answers.json
    var marks: [(String, String)] = []
    if let id { marks.append(("_row", JSONText.quoted(id))) }
    if isDeleted { marks.append(("_deleted", "true")) }
    guard !marks.isEmpty else { return inner }
    let head = JSONText.object(marks)
    return inner == "{}" ? head : head.dropLast() + "," + inner.dropFirst()
  }
}

extension FormFill {
  /// The result as one JSON object: `{valid, errors, answers, relevant}`.
  public var json: String {
    JSONText.object([
      ("valid", valid ? "true" : "false"),
      (
        "errors",
        JSONText.array(
          errors.map { error in
            JSONText.object([
              ("path", JSONText.quoted(error.path)), ("kind", JSONText.quoted(error.kind.rawValue)),
              ("message", JSONText.quoted(error.message)),
            ])
          })
      ),
      ("answers", answers.json),
      ("relevant", JSONText.array(relevant.map(JSONText.quoted))),
    ])
  }
}
