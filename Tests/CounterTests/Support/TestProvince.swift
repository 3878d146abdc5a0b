import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// The province's end of an exchange as an office sees it: another author of the same dossiers.
struct TestProvince {
  private let key = SigningKey(random: SeededRandom(seed: 99))
  private let office: TestOffice
  private var tree = MerkleTree()
  private var seq = 0
  private var taken = 0
  private var secrets: [SubjectID: Data] = [:]

  init(_ office: TestOffice) throws {
    self.office = office
    let agreement = AgreementKey(random: SeededRandom(seed: 98)).publicKey
    try office.office.store.setHub(
      HubInfo(
        key: key.publicKey, agreement: agreement, url: "http://127.0.0.1:1", nonce: "n0",
        epoch: 1))
  }

  /// Takes what the office wrote since, and tells it of one entry of its own.
  @discardableResult
  mutating func write(
    _ kind: String, about dossier: SubjectID, _ body: [String: JSONValue],
    replaces: [EntryID] = []
  ) throws -> EntryID {
    let store = office.office.store
    let from = tree.size
    var lines: [WireLine] = []
    for entry in try store.outbox(byteLimit: 1_000_000).entries {
      if let secret = entry.startingSecret { secrets[entry.id] = secret }
      try append(entry)
      lines.append(.own(epoch: entry.id.epoch, seq: entry.id.seq))
      taken = entry.id.seq
    }
    seq += 1
    let id = EntryID(author: key.deviceID, epoch: 1, seq: seq)
    let entry = Entry(
      head: EntryHead(
        id: id, time: office.clock.milliseconds, clock: .hub, actor: "hub:local:0",
        subject: dossier, kind: kind, replaces: replaces), body: .present(.object(body)))
    try append(entry)
    let checkpoint = Checkpoint.sign(
      unit: office.office.unit.code, epoch: 1, size: tree.size, root: tree.root,
      time: office.clock.milliseconds, key: key)
    try store.ingest(
      ExchangeAnswer(
        hub: key.deviceID, epoch: 1, nonce: "n\(seq)", ack: taken,
        logs: [
          office.office.unit.code: LogPart(
            checkpoint: checkpoint, from: from, lines: lines + [.entry(entry)])
        ], time: office.clock.milliseconds, wait: 60, more: false), epoch: 1)
    return id
  }

  /// An answer changed at the province, by what it replaces.
  @discardableResult
  mutating func change(
    _ path: String, _ value: String, of dossier: SubjectID, over: [EntryID]
  ) throws -> EntryID {
    try write(
      DossierKind.edited.rawValue, about: dossier,
      [
        "source": "officer",
        "changes": [
          path: ["v": .string(value), "over": .array(over.map { .string($0.description) })]
        ],
      ])
  }

  private mutating func append(_ entry: Entry) throws {
    guard let commitment = entry.commitment(secret: secrets[entry.subjectID]) else {
      throw StoreError(.badInput, "no secret")
    }
    tree.append(entry.digest(commitment: commitment))
  }
}
