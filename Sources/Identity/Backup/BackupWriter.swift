package import Foundation

/// Writes a backup: an open envelope, then sealed chunks. Each chunk names its number, and the last
/// one says so: nothing can be cut off, swapped or left out unseen.
package final class BackupWriter {
  /// Plain bytes of one chunk.
  static let chunkBytes = 1 << 20
  package let contentKey: StorageKey

  private let target: URL
  private let temporary: URL
  private let handle: FileHandle
  private let random: any RandomSource
  private let label: String
  private var pending = Data()
  private var chunks = 0
  private var members = 0

  /// Begins a file beside its place; it takes the place when it is finished.
  package init(
    to target: URL, kind: BackupEnvelope.Kind, owner: DeviceID, created: Int64,
    holders: [BackupHolder], random: any RandomSource
  ) throws {
    precondition(!holders.isEmpty, "somebody must be able to open a backup")
    self.target = target
    self.random = random
    temporary = target.deletingLastPathComponent()
      .appending(path: ".\(target.lastPathComponent).\(getpid()).tmp")
    contentKey = StorageKey(random: random)
    let envelope = try BackupEnvelope.seal(
      contentKey, kind: kind, owner: owner, created: created, to: holders, random: random)
    let line = envelope.json.canonical
    label = Digest.of(line).hex
    guard
      FileManager.default.createFile(
        atPath: temporary.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw BackupError.file("Cannot write a backup to \(target.path).") }
    handle = try FileHandle(forWritingTo: temporary)
    try put(BackupEnvelope.magic + line + Data("\n".utf8))
  }

  package func add(_ name: String, _ content: Data) throws {
    try begin(name, size: content.count)
    var rest = content[...]
    while !rest.isEmpty {
      try append(Data(rest.prefix(Self.chunkBytes)))
      rest = rest.dropFirst(Self.chunkBytes)
    }
  }

  /// Adds a file as it is now.
  package func add(_ name: String, file: URL) throws {
    let source = try FileHandle(forReadingFrom: file)
    defer { try? source.close() }
    let size = try source.seekToEnd()
    try source.seek(toOffset: 0)
    try begin(name, size: Int(size))
    var left = Int(size)
    while left > 0 {
      guard let part = try source.read(upToCount: min(left, Self.chunkBytes)), !part.isEmpty else {
        throw BackupError.file("The file \(file.lastPathComponent) became shorter meanwhile.")
      }
      try append(part)
      left -= part.count
    }
  }

  /// Ends the file, flushes it, reads it back and only then puts it into its place: until it is
  /// known to be good, a backup made before stays there.
  package func finish() throws {
    let end: JSONValue = ["end": true, "members": .integer(Int64(members))]
    try append(end.canonical + Data("\n".utf8))
    try seal(pending, isLast: true)
    pending = Data()
    try handle.synchronize()
    try handle.close()
    try BackupReader(temporary).verify(contentKey)
    guard rename(temporary.path, target.path) == 0 else {
      throw BackupError.file("Cannot put the backup to \(target.path).")
    }
    try DurableFile.syncFolder(target.deletingLastPathComponent())
  }

  /// Leaves nothing behind of a backup that could not be finished.
  package func abandon() {
    try? handle.close()
    try? FileManager.default.removeItem(at: temporary)
  }

  private func begin(_ name: String, size: Int) throws {
    members += 1
    let header: JSONValue = ["name": .string(name), "size": .integer(Int64(size))]
    try append(header.canonical + Data("\n".utf8))
  }

  private func append(_ bytes: Data) throws {
    pending += bytes
    while pending.count > Self.chunkBytes {
      try seal(Data(pending.prefix(Self.chunkBytes)), isLast: false)
      pending = Data(pending.dropFirst(Self.chunkBytes))
    }
  }

  private func seal(_ plain: Data, isLast: Bool) throws {
    let context = Self.context(label, chunks, isLast: isLast)
    let sealed = contentKey.seal(plain, context: context, random: random)
    let length = UInt32(sealed.count)
    try put(Data((0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }) + sealed)
    chunks += 1
  }

  /// What a chunk is sealed under: its place, and whether it is the last.
  package static func context(_ label: String, _ chunk: Int, isLast: Bool) -> String {
    "backup \(label) \(chunk) \(isLast ? "last" : "part")"
  }

  private func put(_ bytes: Data) throws {
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      let reason = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      throw BackupError.file(
        reason?.code == Int(EFBIG)
          ? "Cannot write to \(target.path): this disk takes no file as large as the backup, "
            + "such as none above 4 GB with FAT32; format it with exFAT or ext4."
          : "Cannot write to \(target.path): the disk is full or gone.")
    }
  }
}
