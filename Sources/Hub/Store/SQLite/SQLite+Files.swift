import Foundation
import GRDB
import Identity
import Sync

extension SQLiteTransaction: FileRows {
  func fileRecord(_ address: Digest) throws -> FileRecord? {
    try row("SELECT * FROM file WHERE address = ?", [address.bytes]).map(Self.file)
  }

  func files() throws -> [FileRecord] {
    try rows("SELECT * FROM file ORDER BY address").map(Self.file)
  }

  func fileUses() throws -> [FileUse] {
    try rows("SELECT * FROM file_use ORDER BY address, subject, author").map(Self.use)
  }

  func fileUses(of subject: EntryID) throws -> [FileUse] {
    try rows("SELECT * FROM file_use WHERE subject = ?", [subject.description]).map(Self.use)
  }

  func isUsed(_ address: Digest) throws -> Bool {
    try row("SELECT 1 FROM file_use WHERE address = ?", [address.bytes]) != nil
  }

  func save(_ use: FileUse) throws {
    try run(
      "INSERT OR IGNORE INTO file_use VALUES (?, ?, ?)",
      [use.address.bytes, use.subject.description, use.author.rawValue])
  }

  func delete(_ use: FileUse) throws {
    try run(
      "DELETE FROM file_use WHERE address = ? AND subject = ? AND author = ?",
      [use.address.bytes, use.subject.description, use.author.rawValue])
  }

  func markSafe(_ addresses: [Digest]) throws {
    for address in addresses {
      try run("INSERT OR IGNORE INTO safe_file VALUES (?)", [address.bytes])
    }
  }

  func isSafe(_ address: Digest) throws -> Bool {
    try row(
      """
      SELECT 1 FROM safe_file JOIN file USING (address)
      WHERE address = ? AND file.state = 'complete'
      """, [address.bytes]) != nil
  }

  func completeFiles(ofUnit unit: String, limit: Int) throws -> [Digest] {
    try rows(
      """
      SELECT address FROM file WHERE state = 'complete' AND address IN (
        SELECT address FROM file_use JOIN device ON device.id = file_use.author
        WHERE device.unit = ?
      ) ORDER BY rowid DESC LIMIT ?
      """, [unit, limit]
    ).map { try $0.digest("address") }
  }

  func wantedFiles(from device: DeviceID, limit: Int) throws -> [FileRecord] {
    try rows(
      """
      SELECT * FROM file WHERE state = 'wanted'
      AND address IN (SELECT address FROM file_use WHERE author = ?)
      ORDER BY size, address LIMIT ?
      """, [device.rawValue, limit]
    ).map(Self.file)
  }

  func save(_ file: FileRecord) throws {
    try run(
      """
      INSERT OR REPLACE INTO file (address, size, received, state) VALUES (?, ?, ?, ?)
      """, [file.address.bytes, file.size, file.received, file.state.rawValue])
  }

  func appendChunk(_ chunk: FileChunkRecord, to address: Digest) throws {
    try run(
      "INSERT INTO file_chunk VALUES (?, ?, ?)", [address.bytes, chunk.offset, chunk.sealed])
  }

  func chunks(of address: Digest) throws -> [FileChunkRecord] {
    try rows("SELECT * FROM file_chunk WHERE address = ? ORDER BY start", [address.bytes])
      .map { FileChunkRecord(offset: try $0.integer("start"), sealed: try $0.data("sealed_bytes")) }
  }

  func dropChunks(of address: Digest) throws {
    try run("DELETE FROM file_chunk WHERE address = ?", [address.bytes])
    try run("DELETE FROM safe_file WHERE address = ?", [address.bytes])
  }

  private static func file(_ row: Row) throws -> FileRecord {
    FileRecord(
      address: try row.digest("address"), size: try row.integer("size"),
      received: try row.integer("received"), state: try row.choice("state"))
  }

  private static func use(_ row: Row) throws -> FileUse {
    FileUse(
      address: try row.digest("address"), subject: try row.entryID("subject"),
      author: try row.device("author"))
  }
}
