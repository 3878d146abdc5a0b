package import Identity

extension DossierState {
  /// The open dispute a person names by a path, a group, a row, a component or "status".
  package func dispute(named name: String) -> Dispute? {
    disputes.first { $0.matter.name == name }
      ?? disputes.first { $0.matter == .answers(AnswerUnit.of(name)) }
  }

  /// The versions answers have now, as an entry names them.
  package func versions(of paths: [String]) -> JSONValue {
    let versions = Set(paths.flatMap { heads(of: $0) })
    return .array(versions.sorted().map { .string($0.description) })
  }

  /// The open dispute an answer takes part in: its own, its group's or that of the row it is in.
  package func dispute(over path: String) -> Dispute? {
    disputes.first { $0.matter == .answers(AnswerUnit.of(path)) }
      ?? disputes.first {
        guard case .row(let row) = $0.matter else { return false }
        return path.hasPrefix(row + "/")
      }
  }

  /// The body of the `dossier.decided` entry that settles a dispute for one of its sides, naming
  /// everything its author sees here.
  package func decision(on dispute: Dispute, keep: EntryID, reason: String) -> [String: JSONValue] {
    precondition(dispute.sides.contains { $0.entry == keep }, "a decision keeps one of the sides")
    var seen = Set(dispute.sides.map(\.entry))
    var body: [String: JSONValue] = ["reason": .string(reason)]
    body["keep"] = .string(keep.description)
    switch dispute.matter {
    case .answers(let unit):
      body["field"] = .string(unit)
      seen.formUnion(answerHeads[unit, default: []])
    case .row(let row):
      body["row"] = .string(row)
      seen.formUnion(rowHeads[row, default: []])
      for (unit, heads) in answerHeads where unit.hasPrefix(row + "/") { seen.formUnion(heads) }
    case .file(let component):
      body["component"] = .string(component)
    case .status:
      body["keep"] = nil
      body["status"] = .string(keep.description)
      seen.formUnion(statusHeads)
    }
    body["over"] = .array(seen.sorted().map { .string($0.description) })
    return body
  }
}
