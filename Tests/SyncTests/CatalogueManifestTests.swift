import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Catalogue”: the signed list of its files.
@Suite struct CatalogueManifestTests {
  private let key = SigningKey(random: SeededRandom(seed: 3))

  private func file(_ path: String, size: Int = 1) -> CatalogueManifest.File {
    CatalogueManifest.File(path: path, sha256: Digest.of(Data(path.utf8)), size: size)
  }

  private func signed(_ paths: [String]) throws -> CatalogueManifest {
    try .sign(version: 2, issued: 5, note: "n", files: paths.map { file($0) }, key: key)
  }

  @Test func `one made without this product is read, with what it has more`() throws {
    let bytes = try Fixtures.data("catalogue.json")
    let manifest = try CatalogueManifest.verified(bytes, key: Fixtures.key("hubKey"))
    #expect(manifest.version == 3 && manifest.note == "Nghị quyết 15")
    #expect(manifest.files.map(\.path) == ["1.001193/2026.2/procedure.json", "province.json"])
    #expect(manifest.files[0].sha256 == Digest.of(Data("{}".utf8)) && manifest.files[0].size == 2)
    #expect(manifest.bytes == bytes)
  }

  @Test func `a changed byte or another signer is refused`() throws {
    let manifest = try signed(["a/b.xml", "province.json"])
    #expect(try CatalogueManifest.verified(manifest.bytes, key: key.publicKey) == manifest)
    let text = String(decoding: manifest.bytes, as: UTF8.self)
    let other = Data(text.replacing("\"version\":2", with: "\"version\":3").utf8)
    #expect(throws: CatalogueError.self) {
      try CatalogueManifest.verified(other, key: key.publicKey)
    }
    let stranger = SigningKey(random: SeededRandom(seed: 4))
    #expect(throws: CatalogueError.self) {
      try CatalogueManifest.verified(manifest.bytes, key: stranger.publicKey)
    }
  }

  @Test(arguments: [
    [""], ["../province.json"], ["a//b"], ["/etc/passwd"], [".ssh/x"], ["a/.b"], ["a b"],
    ["1/2/3/4/5/6/7"], ["đ.json"], ["a", "a"], ["a", "a/b"], [],
  ])
  func `what could leave the folder or stand twice is no catalogue`(paths: [String]) {
    #expect(throws: CatalogueError.self) { try signed(paths) }
  }

  @Test func `a catalogue has a size that a device can hold`() throws {
    let limit = CatalogueManifest.fileByteLimit
    #expect(throws: CatalogueError.self) {
      try CatalogueManifest.sign(
        version: 1, issued: 0, note: "", files: [file("a", size: limit + 1)], key: key)
    }
    #expect(throws: CatalogueError.self) {
      try CatalogueManifest.sign(
        version: 1, issued: 0, note: "", files: (0...16).map { file("a\($0)", size: limit) },
        key: key)
    }
  }
}
