package import Foundation

/// Reads a backup. Nothing of it is believed before the chunk it is in has opened, and the whole
/// not before the last chunk has.
package final class BackupReader {
  package let file: URL
  package let envelope: BackupEnvelope
  private let handle: FileHandle
  private let label: String
  private let start: UInt64
  private static let sealOverhead = 64

  package init(_ file: URL) throws {
    guard let handle = try? FileHandle(forReadingFrom: file) else {
      throw BackupError.file("Cannot read the backup \(file.path).")
    }
    self.file = file
    self.handle = handle
    let magic = BackupEnvelope.magic
    guard let head = try handle.read(upToCount: magic.count + BackupEnvelope.byteLimit),
      head.starts(with: magic)
    else { throw BackupError.notABackup }
    let rest = head.dropFirst(magic.count)
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw BackupError.cutShort }
    let line = Data(rest[rest.startIndex..<end])
    do {
      envelope = try BackupEnvelope(json: JSONValue(canonical: line))
    } catch {
      throw BackupError.damaged
    }
    label = Digest.of(line).hex
    start = UInt64(magic.count + line.count + 1)
  }

  deinit { try? handle.close() }

  /// Goes through all members: name, size and then their bytes part by part. `take` gets an empty
  /// part at the beginning of each member.
  package func read(
    _ key: StorageKey, take: (_ name: String, _ size: Int, _ part: Data) throws -> Void
  ) throws {
    try handle.seek(toOffset: start)
    var buffer = Data()
    var chunk = 0
    var hasEnded = false
    var members = 0
    var current: (name: String, size: Int, left: Int)?
    while true {
      if let member = current {
        if member.left == 0 {
          current = nil
          continue
        }
        if !buffer.isEmpty {
          let part = Data(buffer.prefix(member.left))
          try take(member.name, member.size, part)
          buffer = Data(buffer.dropFirst(part.count))
          current = (member.name, member.size, member.left - part.count)
          continue
        }
      } else if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let header = try? JSONValue(canonical: Data(buffer[buffer.startIndex..<end]))
        buffer = Data(buffer[buffer.index(after: end)...])
        if header?["end"]?.bool == true {
          guard hasEnded, buffer.isEmpty, header?["members"]?.integer == Int64(members) else {
            throw BackupError.damaged
          }
          return
        }
        guard let name = header?["name"]?.string, Self.isSafe(name),
          let size = header?["size"]?.integer.flatMap({ Int(exactly: $0) }), size >= 0
        else { throw BackupError.damaged }
        members += 1
        try take(name, size, Data())
        current = (name, size, size)
        continue
      }
      guard !hasEnded else { throw BackupError.damaged }
      let next = try nextChunk(key, chunk)
      hasEnded = next.isLast
      buffer += next.plain
      chunk += 1
    }
  }

  private func nextChunk(_ key: StorageKey, _ number: Int) throws -> (plain: Data, isLast: Bool) {
    guard let bytes = try handle.read(upToCount: 4), bytes.count == 4 else {
      throw BackupError.cutShort
    }
    let length = bytes.reduce(0) { $0 << 8 | Int($1) }
    guard length <= BackupWriter.chunkBytes + Self.sealOverhead else { throw BackupError.damaged }
    guard let sealed = try handle.read(upToCount: length), sealed.count == length else {
      throw BackupError.cutShort
    }
    for isLast in [false, true] {
      let context = BackupWriter.context(label, number, isLast: isLast)
      if let plain = try? key.open(sealed, context: context) { return (plain, isLast) }
    }
    throw number == 0 ? BackupError.wrongKey : BackupError.damaged
  }

  /// Names below the new folder only.
  private static func isSafe(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { part in
        !part.isEmpty && part.first != "." && part.utf8.count <= 100
          && part.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2E || $0 == 0x2D
          }
      }
  }
}

extension BackupReader {
  /// Writes all members below a folder, but those named `inMemory`, which it answers.
  package func extract(_ key: StorageKey, to folder: URL, inMemory: Set<String> = []) throws
    -> [String: Data]
  {
    var kept: [String: Data] = [:]
    var handle: FileHandle?
    defer { try? handle?.close() }
    try read(key) { name, _, part in
      if inMemory.contains(name) {
        kept[name, default: Data()] += part
      } else if part.isEmpty {
        try handle?.synchronize()
        try handle?.close()
        handle = try Self.create(folder.appending(path: name))
      } else {
        try handle?.write(contentsOf: part)
      }
    }
    try handle?.synchronize()
    return kept
  }

  private static func create(_ target: URL) throws -> FileHandle {
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    guard
      FileManager.default.createFile(
        atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw BackupError.file("Cannot write \(target.path).") }
    return try FileHandle(forWritingTo: target)
  }

  /// Opens every chunk once more: what was written is what is there. Answers the members' count.
  @discardableResult
  package func verify(_ key: StorageKey) throws -> Int {
    var members = 0
    try read(key) { _, _, part in if part.isEmpty { members += 1 } }
    return members
  }
}
