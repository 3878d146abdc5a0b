package import Foundation

/// Which dossiers were erased, by their ids, in a folder with backups that still have them: whoever
/// puts one of these back learns what must not come back. Nothing in it is personal, and who made
/// the backups signs it, so that nobody else has anything erased by it.
package struct ErasureRegister: Sendable {
  /// Why a dossier is erased again.
  package static let basis = "Đã xoá từ sau bản sao lưu (theo sổ xoá cạnh bản sao lưu)"

  private static let suffix = ".erased"
  private static let version: Int64 = 1
  private static let byteLimit = 64 << 20

  private let folder: URL
  private let owner: DeviceID

  /// - Parameter folder: where the backups of `owner` lie.
  package init(in folder: URL, of owner: DeviceID) {
    self.folder = folder
    self.owner = owner
  }

  /// Beside one backup.
  package init(beside backup: URL, of owner: DeviceID) {
    self.init(in: backup.standardizedFileURL.deletingLastPathComponent(), of: owner)
  }

  private var file: URL { folder.appending(path: "motcua-\(owner)\(Self.suffix)") }

  /// What any register of the owner in the folder names, by whatever name it was copied there. One
  /// that is damaged or another's says nothing.
  package func ids(_ key: VerifyingKey) -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(Self.suffix) }.reduce(into: []) { all, name in
      all.formUnion(read(folder.appending(path: name), key) ?? [])
    }
  }

  /// Adds ids to what the folder's registers name; the file is there whole or as it was.
  package func add(_ ids: Set<String>, _ key: SigningKey) throws {
    let all = self.ids(key.publicKey).union(ids)
    guard !all.isEmpty, read(file, key.publicKey) != all else { return }
    let signed: [String: JSONValue] = [
      "v": .integer(Self.version), "owner": .string(owner.rawValue),
      "erased": .array(all.sorted().map { .string($0) }),
    ]
    var members = signed
    members["signature"] = .string(key.sign(Self.signedText(.object(signed))).base64url)
    let bytes = JSONValue.object(members).canonical + Data("\n".utf8)
    do {
      try DurableFile.write(bytes, to: file, permissions: 0o644)
    } catch let error as KeyError {
      throw BackupError.file(error.description)
    }
  }

  /// Adds ids in every one of these folders that can be reached.
  package static func add(
    _ ids: Set<String>, in folders: BackupFolders, of owner: DeviceID, _ key: SigningKey
  ) {
    for folder in folders.paths where FileManager.default.isWritableFile(atPath: folder) {
      try? ErasureRegister(in: URL(filePath: folder), of: owner).add(ids, key)
    }
  }

  private func read(_ file: URL, _ key: VerifyingKey) -> Set<String>? {
    guard let handle = try? FileHandle(forReadingFrom: file),
      let bytes = try? handle.read(upToCount: Self.byteLimit),
      let members = (try? JSONValue(parsing: bytes))?.object,
      members["v"]?.integer == Self.version, members["owner"]?.string == owner.rawValue,
      let signature = members["signature"]?.string.flatMap({ Data(base64url: $0) }),
      case let signed = JSONValue.object(members.filter { $0.key != "signature" }),
      key.isValid(signature: signature, for: Self.signedText(signed))
    else { return nil }
    return Set((members["erased"]?.array ?? []).compactMap(\.string))
  }

  private static func signedText(_ signed: JSONValue) -> Data {
    Data("motcua/erased/1\n".utf8) + signed.canonical
  }
}

/// Where backups were written of late: their registers are kept up to date. A stick that is not
/// plugged in gets its own with the next backup.
package struct BackupFolders: Sendable, Hashable {
  package static let settingKey = "backupFolders"
  private static let countLimit = 8

  package private(set) var paths: [String]

  package init(json: JSONValue?) {
    paths = json?.array?.compactMap(\.string) ?? []
  }

  package var json: JSONValue { .array(paths.map { .string($0) }) }

  /// Puts the folder of a backup in front.
  package mutating func add(folderOf backup: URL) {
    let folder = backup.standardizedFileURL.deletingLastPathComponent().path
    paths = Array(([folder] + paths.filter { $0 != folder }).prefix(Self.countLimit))
  }
}
