import Dossiers
import Foundation
import GRDB
import Identity
import Sync

/// An entry that came from the hub, checked against the subject's secret before it is kept.
struct ForeignEntry {
  let journal: JournalWriter
  let entry: Entry
  /// The epoch of the hub in whose log the entry stands.
  let hubEpoch: Int

  private var subject: String { entry.subjectID.description }

  func isNew() throws -> Bool { try EntryRow.fetch(journal.db, entry.id) == nil }

  /// Keeps the entry, unless it is here, and answers its digest.
  func take() throws -> Digest {
    let known = try EntryRow.fetch(journal.db, entry.id)
    let canonical = entry.head.canonical
    let secret = try entry.startingSecret ?? journal.reader.secret(of: subject)?.secret
    guard
      let commitment = entry.commitment(secret: secret)
        ?? known.flatMap({ Digest(bytes: $0.commitment) })
    else {
      throw LogError.otherEntries(
        "Entry \(entry.id) came before the beginning of its subject \(subject).")
    }
    let digest = Entry.digest(head: canonical, commitment: commitment)
    if let known, known.digest != digest.bytes {
      // What came ahead of a log that does not have it any more gives way.
      if try journal.dropAhead(entry.id, of: known.subject) { return try take() }
      try giveWay()
    } else if let known {
      if known.kind == StoredKind.erased {
        try Erasure(reader: journal.reader).forget(known.subject)
      }
      return digest
    }
    try keep(canonical, commitment, digest)
    return digest
  }

  /// Two machines wrote this name with one key. A hub put back to an earlier state lost the entry
  /// this device has, and all behind it, and took others: those count. Whoever wrote the lost ones
  /// sends them under new names.
  private func giveWay() throws {
    let id = entry.id
    let lost = try journal.reader.rows(
      "WHERE author = ? AND epoch = ? AND seq >= ? ORDER BY seq",
      [id.author.rawValue, id.epoch, id.seq])
    let started = Set(lost.map(\.subject).filter { EntryID($0).map(isLost) ?? false })
    guard id.author != journal.context.device, try !isFollowed(id) else {
      throw LogError.otherEntries("The hub has another entry \(id) than this device.")
    }
    try requireNoActs(on: started)
    try journal.forgetLogs(with: id, before: hubEpoch)
    for subject in started.sorted() { try journal.forget(subject) }
    for row in lost {
      try journal.forget(EntryID(author: id.author, epoch: id.epoch, seq: row.seq))
      journal.touch(row.subject)
    }
  }

  private func isLost(_ other: EntryID) -> Bool {
    other.author == entry.id.author && other.epoch == entry.id.epoch && other.seq >= entry.id.seq
  }

  private func keep(_ canonical: Data, _ commitment: Digest, _ digest: Digest) throws {
    let isErased = try journal.reader.isErased(subject)
    if let secret = entry.startingSecret, !isErased, try isUnknown() {
      try journal.begin(
        subject, SubjectSecret(secret: secret, key: StorageKey(random: journal.context.random)))
    }
    var body: Data?
    if let content = entry.bodyBytes, !isErased {
      guard let key = try journal.reader.secret(of: subject)?.key else {
        throw LogError.otherEntries(
          "Entry \(entry.id) came before the beginning of its subject \(subject).")
      }
      body = key.seal(
        content, context: SealedPlace.body(entry.id).context,
        random: journal.context.random)
    }
    try EntryRow(
      head: entry.head, canonical: canonical, commitment: commitment, digest: digest, chain: nil,
      body: body
    ).insert(journal.db)
    try journal.follow(isErased ? entry.erased(commitment: commitment) : entry)
    if entry.kind == StoredKind.erased {
      try Erasure(reader: journal.reader).forget(subject)
    }
    if entry.head.author == journal.context.device { try takeBack() }
    for former in entry.formerNames { try takePlace(of: former) }
  }

  /// The entry stands for one that is here: a hub put back to an earlier state lost that, and its
  /// author sent it again under this name. What no log has any more goes; what this device wrote
  /// about it follows it.
  private func takePlace(of former: ExactEntry) throws {
    guard let row = try EntryRow.fetch(journal.db, former.id), row.chain == nil,
      row.digest == former.digest.bytes, try !isFollowed(former.id, upTo: former.id.seq)
    else { return }
    let isDossier = row.subject == row.name
    if isDossier {
      guard former.id.author != journal.context.device else { return }
      try requireNoActs(on: [row.subject])
    }
    try journal.forgetLogs(with: former.id, before: hubEpoch)
    if isDossier { try journal.forget(row.subject) }
    try journal.forget(former.id)
    journal.touch(row.subject)
  }

  private func requireNoActs(on subjects: Set<String>) throws {
    let own = try String.fetchAll(
      journal.db, sql: "SELECT DISTINCT subject FROM entry WHERE author = ?",
      arguments: [journal.context.device.rawValue])
    let lost = subjects.intersection(own)
    if !lost.isEmpty { throw NameLost(subjects: lost, hubEpoch: hubEpoch) }
  }

  /// Whether an entry, or one of its stream behind it up to `end`, is in a log of this epoch of the
  /// hub.
  private func isFollowed(_ id: EntryID, upTo end: Int = .max) throws -> Bool {
    try Bool.fetchOne(
      journal.db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM log
        WHERE author = ? AND entry_epoch = ? AND seq BETWEEN ? AND ? AND epoch >= ?)
        """, arguments: [id.author.rawValue, id.epoch, id.seq, end, hubEpoch]) ?? false
  }

  /// An entry this device wrote before it was put back to an earlier state: what it counted is
  /// counted again.
  private func takeBack() throws {
    try journal.adoptOwn(entry.head.epoch)
    switch entry.kind {
    // A dossier booked from a slip has the code that was counted with the slip, an adopted slip
    // one that was never counted here.
    case StoredKind.received where entry.content?["slip"] == nil,
      SlipAct.printed where entry.content?["device"] == nil:
      let day = Instant(milliseconds: entry.head.time).civil.date
      _ = try journal.advanceCounter(JournalWriter.codeCounter, day.description)
    case DossierKind.certified.rawValue:
      guard let body = entry.content, let book = body["book"]?.string,
        let year = body["year"]?.integer.flatMap({ Int(exactly: $0) }),
        let number = body["number"]?.integer.flatMap({ Int(exactly: $0) })
      else { return }
      try journal.raiseCounter(JournalWriter.bookCounter(book), String(year), to: number)
    default: break
    }
  }

  private func isUnknown() throws -> Bool {
    try Bool.fetchOne(
      journal.db, sql: "SELECT NOT EXISTS (SELECT 1 FROM subject WHERE id = ?)",
      arguments: [subject]) ?? true
  }
}
