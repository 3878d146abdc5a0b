import Foundation
import Identity
import Sync

/// What of a log that was given back the hub did not take: streams that are others here, and
/// dossiers whose name another one has by now or that are here under another name. Nothing of those
/// is taken from later parts of the log either.
struct PassedOver {
  private var subjects: Set<SubjectID> = []
  /// The first entry of a stream that is another one here.
  private var ends: [StreamName: EntryID] = [:]

  private struct StreamName: Hashable {
    let author: DeviceID
    let epoch: Int

    init(_ id: EntryID) {
      author = id.author
      epoch = id.epoch
    }
  }

  init(_ past: PastEpochRecord) throws {
    guard let known = try past.passed.map(JSONValue.init(canonical:)) else { return }
    subjects = Set(known["subjects"]?.entryIDs ?? [])
    for end in known["ends"]?.entryIDs ?? [] { ends[StreamName(end)] = end }
  }

  /// Whether the dossier is not taken.
  func has(_ subject: SubjectID) -> Bool { subjects.contains(subject) || isBehindEnd(subject) }

  func isBehindEnd(_ id: EntryID) -> Bool { ends[StreamName(id)].map { $0 <= id } ?? false }

  /// The stream is another one here from this entry on.
  mutating func end(_ id: EntryID) {
    if !isBehindEnd(id) { ends[StreamName(id)] = id }
  }

  /// The entry is not taken; if a dossier begins with it, nothing of that is.
  mutating func note(_ entry: Entry) {
    if entry.head.subject == nil { subjects.insert(entry.id) }
  }

  var canonical: Data? {
    guard !(subjects.isEmpty && ends.isEmpty) else { return nil }
    let known: JSONValue = [
      "subjects": .names(subjects.sorted()), "ends": .names(ends.values.sorted()),
    ]
    return known.canonical
  }
}
