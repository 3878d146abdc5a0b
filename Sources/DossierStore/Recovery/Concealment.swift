import GRDB
import Identity
import Sync

/// Subjects that are erased at the hub, of which it can check no body any more, and of which this
/// device gets no erasure: its key has ended, or the hub does not know that its unit had them. What
/// it wrote about them goes without bodies, so that all behind it can go, and with what shows that it
/// has had them, so that it hears of the erasure after all.
///
/// It holds until the hub goes back, in its epoch or in what it acknowledged: one that was put back
/// may not know of the erasure.
struct Concealment: JSONConvertible {
  static let settingKey = "concealed"

  let hubEpoch: Int
  let subjects: Set<SubjectID>

  init(hubEpoch: Int, subjects: Set<SubjectID>) {
    self.hubEpoch = hubEpoch
    self.subjects = subjects
  }

  init(json: JSONValue) throws {
    var fields = try JSONFields(json, "concealed subjects")
    hubEpoch = try fields.count("epoch")
    subjects = Set((fields.take("subjects")?.array ?? []).compactMap { SubjectID($0.string ?? "") })
  }

  var json: JSONValue {
    [
      "epoch": .integer(Int64(hubEpoch)),
      "subjects": .array(subjects.sorted().map { .string($0.description) }),
    ]
  }
}

extension JournalReader {
  /// The subjects whose entries go to the hub without bodies, as it stands now.
  func concealed() throws -> Set<SubjectID> {
    guard let kept = try setting(Concealment.settingKey).map(Concealment.init(json:)),
      try hub()?.epoch == kept.hubEpoch
    else { return [] }
    return kept.subjects
  }

  /// By what this device shows that it has had those of the subjects that are concealed.
  func firstDigests(of subjects: Set<SubjectID>) throws -> [SubjectID: Digest] {
    try subjects.intersection(concealed()).reduce(into: [:]) { digests, subject in
      digests[subject] = try EntryRow.fetch(db, subject).flatMap { Digest(bytes: $0.digest) }
    }
  }
}

extension JournalWriter {
  /// Heeds what the hub cannot check. Answers whether there is more to send because of it.
  ///
  /// - Precondition: the log says nothing new: otherwise the erasure may be among it, or another
  ///   subject of the same name.
  func conceal(_ unprovable: Set<SubjectID>, of hub: HubInfo) throws -> Bool {
    let known = try reader.concealed()
    guard !unprovable.isSubset(of: known) else { return false }
    let kept = Concealment(hubEpoch: hub.epoch, subjects: known.union(unprovable))
    try setSetting(Concealment.settingKey, kept.json)
    for subject in unprovable.subtracting(known).sorted() { try forgoUploads(of: subject) }
    return true
  }

  /// The hub does not learn the names of files that only such entries have, and keeps none of them.
  private func forgoUploads(of subject: SubjectID) throws {
    for address in try reader.filesOnly(of: subject.description) {
      try db.execute(
        sql: "UPDATE file SET uploaded = size WHERE address = ?", arguments: [address])
    }
  }
}
