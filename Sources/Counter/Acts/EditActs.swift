import DossierStore
import Dossiers
package import FormEngine
import Identity
import Sync

extension OneStopOffice {
  /// Changes answers: an unmentioned field stays, an empty value clears, rows as the contract says.
  /// - Parameter cleared: paths whose value is taken away.
  /// - Throws: ``DossierError``, also when one of them is disputed: to replace its sides is to
  ///   decide, with a reason. ``IncompleteError`` when the result would break the form.
  package func edit(_ code: String, changes: FormAnswers, cleared: [String], by actor: Actor) throws
  {
    try actor.require(.edit)
    let (id, state) = try workableState(code: code)
    var next = state.flatAnswers
    let delta = try rowChanges(changes, state: next)
    for path in cleared {
      guard next.values[path] != nil else { continue }
      next.values[path] = nil
    }
    for (path, value) in delta.values { next.values[path] = value.isEmpty ? nil : value }
    for (repeated, ids) in delta.rows { next.rows[repeated] = ids }
    for row in delta.deleted {
      next.values = next.values.filter { !$0.key.hasPrefix("\(row.path)[\(row.id)]/") }
    }
    try check(edited: next, of: state)
    let changed = Set(delta.values.keys).union(cleared)
      .filter { next.values[$0] != state.flatAnswers.values[$0] }
    guard !changed.isEmpty || !delta.added.isEmpty || !delta.deleted.isEmpty else { return }
    try Self.refuse(disputed: changed, in: state)
    var body = Self.edit(
      Dictionary(uniqueKeysWithValues: changed.map { ($0, next.values[$0]) }), over: state)
    if !delta.added.isEmpty || !delta.deleted.isEmpty { body["rows"] = delta.json(over: state) }
    body["entities"] = try statement(next, of: state)
    _ = try store.append(
      [EntryDraft(kind: "dossier.edited", subject: .existing(id), body: body)],
      by: actor.id, clock: clockSource())
  }

  private func check(edited answers: FlatAnswers, of state: DossierState) throws {
    let problems = try problems(in: answers, of: state)
    guard problems.isEmpty else { throw IncompleteError(problems: problems) }
    let form = try library.definition(state.procedure, version: state.version)
    guard form.fields.contains(where: { $0.shape == .value(.binary) }) else { return }
    let session = try self.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt))
    try session.load(answers.formAnswers)
    try checkFiles(state.attachments, session)
  }

  /// What the form a dossier was received under finds wrong with these answers.
  func problems(in answers: FlatAnswers, of state: DossierState) throws -> [FormProblem] {
    let session = try self.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt))
    let misfits = try session.load(answers.formAnswers)
    return misfits.isEmpty ? session.validate() : misfits
  }

  /// Row changes by the contract: `_row` names a row, none adds one, `_deleted` removes.
  private func rowChanges(_ changes: FormAnswers, state: FlatAnswers) throws -> RowChanges {
    var result = RowChanges()
    for (path, entry) in changes.entries.sorted(by: { $0.key < $1.key }) {
      switch entry {
      case .value(let value): result.values[path] = value
      case .rows(let rows):
        var order = state.rows[path] ?? []
        for row in rows {
          if let named = row.id, !order.contains(named) {
            throw DossierError(
              .notFound, vi: "\(path) không có dòng \(named.prefix(40)).",
              en: "\(path) has no row \(named.prefix(40)).")
          }
          let id = row.id ?? newRowID()
          if row.isDeleted {
            order.removeAll { $0 == id }
            result.deleted.append((path, id))
            continue
          }
          if !order.contains(id) {
            result.added.append((path, id, order.last))
            order.append(id)
          }
          for (field, value) in row.answers.entries {
            if case .value(let text) = value { result.values["\(path)[\(id)]/\(field)"] = text }
          }
        }
        result.rows[path] = order
      }
    }
    return result
  }
}

/// What an edit does to rows and values.
private struct RowChanges {
  var values: [String: String] = [:]
  var rows: [String: [String]] = [:]
  var added: [(path: String, id: String, after: String?)] = []
  var deleted: [(path: String, id: String)] = []

  /// `{"giayTo": {"add": [{"id", "after"}], "delete": [{"id", "over"}]}}`
  func json(over state: DossierState) -> JSONValue {
    var byPath: [String: (add: [JSONValue], delete: [JSONValue])] = [:]
    for row in added {
      byPath[row.path, default: ([], [])].add.append([
        "id": .string(row.id), "after": row.after.map { .string($0) } ?? .null,
      ])
    }
    for row in deleted {
      byPath[row.path, default: ([], [])].delete
        .append(state.removal(ofRow: row.id, in: row.path))
    }
    return .object(
      byPath.mapValues { ["add": .array($0.add), "delete": .array($0.delete)] })
  }
}
