import Foundation

/// Writes a small file so that after a power cut either the old or the new content is there.
enum DurableFile {
  static func write(_ data: Data, to url: URL, permissions: mode_t) throws {
    let temporary = url.deletingLastPathComponent()
      .appending(path: ".\(url.lastPathComponent).\(getpid()).new")
    let file = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
    guard file >= 0 else { throw problem("create", temporary) }
    defer { close(file) }
    guard fchmod(file, permissions) == 0 else { throw problem("protect", temporary) }
    var rest = data
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      guard written > 0 else { throw problem("write", temporary) }
      rest = rest.dropFirst(written)
    }
    guard fsync(file) == 0 else { throw problem("write", temporary) }
    guard rename(temporary.path, url.path) == 0 else { throw problem("replace", url) }
    try syncFolder(url.deletingLastPathComponent())
  }

  static func syncFolder(_ folder: URL) throws {
    let handle = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { throw problem("open", folder) }
    defer { close(handle) }
    guard fsync(handle) == 0 else { throw problem("write", folder) }
  }

  private static func problem(_ action: String, _ url: URL) -> KeyError {
    let reason = String(cString: strerror(errno))
    return .file("Cannot \(action) \(url.path): \(reason).")
  }
}
