import Identity
import Sync

/// Entries given to the link in a long message without an answer: they may have arrived. Before
/// they go again the hub is asked how the stream stands there, which costs a few hundred bytes;
/// after a power cut, a kill or a cut link nothing goes twice that arrived whole.
struct HandedOver: JSONConvertible {
  static let settingKey = "handedOver"
  /// Messages longer than this are asked after before they are repeated, in bytes.
  static let byteLimit = 4096

  let epoch: Int
  let last: Int

  init(epoch: Int, last: Int) {
    self.epoch = epoch
    self.last = last
  }

  init(json: JSONValue) throws {
    var fields = try JSONFields(json, "entries handed over")
    self.init(epoch: try fields.count("epoch"), last: try fields.count("last"))
  }

  var json: JSONValue { ["epoch": .integer(Int64(epoch)), "last": .integer(Int64(last))] }
}

extension DossierStore {
  /// Notes on the disk that entries go over a link, before they do.
  func noteHandedOver(_ outbox: Outbox, bytes: Int, to hub: HubInfo) throws {
    guard bytes > context.askedFrom, level(of: hub) >= RequestRecovery.runs else { return }
    let handed = HandedOver(epoch: outbox.epoch, last: outbox.last)
    try setSetting(HandedOver.settingKey, handed.json)
  }

  /// Whether entries of this outbox may be at the hub although it did not say so.
  func isToAsk(
    _ reader: JournalReader, _ outbox: Outbox, _ recovery: RequestRecovery, _ hub: HubInfo
  ) throws -> Bool {
    guard recovery.isOrdinary, level(of: hub) >= RequestRecovery.runs,
      let handed = try reader.setting(HandedOver.settingKey).map(HandedOver.init(json:))
    else { return false }
    return handed.epoch == outbox.epoch && handed.last > outbox.after && !outbox.entries.isEmpty
  }

  /// What both sides understand.
  func level(of hub: HubInfo) -> Int { min(hub.reads, context.level) }
}

extension RequestRecovery {
  /// Whether nothing is being found back; asking after files is no such thing.
  var isOrdinary: Bool {
    var rest = self
    rest.asks = []
    rest.has = [:]
    return rest == RequestRecovery()
  }
}

extension JournalWriter {
  /// An answer came to a request that carried entries up to `last`, or asked.
  func noteAnswered(epoch: Int, last: Int) throws {
    guard let handed = try setting(HandedOver.settingKey).map(HandedOver.init(json:)) else {
      return
    }
    if handed.epoch != epoch || handed.last <= last {
      try setSetting(HandedOver.settingKey, nil)
    }
  }

  /// The hub told how this device's stream stands there. Where the chain is the same the entries
  /// are; elsewhere the next run finds out.
  func acknowledge(whereEqual ends: [Int: StreamPoint]) throws {
    let known = try Outbox.acknowledged(reader)
    for (epoch, end) in ends {
      guard let acknowledged = known[epoch], end.seq > acknowledged,
        try reader.ownChain(epoch: epoch, at: end.seq) == end.chain
      else { continue }
      try acknowledge(epoch: epoch, seq: end.seq)
    }
  }
}
