package import Foundation
import GRDB
package import Identity

/// An attachment the hub has not got whole.
package struct FileUpload: Sendable, Hashable {
  package let sha256: Digest
  /// Bytes of the whole file, and those of them the hub has.
  package let size: Int
  package let uploaded: Int
}

extension DossierStore {
  /// Keeps a file, sealed, under its content's digest. When it returns, the file is on the disk.
  /// The same content again costs nothing.
  package func putFile(_ data: Data) throws -> Digest {
    guard !data.isEmpty, data.count <= StoreLimits.fileBytes else {
      throw StoreError(
        .badInput, "A file has 1 to \(StoreLimits.fileBytes) bytes; this one has \(data.count).")
    }
    let sha256 = Digest.of(data)
    let address = context.tokens.fileAddress(sha256)
    // The record comes first: a file found without one after a crash would be nobody's.
    let (record, state) = try write { journal in
      try journal.spareFile(address)
      if let known = try journal.reader.file(address) { return known }
      let record = FileRecord(sha256: sha256, key: StorageKey(random: context.random))
      let sealed = context.seal(record.rawRepresentation, at: .file(address))
      try journal.db.execute(
        sql: "INSERT INTO file (address, state, size, sealed) VALUES (?, ?, ?, ?)",
        arguments: [address, StoredFileState.beingWritten.rawValue, data.count, sealed])
      return (record, .beingWritten)
    }
    if state == .present { return sha256 }
    let place = SealedPlace.fileContent(address)
    let sealed = record.key.seal(data, context: place.context, random: context.random)
    try AtomicFile.write(sealed, to: folder.files.appending(path: address))
    try write { journal in
      try journal.db.execute(
        sql: "UPDATE file SET state = ? WHERE address = ?",
        arguments: [StoredFileState.present.rawValue, address])
    }
    return sha256
  }

  /// - throws: `notFound` when there is no such file here, `damaged` when it is not what it was.
  package func file(_ sha256: Digest) throws -> Data {
    let address = context.tokens.fileAddress(sha256)
    guard let (record, state) = try read({ try $0.file(address) }), state == .present else {
      throw StoreError(.notFound, "There is no file \(sha256.hex) here.")
    }
    return try content(address, record)
  }

  func content(_ address: String, _ record: FileRecord) throws -> Data {
    try opened(address, record).plain
  }

  /// A file as it lies on the disk and what is in it, once that is what was stored.
  func opened(_ address: String, _ record: FileRecord) throws -> (sealed: Data, plain: Data) {
    let place = SealedPlace.fileContent(address)
    guard let sealed = try? Data(contentsOf: folder.files.appending(path: address)) else {
      throw StoreError(.damaged, "\(place.words) is missing from the folder files.")
    }
    guard let plain = try? record.key.open(sealed, context: place.context),
      Digest.of(plain) == record.sha256
    else { throw StoreError(.damaged, "\(place.words) is not what was stored.") }
    return (sealed, plain)
  }

  /// Files that entries name and the hub has not got whole, the smallest first.
  package func filesToUpload() throws -> [FileUpload] {
    var files: [FileUpload] = []
    _ = try fileToUpload { file in
      files.append(file)
      return false
    }
    return files
  }

  /// The first of them that is wanted. The records of those behind it are not opened.
  package func fileToUpload(where isWanted: (FileUpload) -> Bool) throws -> FileUpload? {
    try read { reader in
      let rows = try Row.fetchCursor(
        reader.db,
        sql: "SELECT address, size, uploaded \(Self.toUpload) ORDER BY size, address",
        arguments: [StoredFileState.present.rawValue])
      while let row = try rows.next() {
        guard let (record, _) = try reader.file(row[0]) else { continue }
        let file = FileUpload(sha256: record.sha256, size: row[1], uploaded: row[2])
        if isWanted(file) { return file }
      }
      return nil
    }
  }

  /// How many they are.
  static func countToUpload(_ reader: JournalReader) throws -> Int {
    try Int.fetchOne(
      reader.db, sql: "SELECT count(*) \(toUpload)",
      arguments: [StoredFileState.present.rawValue]) ?? 0
  }

  private static let toUpload = """
    FROM file WHERE state = ? AND uploaded < size AND address IN (SELECT address FROM file_use)
    """

  /// Notes how many bytes of a file the hub has; less than before if the hub lost some.
  package func fileUploaded(_ sha256: Digest, offset: Int) throws {
    let address = context.tokens.fileAddress(sha256)
    try write { journal in
      try journal.db.execute(
        sql: "UPDATE file SET uploaded = min(?, size) WHERE address = ?",
        arguments: [max(0, offset), address])
      try writeTraffic(journal)
      journal.noteChange()
    }
  }

  func removeFile(address: String) throws {
    try FileManager.default.removeItem(at: folder.files.appending(path: address))
    try AtomicFile.flushDirectory(folder.files)
  }
}

extension JournalWriter {
  /// The hub has these files whole.
  func noteWhole(_ files: [Digest]) throws {
    try noteProgress(files, "UPDATE file SET uploaded = size WHERE address = ? AND uploaded < size")
  }

  /// The hub has these files not whole. If this device believed so, it sends them from the start,
  /// and else goes on where it is: the hub's answer to the next piece says otherwise if it must.
  func noteWanted(_ files: [Digest]) throws {
    try noteProgress(files, "UPDATE file SET uploaded = 0 WHERE address = ? AND uploaded >= size")
  }

  private func noteProgress(_ files: [Digest], _ sql: String) throws {
    for sha256 in files {
      try db.execute(sql: sql, arguments: [context.tokens.fileAddress(sha256)])
      if db.changesCount > 0 { noteChange() }
    }
  }
}

extension JournalReader {
  /// The record of a file and where the file stands.
  func file(_ address: String) throws -> (FileRecord, StoredFileState)? {
    let row = try Row.fetchOne(
      db, sql: "SELECT sealed, state FROM file WHERE address = ?", arguments: [address])
    guard let row else { return nil }
    let place = SealedPlace.file(address)
    guard let record = FileRecord(rawRepresentation: try context.open(row[0], at: place)),
      let state = StoredFileState(rawValue: row[1])
    else { throw StoreError(.damaged, "\(place.words) cannot be read.") }
    return (record, state)
  }
}
