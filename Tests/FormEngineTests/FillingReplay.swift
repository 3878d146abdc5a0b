import FormEngine
import Foundation
import FoundationXML

/// Follows a filling script step by step and tells what the oracle tells: what has changed.
final class FillingReplay {
  let session: FormSession
  private let leaves: Set<String>
  private let calculated: Set<String>
  private let asked: Set<String>
  private let root: String
  private var state: [String: String] = [:]
  private var order: [String] = []
  /// The questions as they are, until something is changed.
  private var seen: [FormQuestion]?

  convenience init(form: String, folder: URL, now: Int64) throws {
    let definition = try FormDefinition(
      xml: Data(contentsOf: folder.appendingPathComponent("\(form).xml")),
      resources: .folder(folder))
    try self.init(definition, now: now)
  }

  init(_ definition: FormDefinition, now: Int64) throws {
    session = try FormSession(definition, environment: FormEnvironment(now: now, seed: 7))
    leaves = Set(
      definition.fields.filter { if case .value = $0.shape { true } else { false } }.map(\.path))
    calculated = Set(definition.fields.filter(\.isCalculated).map(\.path))
    asked = Set(definition.fields.filter(\.isAsked).map(\.path))
    let start = session.submissionXML().components(separatedBy: "?>\n<").last ?? ""
    root = String(start.prefix { $0 != " " && $0 != ">" && $0 != "/" })
  }

  /// The answer to one step, cells as in the script.
  func step(_ cells: [String]) -> String {
    do {
      return try answer(cells)
    } catch {
      return "error\t\(changes())"
    }
  }

  private func answer(_ cells: [String]) throws -> String {
    let path = cells.count > 1 ? cells[1].replacing("/\(root)/", with: "") : ""
    switch cells[0] {
    case "begin": return changes()
    case "set":
      let status = try set(cells[2], at: path)
      return "\(status)\t\(changes())"
    case "add":
      guard isOffered(path) else { throw FormError(.unknown, "not offered") }
      try session.addRow(to: path)
      seen = nil
      return "OK\t\(changes())"
    case "remove":
      try session.removeRow(at: path)
      seen = nil
      return "OK\t\(changes())"
    case "language":
      session.language = cells[1]
      seen = nil
      return "OK\t\(changes())"
    case "get": return TestSupport.oneLine(session.value(at: path) ?? "")
    case "relevant": return String(session.relevantPaths().contains(path))
    case "required": return String(question(path)?.isRequired ?? false)
    case "choices":
      return (question(path)?.choices ?? [])
        .map { "\($0.value)=\(TestSupport.oneLine($0.label.text))" }.joined(separator: " | ")
    case "label":
      guard let label = session.label(at: path) else { throw FormError(.unknown, "not there") }
      return TestSupport.oneLine(label.text)
    case "hint": return TestSupport.oneLine(question(path)?.hint.text ?? "")
    case "guidance": return TestSupport.oneLine(question(path)?.hint.guidance ?? "")
    case "form": return session.label(at: path)?.media[cells[2]] ?? ""
    case "rows": return try session.evaluate("count(/\(root)/\(path))").text
    case "valid": return String(session.validate().isEmpty)
    case "eval":
      let value = try session.evaluate(cells[1])
      return "\(value.typeName)\t\(TestSupport.oneLine(value.text))"
    case "submission": return try PlainXML.text(of: session.submissionXML())
    default: return "unknown command"
    }
  }

  /// JavaRosa does not store what it refuses; here it is kept and reported, so it is taken back.
  private func set(_ value: String, at path: String) throws -> String {
    let before = session.value(at: path) ?? ""
    guard asked.contains(Self.plain(path)), session.value(at: path) != nil else {
      throw FormError(.unknown, "not asked")
    }
    guard session.isRelevant(path) else { return "irrelevant" }
    try session.set(value, at: path)
    seen = nil
    guard let problem = question(path)?.problem else { return "OK" }
    try session.set(before, at: path)
    seen = nil
    return problem.kind == .constraint ? "constraint: \(problem.message)" : problem.kind.rawValue
  }

