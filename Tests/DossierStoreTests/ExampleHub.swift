import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// The province's end of an exchange, as small as it can be: it keeps a unit's log and signs it.
struct ExampleHub {
  static let unit = "H99.88"

  let key = SigningKey(random: SeededRandom(seed: 99))
  var epoch = 1
  private var tree = MerkleTree()
  private var seq = 0
  private var secrets: [SubjectID: Data] = [:]

  var info: HubInfo {
    HubInfo(
      key: key.publicKey, agreement: AgreementKey(random: SeededRandom(seed: 98)).publicKey,
      url: "http://127.0.0.1:1", nonce: "n0", epoch: epoch)
  }

  /// Takes in a device's run as a hub does and lists it in the unit's log.
  mutating func take(_ entries: [Entry]) throws -> [WireLine] {
    try entries.map { entry in
      if let secret = entry.startingSecret { secrets[entry.id] = secret }
      guard let commitment = entry.commitment(secret: secrets[entry.subjectID]) else {
        throw StoreError(.badInput, "no secret")
      }
      tree.append(entry.digest(commitment: commitment))
      return .own(epoch: entry.id.epoch, seq: entry.id.seq)
    }
  }

  /// An entry the hub writes itself, or somebody in its name.
  mutating func write(
    _ kind: String, about dossier: SubjectID?, _ body: [String: JSONValue],
    replaces: [EntryID] = [], by author: DeviceID? = nil
  ) throws -> WireLine {
    seq += 1
    let id = EntryID(author: author ?? key.deviceID, epoch: 1, seq: seq)
    var body = body
    if dossier == nil {
      let secret = SeededRandom(seed: UInt64(seq)).bytes(16)
      secrets[id] = secret
      body["secret"] = .string(secret.base64url)
    }
    let head = EntryHead(
      id: id, time: 1_790_000_500_000, clock: .hub, actor: "hub", subject: dossier, kind: kind,
      replaces: replaces)
    let entry = Entry(head: head, body: .present(.object(body)))
    guard let commitment = entry.commitment(secret: secrets[entry.subjectID]) else {
      throw StoreError(.badInput, "no secret")
    }
    tree.append(entry.digest(commitment: commitment))
    return .entry(entry)
  }

  /// An answer with lines that begin at a position; signed for the whole log so far.
  func answer(ack: Int, from: Int, _ lines: [WireLine], root: Digest? = nil) -> ExchangeAnswer {
    let checkpoint = Checkpoint.sign(
      unit: Self.unit, epoch: epoch, size: tree.size, root: root ?? tree.root,
      time: 1_790_000_600_000, key: key)
    return ExchangeAnswer(
      hub: key.deviceID, epoch: epoch, nonce: "n1", ack: ack,
      logs: [Self.unit: LogPart(checkpoint: checkpoint, from: from, lines: lines)],
      time: 1_790_000_600_000, wait: 60, more: false)
  }
}
