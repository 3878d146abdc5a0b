import Foundation
import Identity
import Sync

/// Which dossiers name which files. A file is wanted and kept as long as a living dossier names it,
/// and destroyed with the last of them.
struct FileUses {
  let rows: any HubTransaction
  let limits: HubLimits

  /// Heeds an entry that names a file. Nothing of an erased dossier's file is wanted: whoever sends
  /// it is told that all is there.
  func announce(_ entry: Entry, isErased: Bool) throws {
    guard let named = named(by: entry) else { return }
    let known = try rows.fileRecord(named.use.address)
    if !isErased { try rows.save(named.use) }
    // A file that was destroyed comes anew for a dossier that lives.
    guard known == nil || (known?.state == .erased && !isErased) else { return }
    try rows.save(
      FileRecord(
        address: named.use.address, size: named.size, received: 0,
        state: isErased ? .erased : .wanted))
  }

  /// A dossier was erased: what no other names goes with it.
  func release(_ subject: SubjectID) throws {
    for use in try rows.fileUses(of: subject) {
      try rows.delete(use)
      guard var file = try rows.fileRecord(use.address), try !rows.isUsed(use.address) else {
        continue
      }
      try destroy(&file)
    }
  }

  private func destroy(_ file: inout FileRecord) throws {
    try rows.dropChunks(of: file.address)
    file.state = .erased
    try rows.save(file)
  }

  private func named(by entry: Entry) -> (use: FileUse, size: Int)? {
    guard let address = entry.content?["sha256"]?.string.flatMap({ Digest(hex: $0) }),
      let size = entry.content?["size"]?.integer, (0...Int64(limits.fileBytes)).contains(size)
    else { return nil }
    let use = FileUse(address: address, subject: entry.subjectID, author: entry.id.author)
    return (use, Int(size))
  }
}

extension FileUses {
  /// The entries that make living dossiers name files; `nil` if one of them cannot be read.
  private func announcements(_ vault: Vault) throws -> [Entry]? {
    var entries: [Entry] = []
    var isWhole = true
    for stream in try rows.streams() {
      try rows.forEachEntry(of: stream) { stored in
        guard stored.kind == DossierKind.file.rawValue, stored.standing == .accepted,
          stored.body != nil
        else { return }
        guard let entry = try? vault.entry(stored) else { return isWhole = false }
        entries.append(entry)
      }
    }
    return isWhole ? entries : nil
  }

  /// The uses as the entries say them; `nil` if one cannot be read.
  func counted(_ vault: Vault) throws -> Set<FileUse>? {
    try announcements(vault).map { Set($0.compactMap { named(by: $0)?.use }) }
  }

  /// Counts anew from the entries. What no living dossier names is destroyed, what is missing of
  /// the others is wanted again; nothing changes if an entry cannot be read.
  func recount(_ vault: Vault) throws {
    guard let entries = try announcements(vault) else { return }
    for entry in entries { try announce(entry, isErased: false) }
    let uses = Set(entries.compactMap { named(by: $0)?.use })
    for use in try rows.fileUses() where !uses.contains(use) { try rows.delete(use) }
    for var file in try rows.files() where file.state != .erased {
      if try !rows.isUsed(file.address) { try destroy(&file) }
    }
  }

  private static let setting = "fileUses"

  /// Counts them once where an older program did not.
  static func countOnce(_ hub: Hub, in store: SQLiteHubStore) throws {
    guard try store.blockingRead({ try $0.setting(setting) }) == nil else { return }
    try store.blockingWrite { rows in
      try FileUses(rows: rows, limits: hub.limits).recount(hub.vault)
      try rows.setSetting(setting, Data("1".utf8))
    }
  }
}
