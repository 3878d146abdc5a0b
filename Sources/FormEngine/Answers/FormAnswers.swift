/// The answers of a form below its root: single values and the rows of repeats.
///
/// Keys are paths relative to the root, and inside a row relative to the row: `nks/hoTen`.
public struct FormAnswers: Sendable, Hashable {
  /// What stands at one path.
  public enum Entry: Sendable, Hashable {
    /// A value as XForms writes it; an empty string is no answer.
    case value(String)
    /// The rows of a repeat, in order.
    case rows([Row])
  }

  /// One row of a repeat.
  public struct Row: Sendable, Hashable {
    /// An opaque id kept through; `_row` in JSON.
    public var id: String?
    /// Whether a change removes this row; `_deleted` in JSON. False in answers.
    public var isDeleted: Bool
    public var answers: FormAnswers

    public init(id: String? = nil, isDeleted: Bool = false, answers: FormAnswers = FormAnswers()) {
      self.id = id
      self.isDeleted = isDeleted
      self.answers = answers
    }
  }

  public var entries: [String: Entry]

  public init(_ entries: [String: Entry] = [:]) {
    self.entries = entries
  }

  /// The value at a path such as `nks/hoTen` or `giayTo[2]/soTrang` (rows count from 1), or nil.
  public subscript(path: String) -> String? {
    guard case .value(let value) = entry(at: path[...]) else { return nil }
    return value
  }

  /// The rows of the repeat at a path, or nil if there are none.
  public func rows(_ path: String) -> [Row]? {
    guard case .rows(let rows) = entry(at: path[...]) else { return nil }
    return rows
  }

  private func entry(at path: Substring) -> Entry? {
    guard let open = path.firstIndex(of: "[") else { return entries[String(path)] }
    guard let close = path[open...].firstIndex(of: "]"),
      let position = Int(path[path.index(after: open)..<close]),
      case .rows(let rows) = entries[String(path[..<open])],
      position >= 1, position <= rows.count
    else { return nil }
    let rest = path[path.index(after: close)...]
    guard rest.first == "/" else { return nil }
    return rows[position - 1].answers.entry(at: rest.dropFirst())
  }
}
