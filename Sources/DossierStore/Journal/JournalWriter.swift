package import Dossiers
import Foundation
import GRDB
import Identity
package import Sync

/// The journal inside one transaction. Sequence number, chain, codes and counters are read and
/// written under the database's write lock, so several processes cannot take the same.
package final class JournalWriter {
  let reader: JournalReader
  let context: StoreContext
  private var end: StreamEnd
  private var appended = 0
  private var touched: Set<String> = []
  private(set) var destroyedFiles: [String] = []
  private(set) var hasErased = false
  private var hasChanged = false

  var db: Database { reader.db }
  var wroteSomething: Bool { hasChanged || appended > 0 }

  init(db: Database, context: StoreContext) throws {
    reader = JournalReader(db: db, context: context)
    self.context = context
    end = try StreamEnd.read(db, author: context.device)
  }

  /// The name the next entry will have.
  package var nextID: EntryID {
    EntryID(author: context.device, epoch: end.epoch, seq: end.seq + 1)
  }

  /// Writes an entry of this device.
  ///
  /// - throws: `badInput` for a body that is too long or a kind or actor outside its limits,
  ///   `notFound` for a subject unknown here, `refused` for an erased one or a code already used.
  package func append(
    _ draft: EntryDraft, by actor: String, clock: ClockSource = .unchecked
  ) throws -> Entry {
    try checkLimits(draft, actor)
    let id = nextID
    let (subject, secret, body) = try prepare(draft, id)
    let head = EntryHead(
      id: id, time: context.clock.milliseconds, clock: clock, actor: actor, subject: subject,
      kind: draft.kind, replaces: draft.replaces)
    let entry = Entry(head: head, body: .present(.object(body)))
    guard let size = entry.bodyBytes?.count, size <= StoreLimits.bodyBytes else {
      throw StoreError(
        .badInput,
        "The entry has \(entry.bodyBytes?.count ?? 0) bytes; \(StoreLimits.bodyBytes) are allowed.")
    }
    try keep(entry, secret)
    return entry
  }

  /// Writes an entry whose head is given, in place of one that cannot keep its name.
  func write(_ head: EntryHead, body: [String: JSONValue], secret: SubjectSecret?) throws {
    precondition(head.id == nextID, "a stream has no gap")
    let subject = head.subjectID.description
    var body = body
    let known = try secret ?? reader.secret(of: subject)
    let secret = known ?? SubjectSecret(secret: context.random.bytes(Entry.secretBytes), key: nil)
    if head.subject == nil {
      try begin(subject, secret)
      body["secret"] = .string(secret.secret.base64url)
    }
    try keep(Entry(head: head, body: .present(.object(body))), secret)
  }

  private func keep(_ entry: Entry, _ secret: SubjectSecret) throws {
    let (head, id) = (entry.head, entry.id)
    guard let plain = entry.bodyBytes else { preconditionFailure("a new entry has its body") }
    let canonical = head.canonical
    let commitment = Entry.commitment(id: id, body: plain, secret: secret.secret)
    let digest = Entry.digest(head: canonical, commitment: commitment)
    let chain = Chain.next(end.chain, digest)
    try EntryRow(
      head: head, canonical: canonical, commitment: commitment, digest: digest, chain: chain,
      body: secret.key?.seal(
        plain, context: SealedPlace.body(id).context, random: context.random)
    ).insert(db)
    end.advance(to: id.seq, chain)
    appended += 1
    try follow(entry)
  }

  private func checkLimits(_ draft: EntryDraft, _ actor: String) throws {
    let limit = EntryHead.textLimit
    guard (1...limit).contains(draft.kind.utf8.count), (1...limit).contains(actor.utf8.count) else {
      throw StoreError(.badInput, "An entry's kind and actor have 1 to \(limit) bytes.")
    }
    guard draft.replaces.count <= EntryHead.replacesLimit else {
      throw StoreError(
        .badInput, "An entry replaces at most \(EntryHead.replacesLimit) others.")
    }
  }

  private func prepare(
    _ draft: EntryDraft, _ id: EntryID
  ) throws -> (SubjectID?, SubjectSecret, [String: JSONValue]) {
    switch draft.subject {
    case .existing(let subject):
      let name = subject.description
      if try reader.isErased(name) {
        throw StoreError(.refused, "The dossier \(name) is erased; nothing can be added to it.")
      }
      guard let secret = try reader.secret(of: name) else {
        throw StoreError(.notFound, "There is no subject \(name) here.")
      }
      return (subject, secret, draft.body)
    case .new:
      let secret = SubjectSecret(
        secret: context.random.bytes(Entry.secretBytes), key: StorageKey(random: context.random))
      try begin(id.description, secret)
      var body = draft.body
      body["secret"] = .string(secret.secret.base64url)
      try checkCode(draft)
      return (nil, secret, body)
    }
  }

  /// A code is one dossier's or one slip's; a dossier booked from a slip has the slip's.
  private func checkCode(_ draft: EntryDraft) throws {
    guard [StoredKind.received, SlipAct.printed].contains(draft.kind),
      let code = draft.body["code"]?.string
    else { return }
    let isBooked = draft.kind == StoredKind.received && draft.body["slip"] != nil
    let isTaken = try isBooked ? isDossiers(code) : isUsed(code)
    if isTaken { throw StoreError(.refused, "The dossier code \(code) is used already.") }
  }

  private func isUsed(_ code: String) throws -> Bool {
    try isDossiers(code) || slip(code: code) != nil
  }

  private func isDossiers(_ code: String) throws -> Bool {
    try !reader.subjects(token: context.tokens.code(code)).isEmpty
  }

  /// Remembers the secret of a subject that begins.
  func begin(_ subject: String, _ secret: SubjectSecret) throws {
    let sealed = context.seal(secret.rawRepresentation, at: .subject(subject))
    try db.execute(
      sql: "INSERT INTO subject (id, sealed) VALUES (?, ?)", arguments: [subject, sealed])
    reader.forgetSecret(of: subject)
  }

  /// What an entry brings with it beside its row, whoever wrote it.
  func follow(_ entry: Entry) throws {
    let subject = entry.subjectID.description
    touched.insert(subject)
    hasChanged = true
    if entry.kind == StoredKind.erased { try destroy(subject) }
    for token in context.tokens.tokens(for: entry) {
      try db.execute(
        sql: "INSERT OR IGNORE INTO token (token, subject) VALUES (?, ?)",
        arguments: [token, subject])
    }
    if entry.kind == StoredKind.file,
      let digest = entry.content?["sha256"]?.string.flatMap({ Digest(hex: $0) })
    {
      try db.execute(
        sql: "INSERT OR IGNORE INTO file_use (address, subject) VALUES (?, ?)",
        arguments: [context.tokens.fileAddress(digest), subject])
    }
  }

  /// The summary of a subject must be computed again although nothing was written about it.
  func touch(_ subject: String) {
    touched.insert(subject)
    hasChanged = true
  }

  /// Summaries were removed: those who keep them in memory begin again.
  func forgetSummaries() throws {
    _ = try advanceCounter("generation", "")
  }

  /// Goes on in another epoch, from its beginning.
  func begin(epoch: Int) throws {
    end = StreamEnd(epoch: epoch, seq: 0, chain: Chain.start)
    try end.sign(db, context.keys.signing)
    noteChange()
  }

  /// Takes over the end of the stream as it lies in the table now.
  func reloadEnd() throws {
    end = try StreamEnd.read(db, author: context.device)
  }

  /// Says that something outside the journal was written, so that others look again.
  func noteChange() {
    hasChanged = true
  }

  /// Destroys what was kept of a subject beside the heads of its entries.
  private func destroy(_ subject: String) throws {
    hasErased = true
    destroyedFiles += try Erasure(reader: reader).destroy(subject)
  }

  /// Destroys a file that nothing names.
  func destroyFile(_ address: String) throws {
    try db.execute(sql: "DELETE FROM file WHERE address = ?", arguments: [address])
    hasErased = true
    destroyedFiles.append(address)
  }

  /// Brings projections and the signed end of the stream up to what was written.
  func finish() throws {
    guard wroteSomething else { return }
    let change = try advanceCounter("change", "")
    var hasLost = false
    var unknown: Set<ProcedureVersion> = []
    for subject in touched {
      guard let id = EntryID(subject) else { continue }
      let entries = try reader.entries(of: id)
      let state = try reader.fold(entries)
      let version = try SummaryProjection(reader: reader)
        .refresh(subject, entries, folded: state, change: change)
      if let version { unknown.insert(version) }
      if try RegisterProjection(reader: reader).refresh(subject, folded: state, change: change) {
        hasLost = true
      }
    }
    try noteUnknown(unknown)
    if hasLost { try forgetSummaries() }
    if appended > 0 { try end.sign(db, context.keys.signing) }
  }
}

