import Identity
import Sync

/// What of a device's entries is here all the same although its stream is another one here: others
/// gave it back to a restored hub.
struct KeptEntries {
  let rows: any HubTransaction
  let vault: Vault

  /// What of a run, from `seq` on, its sender need not write again: what is here under its name, or
  /// under one it had before.
  func of(_ run: StreamRun, from seq: Int) throws -> [EntryID: Digest] {
    var kept: [EntryID: Digest] = [:]
    for entry in run.entries where entry.id.seq >= seq {
      let exact = ExactEntry(id: entry.id, digest: try digest(of: entry, in: run))
      for name in [exact] + entry.formerNames where try isHere(name) { kept[name.id] = name.digest }
    }
    return kept
  }

  /// Whether something the entry stands for is here under the name it had before, so that it would
  /// be here twice, or another one has its name.
  func excludes(_ checked: CheckedEntry) throws -> Bool {
    if try checked.entry.formerNames.contains(where: isHere) { return true }
    return try rows.entry(checked.entry.id).map { $0.digest != checked.digest } ?? false
  }

  private func isHere(_ name: ExactEntry) throws -> Bool {
    guard let known = try rows.entry(name.id) else { return false }
    return known.digest == name.digest && known.standing == .accepted
  }

  /// The entry's digest as its author has it; that of its head if its subject is unknown here.
  func digest(of entry: Entry, in run: StreamRun) throws -> Digest {
    let secret = try vault.secret(of: entry.subjectID, in: run, rows)
    return entry.commitment(secret: secret).map(entry.digest(commitment:))
      ?? Digest.of(entry.head.canonical)
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