  /// Whether a screen shows the button that adds a row to a repeat.
  private func isOffered(_ path: String) -> Bool {
    var open = session.view().items
    while let item = open.popLast() {
      switch item {
      case .question: break
      case .group(let group): open += group.items
      case .rows(let rows):
        if rows.path == path { return rows.isRelevant }
        open += rows.rows.flatMap(\.items)
      }
    }
    return false
  }

  private static func plain(_ path: String) -> String {
    path.replacing(#/\[\d+\]/#, with: "")
  }

  // MARK: What has changed

  /// `path=value`, `!` for a required question, `~` for a read-only one, `path=-` for what is gone.
  private func changes() -> String {
    let flags = self.flags()
    var now: [String: String] = [:]
    var order: [String] = []
    for path in session.relevantPaths() {
      let plain = Self.plain(path)
      guard leaves.contains(plain), !path.hasSuffix("]") else { continue }
      let value = TestSupport.oneLine(session.value(at: path) ?? "")
      now[path] = "\(asked.contains(plain) ? flags[path] ?? "" : "")=\(value)"
      order.append(path)
    }
    var told = order.filter { now[$0] != state[$0] }.map { "\($0)\(now[$0] ?? "")" }
    told += self.order.filter { now[$0] == nil }.map { "\($0)=-" }
    (state, self.order) = (now, order)
    return told.joined(separator: " | ")
  }

  private func flags() -> [String: String] {
    var result: [String: String] = [:]
    for question in questions() {
      let isReadonly = question.isReadonly && !calculated.contains(Self.plain(question.path))
      result[question.path] = (question.isRequired ? "!" : "") + (isReadonly ? "~" : "")
    }
    return result
  }

  private func question(_ path: String) -> FormQuestion? {
    questions().first { $0.path == path }
  }

  private func questions() -> [FormQuestion] {
    if let seen { return seen }
    let now = questions(session.view().items)
    seen = now
    return now
  }

  private func questions(_ items: [FormItem]) -> [FormQuestion] {
    items.flatMap { item -> [FormQuestion] in
      switch item {
      case .question(let question): [question]
      case .group(let group): questions(group.items)
      case .rows(let rows): rows.rows.flatMap { questions($0.items) }
      }
    }
  }

  /// Whether both say the same: `2.0` is `2`, and a refusal without a message of the form's own has
  /// the engine's.
  static func same(_ ours: String, _ golden: String) -> Bool {
    if ours == golden { return true }
    let whole = #/(\d)\.0(?!\d)/#
    let mine = ours.replacing(whole) { "\($0.output.1)" }
    let theirs = golden.replacing(whole) { "\($0.output.1)" }
    if mine == theirs { return true }
    let cells = theirs.components(separatedBy: "\t")
    guard cells[0] == "constraint" else { return false }
    return mine.hasPrefix("constraint: ") && mine.components(separatedBy: "\t").last == cells.last
  }
}

/// A document as nested `name(…)` and `name=value`, without attributes and without `meta`.
private final class PlainXML: NSObject, XMLParserDelegate {
  private var open: [(name: String, text: String, children: [String])] = []
  private var result = ""

  static func text(of xml: String) throws -> String {
    let reader = PlainXML()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = reader
    guard parser.parse() else { throw FormError(.malformed, "The submission is no XML.") }
    return reader.result
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append((name, "", []))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard !open.isEmpty else { return }
    open[open.count - 1].text += string
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    let (name, text, children) = open.removeLast()
    if name.hasSuffix("meta") { return }
    let plain =
      children.isEmpty
      ? "\(name)=\(TestSupport.oneLine(text))" : "\(name)(\(children.joined(separator: " ")))"
    if open.isEmpty {
      result = plain
    } else {
      open[open.count - 1].children.append(plain)
    }
  }
}
