package import Dossiers
import Foundation
package import Identity
package import Sync

extension Hub {
  package static let changesLimit = 500

  /// Appends changes of answers as the competent authority; none that is disputed: to replace its
  /// sides is to decide, with a reason.
  ///
  /// `changes`: an unmentioned field is unchanged, `null` clears; in a repeat an object with
  /// `_row` changes that row, with `_deleted` removes it, one without `_row` adds a row.
  /// `fields`: what the dossier's form asks for ("nyc/dienThoai", "giayTo", "giayTo/ten"), which
  /// may be filled in although it was not answered; without it only what the dossier has.
  /// `restate` says, of the answers after, what the dossier states of registers' entities from now
  /// on; nil where that stays.
  /// `check` is shown the answers before and after and says by throwing that they may not be so.
  @discardableResult
  package func edit(
    _ id: SubjectID, _ changes: JSONValue, fields: Set<String> = [], actor: String,
    role: OfficerRole?,
    check: @escaping @Sendable (FlatAnswers, FlatAnswers) throws -> Void = { _, _ in },
    restate: @escaping @Sendable (FlatAnswers, DossierState, UInt64) throws -> JSONValue? = {
      _, _, _ in nil
    }
  ) async throws -> EntryID {
    guard role.map({ $0.may(.edit) }) ?? true else {
      throw HubError(
        .refused, "role", vi: "Vai trò của bạn không được làm việc này.",
        en: "The officer's role may not do this.")
    }
    return try await change { [random] change in
      let folded = try change.projection.folded(id)
      guard folded.status?.isTerminal != true else {
        throw HubError(
          .refused, "closed", vi: "Hồ sơ đã kết thúc, không sửa được nữa.",
          en: "The dossier is closed; its answers can no longer change.")
      }
      var edit = AnswerEdit(state: folded.state, fields: fields, random: random)
      try edit.read(changes)
      try edit.refuseDisputes()
      try check(edit.before, edit.after)
      var body = edit.body
      body["entities"] = try restate(edit.after, folded.state, Self.seed(random))
      return try change.append(
        OwnDraft(
          subject: id, kind: DossierKind.edited.rawValue, body: body, actor: actor))
    }
  }
}

/// Turns the changes a person wrote into the body of an edit, naming what each value replaces.
struct AnswerEdit {
  let state: DossierState
  let fields: Set<String>
  let random: any RandomSource
  private var changes: [String: JSONValue] = [:]
  private var added: [String: [JSONValue]] = [:]
  private var deleted: [String: [JSONValue]] = [:]

  init(state: DossierState, fields: Set<String>, random: any RandomSource) {
    self.state = state
    self.fields = fields
    self.random = random
  }

  var before: FlatAnswers {
    var answers = FlatAnswers()
    answers.values = state.fields.compactMapValues { $0.value.flatMap { $0.isEmpty ? nil : $0 } }
    answers.rows = state.rows
    return answers
  }

  /// The answers as they are going to stand.
  var after: FlatAnswers {
    var answers = before
    for (path, removals) in deleted {
      for id in removals.compactMap({ $0["id"]?.string }) {
        answers.rows[path]?.removeAll { $0 == id }
        answers.values = answers.values.filter { !$0.key.hasPrefix("\(path)[\(id)]/") }
      }
    }
    for (path, rows) in added {
      answers.rows[path, default: []] += rows.compactMap { $0["id"]?.string }
    }
    for (path, change) in changes { answers.values[path] = change["v"]?.string }
    return answers
  }

  var body: [String: JSONValue] {
    var body: [String: JSONValue] = ["changes": .object(changes), "source": "officer"]
    let repeats = Set(added.keys).union(deleted.keys)
    if !repeats.isEmpty {
      body["rows"] = .object(
        Dictionary(
          uniqueKeysWithValues: repeats.map { path in
            (path, ["add": .array(added[path] ?? []), "delete": .array(deleted[path] ?? [])])
          }))
    }
    return body
  }

  /// - Throws: ``HubError`` when an answer is disputed: an edit would decide silently.
  func refuseDisputes() throws {
    for path in changes.keys.sorted() {
      guard let name = state.dispute(over: path)?.matter.name.prefix(80) else { continue }
      throw HubError(
        .refused, "disputed",
        vi: "Mục \(name) đang mâu thuẫn; hãy quyết định bằng conflict resolve, rồi mới sửa.",
        en: "\(name) is disputed; decide it with conflict resolve before it is edited.")
    }
  }

  mutating func read(_ json: JSONValue) throws {
    let members = json["answers"]?.object ?? json.object
    guard let members, !members.isEmpty, members.count <= Hub.changesLimit else {
      throw HubError(
        .badInput, "badChanges", vi: "Tệp sửa phải là một đối tượng JSON có ít nhất một mục.",
        en: "The changes must be a JSON object with 1 to \(Hub.changesLimit) members.")
    }
    for (path, value) in members.sorted(by: { $0.key < $1.key }) {
      if let rows = value.array {
        for row in rows { try readRow(row, of: path) }
      } else {
        try set(path, value)
      }
    }
  }

  private mutating func readRow(_ json: JSONValue, of path: String) throws {
    guard var members = json.object, state.rows[path] != nil || fields.contains(path) else {
      throw Self.unknown(path)
    }
    let named = members.removeValue(forKey: "_row")?.string
    let isDeleted = members.removeValue(forKey: "_deleted")?.bool ?? false
    let row: String
    if let named {
      guard state.rows[path]?.contains(named) == true else {
        throw Self.unknown("\(path)[\(named)]")
      }
      row = named
      if isDeleted {
        deleted[path, default: []].append(state.removal(ofRow: named, in: path))
        return
      }
    } else {
      row = random.bytes(6).hex
      let after = added[path]?.last?["id"]?.string ?? state.rows[path]?.last
      added[path, default: []].append(
        ["id": .string(row), "after": after.map(JSONValue.string) ?? .null])
    }
    for (field, value) in members.sorted(by: { $0.key < $1.key }) {
      let full = "\(path)[\(row)]/\(field)"
      guard fields.isEmpty || fields.contains("\(path)/\(field)") || state.fields[full] != nil
      else { throw Self.unknown(full) }
      changes[full] = try change(value, at: full)
    }
  }

  private mutating func set(_ path: String, _ value: JSONValue) throws {
    guard state.fields[path] != nil || fields.contains(path) else { throw Self.unknown(path) }
    changes[path] = try change(value, at: path)
  }

  private func change(_ value: JSONValue, at path: String) throws -> JSONValue {
    let text: JSONValue
    switch value {
    case .null, .string: text = value
    case .integer(let number): text = .string(String(number))
    case .bool(let flag): text = .string(flag ? "true" : "false")
    case .array, .object:
      throw HubError(
        .badInput, "badValue", vi: "Giá trị của \(path) phải là chữ, số hoặc null.",
        en: "The value of \(path) must be a text, a number or null.")
    }
    let over = state.heads(of: path).map { JSONValue.string($0.description) }
    return ["v": text, "over": .array(over)]
  }

  private static func unknown(_ path: String) -> HubError {
    HubError(
      .badInput, "noField", vi: "Hồ sơ không có mục \(path.prefix(80)).",
      en: "The dossier has no field \(path.prefix(80)).")
  }
}