extension JournalWriter {
  /// The entry a request made, if it was made before, in this process or another.
  package func subject(request: String) throws -> SubjectID? {
    try reader.subjects(token: context.tokens.request(request)).first
  }

  /// The emergency slip with a code.
  package func slip(code: String) throws -> SubjectID? {
    try reader.subjects(token: context.tokens.slip(code)).first
  }

  package func slip(_ subject: SubjectID) throws -> SlipState? {
    SlipFold.fold(try entries(of: subject))
  }

  package func entries(of subject: SubjectID) throws -> [Entry] {
    try reader.entries(of: subject)
  }

  package func state(of subject: SubjectID) throws -> DossierState? {
    try reader.state(of: subject)
  }

  @discardableResult
  package func deleteDraft(_ id: String) throws -> Bool {
    try db.execute(sql: "DELETE FROM draft WHERE id = ?", arguments: [id])
    guard db.changesCount > 0 else { return false }
    noteChange()
    return true
  }

  static let codeCounter = "dossier"
  static func bookCounter(_ book: String) -> String { "book/\(book)" }

  /// The next code of the device's range that nothing here has: another device may have used a
  /// number of it, as where two hubs with one key gave both the same range.
  /// - Throws: what ``DossierCodePattern/code(unit:day:counter:range:)`` throws when none is left.
  package func nextDossierCode(
    _ pattern: DossierCodePattern, unit: String, on day: CivilDate, range: Dossiers.CodeRange
  ) throws -> String {
    while true {
      let counter = try nextDossierCounter(on: day)
      let code = try pattern.code(unit: unit, day: day, counter: counter, range: range).text
      if try !isUsed(code) { return code }
    }
  }

  /// How many codes this device gave out on a date before, for ever: a date that comes again
  /// because the clock was set back goes on where it stopped.
  package func nextDossierCounter(on day: CivilDate) throws -> Int {
    try advanceCounter(Self.codeCounter, day.description) - 1
  }

  /// The next number, from 1, of a certificate book of a year.
  package func nextCertificateNumber(book: String, year: Int) throws -> Int {
    try advanceCounter(Self.bookCounter(book), String(year))
  }

  /// A counter never goes back.
  func raiseCounter(_ name: String, _ period: String, to number: Int) throws {
    try db.execute(
      sql: """
        INSERT INTO counter (name, period, last) VALUES (?, ?, ?)
        ON CONFLICT (name, period) DO UPDATE SET last = max(last, excluded.last)
        """, arguments: [name, period, number])
  }

  func advanceCounter(_ name: String, _ period: String) throws -> Int {
    let last = try Int.fetchOne(
      db,
      sql: """
        INSERT INTO counter (name, period, last) VALUES (?, ?, 1)
        ON CONFLICT (name, period) DO UPDATE SET last = last + 1 RETURNING last
        """, arguments: [name, period])
    guard let last else { throw StoreError(.storage, "The counter \(name) cannot be read.") }
    return last
  }
}
