import Foundation
import Identity
import Sync

/// What the hub itself writes: who acts, on what, saying what. `actor` is an officer's subject id
/// or "local:UID"; in the journal it is marked as one of the hub's.
struct OwnDraft {
  var subject: SubjectID?
  var kind: String
  var body: [String: JSONValue]
  var actor: String
  var replaces: [EntryID] = []
}

/// One transaction of the hub that changes something.
struct HubChange {
  let hub: Hub
  let rows: any HubTransaction
  let now: Int64
  private(set) var epoch: Int
  let logs: LogWriter
  var admission: Admission

  init(hub: Hub, rows: any HubTransaction) throws {
    self.hub = hub
    self.rows = rows
    now = hub.now
    epoch = try Hub.epoch(rows)
    logs = LogWriter(rows: rows, key: hub.keys.signing, epoch: epoch, time: now)
    admission = Admission(
      rows: rows, vault: hub.vault, hub: hub.id, logs: logs, now: now, limits: hub.limits)
  }

  /// Begins a new epoch: every log is signed anew, and what the hub had of it is remembered, so
  /// that devices need to be told only what they do not know, and to give back the rest.
  /// `witnessed` is an epoch a device saw that this hub does not remember.
  mutating func beginEpoch(reason: String, actor: String, witnessed: Int = 0) throws {
    let ended = epoch
    for log in try rows.logs() {
      try rows.save(
        PastEpochRecord(
          unit: log.unit, epoch: ended, size: log.checkpoint.size, returned: log.checkpoint.size,
          frontier: log.frontier))
    }
    epoch = max(max(ended, witnessed) + 1, Hub.epochNumber(at: now))
    try rows.setSetting("epoch", Data(String(epoch).utf8))
    try logs.begin(epoch: epoch)
    try append(
      OwnDraft(
        subject: nil, kind: "hub.epoch",
        body: [
          "epoch": .integer(Int64(epoch)), "after": .integer(Int64(ended)),
          "reason": .string(reason),
        ], actor: actor))
  }

  /// Appends to the hub's own stream, chained and signed like a device's.
  @discardableResult
  mutating func append(_ draft: OwnDraft) throws -> EntryID {
    let stream = try rows.stream(author: hub.id, epoch: epoch)
    let id = EntryID(author: hub.id, epoch: epoch, seq: (stream?.seq ?? 0) + 1)
    var body = draft.body
    if draft.subject == nil {
      body["secret"] = .string(hub.random.bytes(Entry.secretBytes).base64url)
    }
    let head = EntryHead(
      id: id, time: now, clock: .hub, actor: Self.marked(draft.actor), subject: draft.subject,
      kind: draft.kind, replaces: draft.replaces)
    let entry = Entry(head: head, body: .present(.object(body)))
    let secret = try secret(of: entry.subjectID)
    guard let commitment = entry.commitment(secret: secret) else { throw HubError.noDossier }
    let before = ChainCheck.Position(
      epoch: epoch, seq: id.seq - 1, chain: stream?.chain ?? Chain.start)
    let chain = Chain.next(before.chain, entry.digest(commitment: commitment))
    let signed = StreamHead.sign(epoch: epoch, seq: id.seq, chain: chain, key: hub.keys.signing)
    // What the hub writes passes the check that a device's entries pass.
    let checked = try ChainCheck.follow([entry], after: before, head: signed) { _ in secret }
    try rows.save(
      StreamRecord(author: hub.id, epoch: epoch, seq: id.seq, chain: chain, head: signed))
    for entry in checked { try admission.admit(entry, from: nil) }
    try endConcerns()
    return id
  }

  /// Says in the log of every unit that is no longer concerned that it is not, as the last thing
  /// it gets of the dossier. The unit of the device that began it stays.
  mutating func endConcerns() throws {
    let moved = admission.moved.sorted()
    admission.moved = []
    for subject in moved {
      var concerned = Concern.units(try accepted(of: subject))
      guard !concerned.isEmpty else { continue }
      if let own = try rows.device(subject.author)?.unit { concerned.insert(own) }
      for unit in try rows.entitledUnits(to: subject).subtracting(concerned).sorted() {
        try append(
          OwnDraft(
            subject: subject, kind: DossierKind.left.rawValue, body: ["unit": .string(unit)],
            actor: "hub"))
      }
    }
  }

  /// What counts of a subject; what this transaction began is not read and unsealed again.
  private func accepted(of subject: SubjectID) throws -> [Entry] {
    try admission.begun[subject] ?? projection.acceptedEntries(of: subject)
  }

  var projection: Projection { hub.projection(rows) }

  /// The province's acts have an actor of their own: "hub" or "hub:…".
  private static func marked(_ actor: String) -> String {
    actor == "hub" || actor.hasPrefix("hub:") ? actor : "hub:\(actor)"
  }

  func secret(of subject: SubjectID) throws -> Data? {
    try hub.vault.secret(of: subject, rows)
  }

  /// Folds what was touched, says which dossiers may be one matter, and signs the logs; the last
  /// thing before the commit.
  mutating func finish() throws {
    while case let touched = admission.takeTouched(), !touched.isEmpty {
      for subject in touched {
        if let folded = try projection.project(subject, accepted(of: subject)) {
          try suspectTwins(of: subject, folded)
        }
      }
    }
    try logs.finish()
  }
}
