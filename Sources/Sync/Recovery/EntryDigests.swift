import Identity

/// `{"author.epoch.seq": digest}`: which entries are meant, under their names.
enum EntryDigests {
  static func json(_ digests: [EntryID: Digest]) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: digests.map {
          ($0.key.description, .string($0.value.base64url))
        }))
  }

  /// None, where there is no such member.
  static func take(_ name: String, of fields: inout JSONFields) throws -> [EntryID: Digest] {
    var digests: [EntryID: Digest] = [:]
    for (key, value) in fields.take(name)?.object ?? [:] {
      guard let id = EntryID(key), let digest = value.string.flatMap({ Digest(base64url: $0) })
      else { throw fields.wrong(name) }
      digests[id] = digest
    }
    return digests
  }
}
