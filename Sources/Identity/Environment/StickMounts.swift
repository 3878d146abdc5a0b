package import Foundation

/// Where the sticks plugged into this machine appear.
package struct StickMounts: Sendable {
  private enum Source: Sendable {
    /// What the system mounted where desktops and udisks put removable disks.
    case system
    /// Every folder in this one, for machines that mount elsewhere.
    case folder(URL)
  }

  private let source: Source

  /// - Parameter folder: the folder whose folders are sticks; nil for what the system mounted.
  package init(in folder: URL? = nil) {
    source = folder.map(Source.folder) ?? .system
  }

  /// Folders of the sticks there are now, in order of their paths.
  package func now() -> [URL] {
    switch source {
    case .system:
      let table = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
      return Self.mounts(of: table ?? "")
    case .folder(let folder):
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.sorted().map { folder.appending(path: $0, directoryHint: .isDirectory) }
        .filter { (try? StickFolder($0)) != nil }
    }
  }

  /// Mount points under `/media` and `/run/media` of a table such as `/proc/self/mounts`, where a
  /// blank in a name is written `\\040`.
  package static func mounts(of table: String) -> [URL] {
    let roots = ["/media/", "/run/media/"]
    return table.split(separator: "\n").compactMap { line -> String? in
      let fields = line.split(separator: " ")
      guard fields.count > 1 else { return nil }
      let path = unescaped(String(fields[1]))
      return roots.contains(where: path.hasPrefix) ? path : nil
    }.sorted().map { URL(filePath: $0, directoryHint: .isDirectory) }
  }

  /// fstab(5): blanks, tabs, line feeds and backslashes are three octal digits.
  private static func unescaped(_ text: String) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(text) {
      $0.replacing($1.0, with: $1.1)
    }
  }
}
