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
  /// Subjects for which a unit was named anew: another may be concerned no longer.
  var moved: Set<SubjectID> = []

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

  /// Stores an entry exactly once and, unless its device stands apart, lets it count. Answers
  /// whether it is the entry kept under its id: one given back before its author sent it is known.
  mutating func admit(_ checked: CheckedEntry, from device: DeviceRecord?) throws -> Bool {
    let id = checked.entry.id
    if let known = try rows.entry(id) {
      try rows.unmarkRecovered(id)
      return known.digest == checked.digest
    }
    let isApart = device.map { $0.state != .active } ?? false
    let stored = try store(checked, isApart: isApart)
    if !isApart { try consider(stored, checked.entry) }
    return true
  }

  /// Stores an entry a signed log of this hub had, and lets it count as it did.
  mutating func adopt(_ checked: CheckedEntry, entitling unit: String) throws {
    let stored = try store(checked, isApart: false)
    try rows.entitle(unit, to: stored.subject)
    try consider(stored, checked.entry)
  }

  private func store(_ checked: CheckedEntry, isApart: Bool) throws -> StoredEntry {
    let entry = checked.entry
    let subject = entry.subjectID
    let isErased = try isErased(subject)
    let stored = StoredEntry(
      id: entry.id, subject: subject, kind: entry.kind, head: entry.head.canonical,
      commitment: checked.commitment, digest: checked.digest,
      body: isErased ? nil : entry.content.map { vault.seal($0.canonical, .body(entry.id)) },
      standing: isApart ? .quarantined : .waiting,
      wildClock: entry.head.time.isFar(from: now, by: limits.clockToleranceMilliseconds),
      received: now)
    try rows.insert(stored)
    if let secret = entry.startingSecret {
      try rows.saveSecret(vault.seal(secret, .secret(subject)), of: subject)
    }
    return stored
  }

  /// Accepts a kept entry if its author may write on the subject, and with it whatever waited
  /// for it.
  mutating func consider(_ stored: StoredEntry, _ entry: Entry) throws {
    let authorUnit = try unit(of: stored.id.author)
    let entitled = try rows.entitledUnits(to: stored.subject)
    let isOwn = stored.id.author == hub
    let isRecovered = try rows.isRecovered(stored.id)
    // What a unit did before it learned that it is no longer concerned counts.
    let writers = entitled.union(try rows.formerUnits(of: stored.subject))
    let mayWrite = isOwn || isRecovered || authorUnit.map(writers.contains) ?? false
    guard entry.head.subject == nil || mayWrite else { return }
    try rows.setStanding(stored.id, .accepted)
    let claims = Entitlement.claims(entry, authorUnit: isOwn ? nil : authorUnit)
    for unit in claims.subtracting(entitled).sorted() {
      try rows.entitle(unit, to: stored.subject)
      try catchUp(unit, with: stored.subject, before: stored.id)
    }
    var readers = entitled.union(claims)
    // Whoever ever had it must learn that it is to be destroyed.
    if stored.kind == DossierKind.erased.rawValue {
      readers.formUnion(try rows.formerUnits(of: stored.subject))
    }
    for unit in readers.sorted() { try logs.append(stored, to: unit) }
    try takeEffect(stored, entry)
    touched.insert(stored.subject)
    if stored.kind == DossierKind.status.rawValue, !claims.isEmpty { moved.insert(stored.subject) }
    if !claims.isSubset(of: entitled) { try considerWaiting(stored.subject) }
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
      try consider(waiting, try vault.entry(waiting))
    }
  }

  private func takeEffect(_ stored: StoredEntry, _ entry: Entry) throws {
    switch stored.kind {
    case "dossier.file":
      guard let address = entry.content?["sha256"]?.string.flatMap({ Digest(hex: $0) }),
        let size = entry.content?["size"]?.integer, (0...Int64(limits.fileBytes)).contains(size),
        try rows.fileRecord(address) == nil
      else { return }
      try rows.save(
        FileRecord(
          address: address, subject: stored.subject, author: stored.id.author, size: Int(size),
          received: 0, state: .wanted))
    case "dossier.erased":
      try rows.dropBodies(of: stored.subject)
      for var file in try rows.files(of: stored.subject) {
        try rows.dropChunks(of: file.address)
        file.state = .erased
        try rows.save(file)
      }
    case DossierKind.left.rawValue:
      let isByHub = try stored.id.author == hub || rows.isRecovered(stored.id)
      guard isByHub, let unit = entry.content?["unit"]?.string else { return }
      try rows.endEntitlement(unit, to: stored.subject)
    default:
      break
    }
  }

  func isErased(_ subject: SubjectID) throws -> Bool {
    try rows.entries(of: subject)
      .contains { $0.kind == "dossier.erased" && $0.standing == .accepted }
  }

  private func unit(of author: DeviceID) throws -> String? {
    try rows.device(author)?.unit
  }
}

extension Int64 {
  /// Whether two times in milliseconds differ by more than `tolerance`, also when one is absurd.
  func isFar(from other: Int64, by tolerance: Int64) -> Bool {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow || difference.magnitude > tolerance.magnitude
  }
}
