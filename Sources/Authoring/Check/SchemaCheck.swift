import Dossiers
import Foundation
import Identity

/// Holds a JSON file against one of the schemas that ship with the forms (`Forms/*.schema.json`).
///
/// It knows the keywords of JSON Schema 2020-12 that those use; the tests hold it against an
/// independent validator.
struct SchemaCheck {
  private let schema: JSONValue

  /// - Throws: ``DossierError`` if the schema cannot be read.
  init(_ file: URL) throws {
    guard let data = try? Data(contentsOf: file), let schema = try? JSONValue(parsing: data) else {
      throw DossierError(
        .notFound, vi: "Không đọc được lược đồ \(file.path).",
        en: "The schema \(file.path) cannot be read.")
    }
    self.schema = schema
  }

  struct Fault: Equatable {
    /// `fees[0].amount`; empty for the whole file.
    var place: String
    var message: String
  }

  /// What breaks the schema, in the order of the file's keys.
  func faults(_ data: Data) -> [Fault] {
    do {
      return check(try JSONValue(parsing: data), schema, "")
    } catch {
      return [Fault(place: "", message: "This is no JSON: \(error).")]
    }
  }

  private func check(_ value: JSONValue, _ rule: JSONValue, _ place: String) -> [Fault] {
    if let name = rule["$ref"]?.string?.split(separator: "/").last,
      let target = schema["$defs"]?[String(name)]
    {
      return check(value, target, place)
    }
    if let options = rule["anyOf"]?.array {
      let results = options.map { check(value, $0, place) }
      if results.contains(where: \.isEmpty) { return [] }
      // The first option says what is meant; null is only the way to leave it out.
      return results.first ?? []
    }
    func fault(_ message: String) -> [Fault] { [Fault(place: place, message: message)] }
    if let type = rule["type"]?.string, !Self.is(value, type) {
      return fault("This must be of type \(type).")
    }
    if let allowed = rule["enum"]?.array, !allowed.contains(value) {
      let names = allowed.map { $0.string ?? "null" }.joined(separator: ", ")
      return fault("This must be one of \(names).")
    }
    switch value {
    case .string(let text): return Self.fault(text, rule).map(fault) ?? []
    case .integer(let number): return Self.fault(number, rule).map(fault) ?? []
    case .array(let items):
      if let least = rule["minItems"]?.integer, items.count < least {
        return fault("There must be at least \(least).")
      }
      if let most = rule["maxItems"]?.integer, items.count > most {
        return fault("There must be at most \(most).")
      }
      guard let rule = rule["items"] else { return [] }
      return items.enumerated().flatMap { check($1, rule, "\(place)[\($0)]") }
    case .object(let members): return check(members, rule, place)
    default: return []
    }
  }

  private func check(
    _ members: [String: JSONValue], _ rule: JSONValue, _ place: String
  ) -> [Fault] {
    let required = (rule["required"]?.array ?? []).compactMap(\.string)
    var faults = required.filter { members[$0] == nil }.map {
      Fault(place: place, message: "The entry \($0) is missing.")
    }
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      let inner = place.isEmpty ? key : "\(place).\(key)"
      if let names = rule["propertyNames"], let wrong = Self.fault(key, names) {
        faults.append(Fault(place: inner, message: wrong))
      }
      if let known = rule["properties"]?[key] {
        faults += check(value, known, inner)
      } else if let known = (rule["patternProperties"]?.object ?? [:]).first(where: {
        Self.matches(key, $0.key)
      }) {
        faults += check(value, known.value, inner)
      } else if rule["additionalProperties"] == .bool(false) {
        faults.append(Fault(place: inner, message: "There is no such entry; is it misspelt?"))
      } else if let others = rule["additionalProperties"], others.object != nil {
        faults += check(value, others, inner)
      }
    }
    return faults
  }

  private static func `is`(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.string, "string"), (.integer, "integer"), (.integer, "number"), (.bool, "boolean"),
      (.array, "array"), (.object, "object"), (.null, "null"):
      true
    default: false
    }
  }

  private static func fault(_ text: String, _ rule: JSONValue) -> String? {
    if let least = rule["minLength"]?.integer, text.unicodeScalars.count < least {
      return "This must not be empty."
    }
    if let pattern = rule["pattern"]?.string, !matches(text, pattern) {
      let means = rule["description"]?.string.map { ": \($0)" } ?? " (\(pattern))."
      return "“\(text.prefix(40))” is not of the right form\(means)"
    }
    return nil
  }

  private static func fault(_ number: Int64, _ rule: JSONValue) -> String? {
    if let least = rule["minimum"]?.integer, number < least {
      return "This must be \(least) or more."
    }
    if let most = rule["maximum"]?.integer, number > most { return "This must be \(most) or less." }
    return nil
  }

  private static func matches(_ text: String, _ pattern: String) -> Bool {
    guard let expression = try? Regex(pattern) else { return false }
    return text.firstMatch(of: expression) != nil
  }
}
