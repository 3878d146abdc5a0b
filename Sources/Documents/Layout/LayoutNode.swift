package import Dossiers
import Foundation

/// What is wrong with a layout file, one sentence each.
package struct LayoutProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where: "blocks[2].columns[0].width"; empty for the file as a whole.
  package let place: String
  package let message: LocalizedText

  package init(place: String = "", vi: String, en: String) {
    self.place = place
    message = LocalizedText(vi: vi, en: en)
  }

  package var description: String { place.isEmpty ? message.en : "\(place): \(message.en)" }
  package var vi: String { place.isEmpty ? message.vi : "\(place): \(message.vi)" }
}

/// Any JSON.
enum LayoutNode: Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([LayoutNode])
  case object([String: LayoutNode])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([LayoutNode].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: LayoutNode].self))
    }
  }
}

/// Collects everything that is wrong while a file is read.
final class LayoutProblems {
  private(set) var all: [LayoutProblem] = []

  func add(_ place: String, vi: String, en: String) {
    all.append(LayoutProblem(place: place, vi: vi, en: en))
  }
}

/// One object of a layout file while it is read: every key is asked for once, what is left is
/// unknown.
struct LayoutObject {
  let place: String
  private let values: [String: LayoutNode]
  private let problems: LayoutProblems

  init?(_ node: LayoutNode, at place: String, _ problems: LayoutProblems) {
    guard case .object(let values) = node else {
      problems.add(place, vi: "phải là một nhóm { … }.", en: "this must be an object.")
      return nil
    }
    self.place = place
    self.values = values
    self.problems = problems
  }

  func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  func has(_ key: String) -> Bool { values[key] != nil }

  func allow(_ keys: [String]) {
    for key in values.keys.sorted() where !keys.contains(key) && !key.hasPrefix("$") {
      problems.add(
        path(key),
        vi: "không có mục nào tên này; các mục dùng được: \(keys.joined(separator: ", ")).",
        en: "there is no such entry; there are \(keys.joined(separator: ", ")).")
    }
  }

  private func wrong(_ key: String, vi: String, en: String) {
    problems.add(path(key), vi: "phải là \(vi).", en: "this must be \(en).")
  }

  func text(_ key: String, required: Bool = false) -> String {
    switch values[key] {
    case .text(let value):
      if required, value.allSatisfy(\.isWhitespace) {
        problems.add(path(key), vi: "không được để trống.", en: "this must not be empty.")
      }
      return value
    case nil:
      if required { problems.add(path(key), vi: "thiếu mục này.", en: "this entry is missing.") }
    default: wrong(key, vi: "chữ", en: "a text")
    }
    return ""
  }

  func number(
    _ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil
  ) -> Double? {
    switch values[key] {
    case .number(let value) where range.contains(value): return value
    case nil:
      if fallback == nil {
        problems.add(path(key), vi: "thiếu mục này.", en: "this entry is missing.")
      }
    case .null where fallback == nil: return nil
    default:
      let (low, high) = (Self.plain(range.lowerBound), Self.plain(range.upperBound))
      wrong(key, vi: "số từ \(low) đến \(high)", en: "a number from \(low) to \(high)")
    }
    return fallback
  }

  /// A number that may be left out.
  func optional(_ key: String, in range: ClosedRange<Double>) -> Double? {
    has(key) ? number(key, in: range, default: range.lowerBound) : nil
  }

  func flag(_ key: String, default fallback: Bool = false) -> Bool {
    switch values[key] {
    case .bool(let value): return value
    case nil: break
    default: wrong(key, vi: "true hoặc false", en: "true or false")
    }
    return fallback
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Choice
  ) -> Choice where Choice.RawValue == String {
    guard has(key) else { return fallback }
    guard let choice = Choice(rawValue: text(key)) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      wrong(key, vi: "một trong: \(names)", en: "one of \(names)")
      return fallback
    }
    return choice
  }

  func list(_ key: String, required: Bool = false) -> [(LayoutNode, String)] {
    switch values[key] {
    case .list(let nodes):
      return nodes.enumerated().map { ($1, "\(path(key))[\($0)]") }
    case nil:
      if required { problems.add(path(key), vi: "thiếu mục này.", en: "this entry is missing.") }
    default: wrong(key, vi: "danh sách [ … ]", en: "a list")
    }
    return []
  }

  func texts(_ key: String) -> [String] {
    list(key).compactMap { node, place in
      if case .text(let text) = node { return text }
      problems.add(place, vi: "phải là chữ.", en: "this must be a text.")
      return nil
    }
  }

  func objects(_ key: String, required: Bool = false) -> [LayoutObject] {
    list(key, required: required).compactMap { LayoutObject($0, at: $1, problems) }
  }

  func object(_ key: String) -> LayoutObject? {
    values[key].flatMap { LayoutObject($0, at: path(key), problems) }
  }

  static func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }
}
