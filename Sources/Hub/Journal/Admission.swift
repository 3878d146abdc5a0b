import Foundation
import Identity
import Sync

/// Puts authentic entries into the journal, the unit logs and the projections of one
/// transaction.
struct Admission {
  let rows: any HubTransaction
  let vault: Vault
  let hub: DeviceID
  let logs: LogWriter
  let now: Int64
  let limits: HubLimits
  /// Subjects whose projections must be folded again before the transaction ends.
  private(set) var touched: Set<SubjectID> = []
  /// Subjects for which a unit was named anew, or of which it showed what was named after what:
  /// another may be concerned no longer.
  var moved: Set<SubjectID> = []
  /// Whether something was destroyed that must leave the storage's log, too.
  private(set) var hasErased = false
  /// All entries of subjects that began in this transaction and of which nothing else was known:
  /// these need not be read and unsealed again to be folded.
  private(set) var begun: [SubjectID: [Entry]] = [:]
  /// Units of authors met in this transaction; the unit of a device never changes.
  private var authorUnits: [DeviceID: String] = [:]

  init(
    rows: any HubTransaction, vault: Vault, hub: DeviceID, logs: LogWriter, now: Int64,
    limits: HubLimits
  ) {
    self.rows = rows
    self.vault = vault
    self.hub = hub
    self.logs = logs
    self.now = now
    self.limits = limits
  }

  /// What is to be folded now; it counts as done.
  mutating func takeTouched() -> [SubjectID] {
    defer { touched = [] }
    return touched.sorted()
  }

  /// Stores an entry exactly once and, unless its device stands apart, lets it count. One given
  /// back before its author sent it is known.
  mutating func admit(_ checked: CheckedEntry, from device: DeviceRecord?) throws {
    let id = checked.entry.id
    if let known = try rows.entry(id) {
      precondition(known.digest == checked.digest, "another entry has the name \(id)")
      return try rows.unmarkRecovered(id)
    }
    let isApart = device.map { $0.state != .active } ?? false
    try store(checked, isApart: isApart)
  }

  /// Stores an entry a signed log of this hub had, and lets it count as it did.
  mutating func adopt(_ checked: CheckedEntry, entitling unit: String) throws {
    let subject = checked.entry.subjectID
    let isNew = try entitle(unit, to: subject, before: checked.entry.id)
    try store(checked, isApart: false)
    if isNew { try considerWaiting(subject) }
  }

  /// The same of an entry that is here and does not count.
  mutating func adoptAgain(_ stored: StoredEntry, _ entry: Entry, entitling unit: String) throws {
    let isNew = try entitle(unit, to: stored.subject, before: stored.id)
    try accept(stored, entry)
    if isNew { try considerWaiting(stored.subject) }
  }

  /// Keeps an entry, and lets it count unless it stands apart or its author may not write.
  private mutating func store(_ checked: CheckedEntry, isApart: Bool) throws {
    let entry = checked.entry
    let subject = entry.subjectID
    let others = try rows.standings(of: subject)
    let isErased = others.contains(where: Self.isErasure)
    // Whoever can seal a body to the subject has had it.
    if isErased, entry.bodyBytes != nil {
      try tellErasure(of: subject, to: unit(of: entry.id.author))
    }
    let units = try rows.entitlements(to: subject)
    let counts = try !isApart && mayWrite(entry, units)
    let stored = StoredEntry(
      id: entry.id, subject: subject, kind: entry.kind, head: entry.head.canonical,
      commitment: checked.commitment, digest: checked.digest,
      body: isErased ? nil : entry.bodyBytes.map { vault.seal($0, .body(entry.id)) },
      standing: isApart ? .quarantined : counts ? .accepted : .waiting,
      wildClock: entry.head.time.isFar(from: now, by: limits.clockToleranceMilliseconds),
      received: now)
    try rows.insert(stored)
    if let secret = entry.startingSecret {
      try rows.saveSecret(vault.seal(secret, .secret(subject)), of: subject)
    }
    remember(entry, counts: counts, isFirst: others.isEmpty)
    if counts {
      try letCount(stored, entry, units, isNew: true, hasOthers: !others.isEmpty)
    } else if isErased, entry.kind == DossierKind.file.rawValue {
      try files.announce(entry, isErased: true)
    }
  }

  private mutating func remember(_ entry: Entry, counts: Bool, isFirst: Bool) {
    let subject = entry.subjectID
    if counts, isFirst, entry.head.subject == nil {
      begun[subject] = [entry]
    } else if counts, entry.kind != DossierKind.erased.rawValue {
      begun[subject]?.append(entry)
    } else {
      begun[subject] = nil
    }
  }

  /// Accepts a kept entry if its author may write on the subject, and with it whatever waited
  /// for it.
  mutating func consider(_ stored: StoredEntry, _ entry: Entry) throws {
    guard try mayWrite(entry, rows.entitlements(to: stored.subject)) else { return }
    try accept(stored, entry)
  }

  /// Lets a kept entry count, whoever wrote it.
  mutating func accept(_ stored: StoredEntry, _ entry: Entry) throws {
    let units = try rows.entitlements(to: stored.subject)
    begun[stored.subject] = nil
    try rows.setStanding(stored.id, .accepted)
    try letCount(stored, entry, units, isNew: false, hasOthers: true)
  }

  private mutating func mayWrite(_ entry: Entry, _ units: Entitlements) throws -> Bool {
    if entry.id.author == hub { return true }
    let unit = try unit(of: entry.id.author)
    if Self.isCredible(entry, from: unit) {
      if entry.head.subject == nil { return true }
      // What a unit did before it learned that it is no longer concerned counts.
      if let unit, units.ever.contains(unit) { return true }
    }
    return try rows.isRecovered(entry.id)
  }

