import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files that are whole or absent: written beside their place, flushed, then renamed into it.
enum AtomicFile {
  /// Ending of a file that is being written; one left by a crash holds nothing anybody relies on.
  static let temporarySuffix = ".tmp"

  static func write(_ data: Data, to target: URL) throws {
    let temporary = target.path + ".\(getpid())" + temporarySuffix
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("create", target) }
    do {
      try writeAll(data, to: descriptor, target)
      guard fsync(descriptor) == 0 else { throw failure("flush", target) }
    } catch {
      _ = close(descriptor)
      _ = unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0, rename(temporary, target.path) == 0 else {
      let error = failure("rename", target)
      _ = unlink(temporary)
      throw error
    }
    try flushDirectory(target.deletingLastPathComponent())
  }

  /// Makes a rename or a removal in the directory last through a power cut.
  static func flushDirectory(_ directory: URL) throws {
    let descriptor = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", directory) }
    defer { _ = close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("flush", directory) }
  }

  private static func writeAll(_ data: Data, to descriptor: Int32, _ target: URL) throws {
    try data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let written = Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { throw failure("write", target) }
        offset += written
      }
    }
  }

  private static func failure(_ verb: String, _ target: URL) -> StoreError {
    let reason = String(cString: strerror(errno))
    return StoreError(
      .storage, "Cannot \(verb) the file \(target.lastPathComponent): \(reason).")
  }
}
