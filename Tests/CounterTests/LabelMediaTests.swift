import Counter
import Dossiers
import FormEngine
import Foundation
import Testing

/// Files of labels beside a form.
struct LabelMediaTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A folder with `media` files of these names and contents.
  private static func folder(_ files: [String: Data]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "media-\(UUID())")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "media"), withIntermediateDirectories: true)
    for (name, data) in files { try data.write(to: folder.appending(path: "media/\(name)")) }
    return folder
  }

  private static func refusal(_ name: String, _ kind: FormMedia.Kind, _ folder: URL)
    -> DossierError?
  {
    do {
      _ = try LabelMedia(name, as: kind, beside: folder)
      return nil
    } catch { return error as? DossierError }
  }

  @Test func `what a file is shows in its first bytes, not in its name`() throws {
    let folder = try Self.folder([
      "a.jpg": Data(Self.png), "b.mp3": Data("ID3x".utf8),
      "c.webm": Data([0x1A, 0x45, 0xDF, 0xA3]),
      "d.png": Data("<svg onload=alert(1)>".utf8), "e.png": Data(),
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try LabelMedia("a.jpg", as: .bigImage, beside: folder).mediaType == "image/png")
    #expect(try LabelMedia("b.mp3", as: .audio, beside: folder).mediaType == "audio/mpeg")
    #expect(try LabelMedia("c.webm", as: .video, beside: folder).mediaType == "video/webm")
    #expect(try LabelMedia("c.webm", as: .audio, beside: folder).mediaType == "audio/webm")
    for (name, kind) in [("d.png", FormMedia.Kind.image), ("e.png", .image), ("a.jpg", .audio)] {
      let refusal = try #require(Self.refusal(name, kind, folder))
      #expect(refusal.kind == .badInput && refusal.message.en.contains("media/\(name)"))
    }
  }

  @Test func `a file that is missing, too large or elsewhere is refused`() throws {
    let large = Data(Self.png) + Data(count: LabelMedia.byteLimit - 7)
    let folder = try Self.folder(["large.png": large, "fits.png": large.dropLast()])
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.png).write(to: folder.appending(path: "outside.png"))
    try FileManager.default.createDirectory(
      at: folder.appending(path: "media/dir.png"), withIntermediateDirectories: true)
    #expect(Self.refusal("fits.png", .image, folder) == nil)
    #expect(Self.refusal("large.png", .image, folder)?.message.en.contains("6 MB") == true)
    for name in ["none.png", "dir.png"] {
      #expect(Self.refusal(name, .image, folder)?.kind == .notFound, "\(name)")
    }
    for name in ["../outside.png", "", ".", "..", ".hidden", "ảnh.png", "a b.png", "a/b.png"] {
      #expect(Self.refusal(name, .image, folder)?.kind == .badInput, "\(name)")
    }
  }
}
