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

  func files(of subject: EntryID) throws -> [FileRecord] {
    try rows("SELECT * FROM file WHERE subject = ?", [subject.description]).map(Self.file)
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
      SELECT file.address FROM file JOIN device ON device.id = file.author
      WHERE device.unit = ? AND file.state = 'complete' ORDER BY file.rowid DESC LIMIT ?
      """, [unit, limit]
    ).map { try $0.digest("address") }
  }

  func wantedFiles(from device: DeviceID, limit: Int) throws -> [FileRecord] {
    try rows(
      "SELECT * FROM file WHERE author = ? AND state = 'wanted' ORDER BY size, address LIMIT ?",
      [device.rawValue, limit]
    ).map(Self.file)
  }

  func save(_ file: FileRecord) throws {
    try run(
      """
      INSERT OR REPLACE INTO file (address, subject, author, size, received, state)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        file.address.bytes, file.subject.description, file.author.rawValue, file.size,
        file.received, file.state.rawValue,
      ])
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
  }

  private static func file(_ row: Row) throws -> FileRecord {
    FileRecord(
      address: try row.digest("address"), subject: try row.entryID("subject"),
      author: try row.device("author"), size: try row.integer("size"),
      received: try row.integer("received"), state: try row.choice("state"))
  }
}
