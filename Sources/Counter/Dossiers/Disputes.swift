import DossierStore
import Dossiers
import FormEngine
package import Identity
package import Sync

/// A field with two values, side by side.
package struct Dispute: Sendable, Hashable {
  package let path: String
  package let values: [FieldState.Head]

  package var json: JSONValue {
    [
      "field": .string(path),
      "values": .array(
        values.map { head in
          [
            "entry": .string(head.entry.description),
            "value": head.value.map { .string($0) } ?? .null,
            "time": .string(Instant(milliseconds: head.time).rfc3339),
            "actor": .string(head.actor), "device": .string(head.entry.author.rawValue),
          ]
        }),
    ]
  }
}

extension OneStopOffice {
  package func disputes(code: String) throws -> [Dispute] {
    let (_, state) = try state(code: code)
    return state.disputedPaths.compactMap { path in
      state.fields[path].map { Dispute(path: path, values: $0.heads) }
    }
  }

  /// Decides a dispute: the new value replaces all values that were seen.
  /// - Throws: ``DossierError`` when the field is not disputed or the entry is none of its values,
  ///   ``IncompleteError`` when the form does not take the new value.
  package func resolve(
    code: String, field: String, keep: String?, value: String?, reason: String, by actor: Actor
  ) throws {
    try actor.require(.resolveDisputes)
    try Self.check(texts: [reason, value ?? ""])
    let (id, state) = try state(code: code)
    guard let disputed = state.fields[field], disputed.isDisputed else {
      throw DossierError(
        .notFound, vi: "Mục \(field.prefix(80)) không có tranh chấp.",
        en: "The field \(field.prefix(80)) is not disputed.")
    }
    guard (keep == nil) != (value == nil) else {
      throw DossierError(
        .badInput, vi: "Hãy chọn một giá trị để giữ hoặc nhập giá trị mới.",
        en: "Give either the entry to keep or a new value.")
    }
    var chosen = value.flatMap { $0.isEmpty ? nil : $0 }
    if let keep {
      guard let head = disputed.heads.first(where: { $0.entry.description == keep }) else {
        throw DossierError(
          .badInput, vi: "Mục nhật ký này không phải một giá trị của \(field).",
          en: "That entry is none of the field's values; see motcua conflict show.")
      }
      chosen = head.value
    } else {
      try check(chosen, at: field, of: state)
    }
    _ = try store.append(
      [
        EntryDraft(
          kind: "dossier.edited", subject: .existing(id),
          body: [
            "source": "officer", "reason": .string(reason),
            "changes": [
              field: [
                "v": chosen.map { .string($0) } ?? .null,
                "over": .array(disputed.heads.map { .string($0.entry.description) }),
              ]
            ],
          ], replaces: disputed.heads.map(\.entry))
      ], by: actor.id, clock: clockSource())
  }

  /// A new value has to be one the form takes; what is wrong elsewhere does not stop a decision.
  private func check(_ value: String?, at field: String, of state: DossierState) throws {
    var answers = state.flatAnswers
    answers.values[field] = value
    let problems = try problems(in: answers, of: state)
      .filter { Self.shape($0.path) == Self.shape(field) }
    guard problems.isEmpty else { throw IncompleteError(problems: problems) }
  }
}
