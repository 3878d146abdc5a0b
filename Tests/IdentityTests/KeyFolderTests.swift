import Foundation
import Identity
import Testing

struct KeyFolderTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "motcua-keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func `keys are found again`() throws {
    try withFolder { folder in
      let made = try KeyFolder.create(
        at: folder, mode: .plainFile, created: 42, random: SystemRandom())
      let opened = try KeyFolder.open(at: folder, credentialsDirectory: nil)
      #expect(opened.keys.deviceID == made.keys.deviceID)
      #expect(opened.keys.storage.rawRepresentation == made.keys.storage.rawRepresentation)
      #expect(opened.keys.lookup == made.keys.lookup)
      #expect(opened.created == 42)
      #expect(opened.mode == .plainFile)
      #expect(throws: KeyError.self) {
        try KeyFolder.create(at: folder, mode: .plainFile, created: 1, random: SystemRandom())
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/keys")
      #expect(names.sorted() == ["device.pub", "device.sealed", "master.key"])
      let attributes = try FileManager.default.attributesOfItem(
        atPath: folder.path + "/keys/master.key")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `a credential of the service opens the keys, another one does not`() throws {
    try withFolder { folder in
      let credential = folder.appending(path: "motcua-master")
      try Data(Data(repeating: 9, count: 32).base64url.utf8).write(to: credential)
      let data = folder.appending(path: "data")
      _ = try KeyFolder.create(
        at: data, mode: .systemdCredential, credentialsDirectory: folder, created: 1,
        random: SystemRandom())
      #expect(!FileManager.default.fileExists(atPath: data.path + "/keys/master.key"))
      _ = try KeyFolder.open(at: data, credentialsDirectory: folder)
      #expect(throws: KeyError.noCredentials) {
        try KeyFolder.open(at: data, credentialsDirectory: nil)
      }
      try Data(Data(repeating: 8, count: 32).base64url.utf8).write(to: credential)
      #expect(throws: SealError.self) { try KeyFolder.open(at: data, credentialsDirectory: folder) }
    }
  }

  @Test func `no byte of a key file can be changed`() throws {
    try withFolder { folder in
      _ = try KeyFolder.create(
        at: folder, mode: .plainFile, created: 1_790_000_000_000, random: SystemRandom())
      for name in ["device.pub", "device.sealed"] {
        let url = folder.appending(path: "keys/\(name)")
        let good = try Data(contentsOf: url)
        for index in good.indices {
          var changed = good
          changed[index] ^= 1
          try changed.write(to: url)
          #expect(throws: (any Error).self, "byte \(index) of \(name)") {
            try KeyFolder.open(at: folder, credentialsDirectory: nil)
          }
        }
        try good.write(to: url)
      }
    }
  }

  @Test func `a damaged key file is named`() throws {
    try withFolder { folder in
      _ = try KeyFolder.create(at: folder, mode: .plainFile, created: 1, random: SystemRandom())
      for name in ["device.pub", "device.sealed", "master.key"] {
        let url = folder.appending(path: "keys/\(name)")
        let good = try Data(contentsOf: url)
        try Data("{}".utf8).write(to: url)
        #expect(throws: (any Error).self) {
          try KeyFolder.open(at: folder, credentialsDirectory: nil)
        }
        try FileManager.default.removeItem(at: url)
        #expect(throws: KeyError.missing(url.path)) {
          try KeyFolder.open(at: folder, credentialsDirectory: nil)
        }
        try good.write(to: url)
      }
    }
  }
}
