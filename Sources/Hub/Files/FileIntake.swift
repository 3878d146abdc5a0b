package import Foundation
package import Identity
package import Sync

extension Hub {
  /// Bytes of the file that are durable here.
  /// - Throws: `HubError` if no entry announced it.
  package func fileOffset(_ address: Digest, device: DeviceID, signature: Data) async throws
    -> (offset: Int, isComplete: Bool)
  {
    let probe = FileChunk(
      hub: id, device: device, address: address, offset: 0, isLast: false, bytes: Data())
    let file = try await store.read { [self] rows in
      try announced(probe, signature: signature, rows: rows)
    }
    return Self.progress(of: file)
  }

  /// Keeps one piece of a file, sealed. Pieces arrive in order; the last one is kept only if the
  /// whole has the announced hash, else the file starts over.
  ///
  /// - Parameter length: how many bytes were announced, when the signature covers that and not the
  ///   bytes; the piece may then be cut short.
  package func take(_ chunk: FileChunk, length: Int? = nil, signature: Data) async throws
    -> (offset: Int, isComplete: Bool)
  {
    guard max(chunk.bytes.count, length ?? 0) <= limits.filePieceBytes else {
      throw HubError(
        .badInput, "pieceTooLarge", vi: "Phần tệp quá lớn.",
        en: "A piece of a file has at most \(limits.filePieceBytes) bytes.")
    }
    let file = try await store.write { [self] rows in
      try take(chunk, length: length, signature: signature, rows: rows)
    }
    guard file.received > 0 || file.size == 0 || file.state == .erased else {
      throw HubError(
        .badInput, "wrongHash", vi: "Tệp nhận được không đúng mã băm; hãy gửi lại từ đầu.",
        en: "The file that arrived has another hash; send it again from the start.")
    }
    return Self.progress(of: file)
  }

  /// Nothing more is wanted of an erased file: its sender is told that all is there.
  private static func progress(of file: FileRecord) -> (offset: Int, isComplete: Bool) {
    file.state == .erased ? (file.size, true) : (file.received, file.state == .complete)
  }

  private func take(
    _ chunk: FileChunk, length: Int?, signature: Data, rows: any HubTransaction
  ) throws -> FileRecord {
    var file = try announced(chunk, length: length, signature: signature, rows: rows)
    guard file.state == .wanted else { return file }
    guard chunk.offset == file.received else {
      throw WrongOffset(expected: file.received)
    }
    let end = chunk.offset + (length ?? chunk.bytes.count)
    guard end <= file.size, chunk.isLast == (end == file.size) else {
      throw HubError(
        .badInput, "wrongSize", vi: "Tệp không có kích thước đã khai báo.",
        en: "The file was announced with \(file.size) bytes.")
    }
    try append(chunk.bytes, to: &file, rows: rows)
    return file
  }

  /// Keeps the bytes that follow what is there; the last are kept only if the whole is right.
  func append(_ bytes: Data, to file: inout FileRecord, rows: any HubTransaction) throws {
    if !bytes.isEmpty {
      let sealed = vault.seal(bytes, .piece(file.address, offset: file.received))
      try rows.appendChunk(
        FileChunkRecord(offset: file.received, sealed: sealed), to: file.address)
    }
    file.received += bytes.count
    if file.received == file.size { try complete(&file, rows: rows) }
    try rows.save(file)
  }

  private func complete(_ file: inout FileRecord, rows: any HubTransaction) throws {
    if Digest.of(try content(of: file, rows: rows)) == file.address {
      file.state = .complete
    } else {
      try rows.dropChunks(of: file.address)
      file.received = 0
    }
  }

  func content(of file: FileRecord, rows: any HubTransaction) throws -> Data {
    try rows.chunks(of: file.address).reduce(into: Data()) { whole, piece in
      whole += try vault.open(piece.sealed, .piece(file.address, offset: piece.offset))
    }
  }

  private func announced(
    _ chunk: FileChunk, length: Int? = nil, signature: Data, rows: any HubTransaction
  ) throws -> FileRecord {
    guard let device = try rows.device(chunk.device),
      let key = VerifyingKey(rawRepresentation: device.signing)
    else { throw HubError.notEnrolled }
    let isSigned =
      if let length {
        chunk.isValidPart(signature: signature, length: length, key: key)
      } else {
        chunk.isValid(signature: signature, key: key)
      }
    guard isSigned else { throw HubError.forged }
    // Two dossiers may hold the same file: whoever sends it, its hash says that it is the one.
    guard let file = try rows.fileRecord(chunk.address) else {
      throw HubError(
        .notFound, "unknownFile", vi: "Chưa có hồ sơ nào nhắc đến tệp này.",
        en: "No entry names this file yet; send the entries first.")
    }
    return file
  }
}

/// A piece that does not continue where the file ends.
package struct WrongOffset: Error, Sendable, Equatable {
  package let expected: Int
}
