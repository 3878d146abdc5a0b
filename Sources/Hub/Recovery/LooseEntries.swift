import Identity
import Sync

/// Entries of devices that count here and are no part of their streams: others gave them back to a
/// restored hub, and what their author wrote before them has not come, or is another machine's.
struct LooseEntries {
  let rows: any HubTransaction

  /// Those of one author, the first `StreamFork.keptLimit` of them.
  func of(_ author: DeviceID) throws -> [EntryID: Digest] {
    var found: [EntryID: Digest] = [:]
    for stream in try rows.streams() where stream.author == author {
      let room = StreamFork.keptLimit - found.count
      guard room > 0 else { break }
      let entries = try rows.entries(
        author: author, epoch: stream.epoch, after: stream.seq, limit: room)
      for entry in entries where entry.standing == .accepted { found[entry.id] = entry.digest }
    }
    return found
  }

  /// Those an entry of the same author stands for.
  func namedBefore(by entry: Entry) throws -> [EntryID: Digest] {
    var found: [EntryID: Digest] = [:]
    for former in entry.formerNames {
      guard let known = try rows.entry(former.id), known.digest == former.digest,
        known.standing == .accepted
      else { continue }
      found[former.id] = former.digest
    }
    return found
  }
}

/// The entries of authors that others here stand for, looked up once for each author.
struct FormerNames {
  let rows: any HubTransaction
  let vault: Vault
  private var known: [DeviceID: Set<ExactEntry>] = [:]

  init(rows: any HubTransaction, vault: Vault) {
    self.rows = rows
    self.vault = vault
  }

  /// Whether an entry its author wrote again in a later epoch is here under the newer name.
  mutating func has(_ entry: ExactEntry) throws -> Bool {
    let author = entry.id.author
    if let names = known[author] { return names.contains(entry) }
    var names: Set<ExactEntry> = []
    // Nothing in the first epoch of a stream stands for anything.
    for stream in try rows.streams() where stream.author == author && stream.epoch > 1 {
      let entries = try rows.entries(author: author, epoch: stream.epoch, after: 0, limit: .max)
      for stored in entries where stored.standing == .accepted && stored.body != nil {
        names.formUnion(try vault.entry(stored).formerNames)
      }
    }
    known[author] = names
    return names.contains(entry)
  }
}
