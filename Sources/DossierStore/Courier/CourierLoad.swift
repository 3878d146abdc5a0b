package import Identity
import Sync

/// What was put on a stick for the hub, and what was not.
package struct CourierLoad: Sendable {
  package struct Amount: Sendable, Hashable {
    package internal(set) var entries = 0
    package internal(set) var dossiers = 0
    package internal(set) var files = 0
    /// Of the attached files.
    package internal(set) var bytes = 0

    package init() {}

    mutating func addFile(_ size: Int) {
      files += 1
      bytes += size
    }
  }

  /// Names of the files on the stick.
  package private(set) var names: [String] = []
  /// What they take.
  package private(set) var bytes = 0
  package internal(set) var carried = Amount()
  /// What found no room on the stick. A dossier is carried whole or counts here.
  package internal(set) var noRoom = Amount()
  /// Attached files beyond the limit.
  package internal(set) var beyondLimit = Amount()
  /// Attached files that cannot be read on this machine.
  package internal(set) var unreadable: [UnreadableFile] = []

  mutating func note(_ parcels: [CourierParcel]) {
    names += parcels.map(\.name)
    bytes += parcels.reduce(0) { $0 + $1.data.count }
  }
}

/// An attached file that is not on the disk as it was stored, by a dossier that names it.
package struct UnreadableFile: Sendable, Hashable {
  package let sha256: Digest
  package let code: String
  package let name: String

  package init(sha256: Digest, code: String, name: String) {
    self.sha256 = sha256
    self.code = code
    self.name = name
  }

  /// For programs that read the command line's answers.
  package var json: JSONValue {
    ["sha256": .string(sha256.hex), "code": .string(code), "name": .string(name)]
  }
}