  /// Whether an entry says nothing that a device of `unit` cannot say, whatever it is about: a
  /// device does not act as the hub, and makes officers of its own unit only.
  private static func isCredible(_ entry: Entry, from unit: String?) -> Bool {
    if entry.head.namesHub { return false }
    guard entry.kind == OfficerFold.added, let body = entry.content else { return true }
    return body["unit"]?.string == unit
  }

  private mutating func letCount(
    _ stored: StoredEntry, _ entry: Entry, _ units: Entitlements, isNew: Bool, hasOthers: Bool
  ) throws {
    let isOwn = stored.id.author == hub
    let claims = Entitlement.claims(entry, authorUnit: isOwn ? nil : try unit(of: stored.id.author))
    for unit in claims.subtracting(units.now).sorted() {
      try rows.entitle(unit, to: stored.subject)
      if hasOthers { try catchUp(unit, with: stored.subject, before: stored.id) }
    }
    var readers = units.now.union(claims)
    // Whoever ever had it must learn that it is to be destroyed.
    if stored.kind == DossierKind.erased.rawValue { readers.formUnion(units.ever) }
    for unit in readers.sorted() { try logs.append(stored, to: unit, isNew: isNew) }
    try takeEffect(stored, entry)
    touched.insert(stored.subject)
    if readers.count > 1, Concern.isOrdered(by: entry) { moved.insert(stored.subject) }
    if hasOthers, !claims.isSubset(of: units.now) { try considerWaiting(stored.subject) }
  }

  /// What an entry a unit had in its log tells: the dossier concerned it then. Answers whether that
  /// was not known. If it does no longer, it still does not: what names it again would be given
  /// back, too.
  private func entitle(_ unit: String, to subject: SubjectID, before id: EntryID) throws -> Bool {
    guard try !rows.entitlements(to: subject).ever.contains(unit) else { return false }
    try rows.entitle(unit, to: subject)
    try catchUp(unit, with: subject, before: id)
    return true
  }

  /// A unit that is not known to have had a subject has had it all the same: it learns that it is
  /// erased, if it is, and nothing else of it.
  mutating func tellErasure(of subject: SubjectID, to unit: String?) throws {
    guard let unit, try isErased(subject), let first = try rows.entry(subject),
      try !rows.entitlements(to: subject).ever.contains(unit)
    else { return }
    try rows.entitle(unit, to: subject)
    try logs.append(first, to: unit)
    for stored in try rows.entries(of: subject) where Self.isErasure(stored.kind, stored.standing) {
      try logs.append(stored, to: unit)
    }
    try rows.endEntitlement(unit, to: subject)
    try considerWaiting(subject)
  }

  /// Appends to the log of a unit that has just become entitled everything accepted so far.
  private func catchUp(_ unit: String, with subject: SubjectID, before id: EntryID) throws {
    for earlier in try rows.entries(of: subject)
    where earlier.standing == .accepted && earlier.id != id {
      try logs.append(earlier, to: unit)
    }
  }

  private mutating func considerWaiting(_ subject: SubjectID) throws {
    for waiting in try rows.entries(of: subject) where waiting.standing == .waiting {
      // What counted first may have let others count with it.
      guard try rows.entry(waiting.id)?.standing == .waiting else { continue }
      try consider(waiting, try vault.entry(waiting))
    }
  }

  private mutating func takeEffect(_ stored: StoredEntry, _ entry: Entry) throws {
    switch stored.kind {
    case DossierKind.file.rawValue:
      try files.announce(entry, isErased: stored.body == nil)
    case DossierKind.erased.rawValue:
      try RunErasure(rows: rows, vault: vault).erase(stored.subject)
      try forgoFiles(of: stored.subject)
      try rows.dropBodies(of: stored.subject)
      try files.release(stored.subject)
      hasErased = true
    case DossierKind.left.rawValue:
      guard stored.id.author == hub, let unit = entry.content?["unit"]?.string else { return }
      // One that is given back may have been said before the unit was named again.
      let concerned = try Concern.units(vault.acceptedEntries(of: stored.subject, rows))
      guard !concerned.contains(unit) else { return }
      try rows.endEntitlement(unit, to: stored.subject)
    default:
      break
    }
  }

  /// Files of entries that do not count are not wanted any more either: a device that gets no log
  /// offers them until it is told so, and their names go with the bodies.
  private func forgoFiles(of subject: SubjectID) throws {
    for stored in try rows.entries(of: subject)
    where stored.kind == DossierKind.file.rawValue && stored.standing != .accepted {
      try files.announce(vault.entry(stored), isErased: true)
    }
  }

  private var files: FileUses { FileUses(rows: rows, limits: limits) }

  func isErased(_ subject: SubjectID) throws -> Bool {
    try rows.standings(of: subject).contains(where: Self.isErasure)
  }

  static func isErasure(_ kind: String, _ standing: Standing) -> Bool {
    kind == DossierKind.erased.rawValue && standing == .accepted
  }

  private mutating func unit(of author: DeviceID) throws -> String? {
    if let known = authorUnits[author] { return known }
    authorUnits[author] = try rows.device(author)?.unit
    return authorUnits[author]
  }
}

extension Int64 {
  /// Whether two times in milliseconds differ by more than `tolerance`, also when one is absurd.
  func isFar(from other: Int64, by tolerance: Int64) -> Bool {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow || difference.magnitude > tolerance.magnitude
  }
}
