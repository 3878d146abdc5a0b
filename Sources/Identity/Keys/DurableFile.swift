import Foundation

/// Writes a small file so that after a power cut either the old or the new content is there.
package enum DurableFile {
  /// Beside its place a file is called so while it is written.
  package static let temporarySuffix = ".new"

  static func write(_ data: Data, to url: URL, permissions: mode_t) throws {
    let temporary = url.deletingLastPathComponent()
      .appending(path: ".\(url.lastPathComponent).\(getpid())\(temporarySuffix)")
    do {
      try fill(temporary, data, permissions)
      guard rename(temporary.path, url.path) == 0 else { throw problem("replace", url) }
    } catch {
      unlink(temporary.path)
      throw error
    }
    try syncFolder(url.deletingLastPathComponent())
  }

  private static func fill(_ url: URL, _ data: Data, _ permissions: mode_t) throws {
    let file = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
    guard file >= 0 else { throw problem("create", url) }
    defer { close(file) }
    // A stick keeps no permissions, and its files belong to who mounted it; what everybody may read
    // does without.
    let isPublic = permissions & 0o004 != 0
    guard fchmod(file, permissions) == 0 || isPublic else { throw problem("protect", url) }
    var rest = data
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      guard written > 0 else { throw problem("write", url) }
      rest = rest.dropFirst(written)
    }
    guard fsync(file) == 0 else { throw problem("write", url) }
  }

  static func syncFolder(_ folder: URL) throws {
    let handle = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { throw problem("open", folder) }
    defer { close(handle) }
    guard fsync(handle) == 0 else { throw problem("write", folder) }
  }

  private static func problem(_ action: String, _ url: URL) -> KeyError {
    let number = errno
    let sentence = "Cannot \(action) \(url.path): \(String(cString: strerror(number)))."
    return number == ENOSPC || number == EDQUOT ? .full(sentence) : .file(sentence)
  }
}
