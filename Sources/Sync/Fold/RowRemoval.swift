package import Identity

extension DossierState {
  /// How an edit removes a row as its author sees it here, for `rows.PATH.delete`: with the
  /// newest versions of each of the row's answers, so that a change he did not see stays in
  /// dispute and one he did see does not.
  package func removal(ofRow id: String, in path: String) -> JSONValue {
    let row = "\(path)[\(id)]/"
    let seen =
      answerHeads.filter { $0.key.hasPrefix(row) }.flatMap(\.value)
      + rowHeads["\(path)[\(id)]", default: []]
    return [
      "id": .string(id), "over": .array(Set(seen).sorted().map { .string($0.description) }),
    ]
  }
}
