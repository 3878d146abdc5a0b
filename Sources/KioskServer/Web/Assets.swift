import Foundation
import HTTPTypes
import Hummingbird

/// Styles and modules, read once at start: a request names one of them or nothing.
struct Assets: Sendable {
  private struct Asset: Sendable {
    var bytes: ByteBuffer
    var type: String
    var tag: String
  }

  private static let types = [
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml", "png": "image/png", "woff2": "font/woff2",
  ]
  private static let folders = ["styles", "modules", "images"]

  private var assets: [String: Asset] = [:]

  /// - Parameter folder: the `Kiosk` folder.
  init(folder: URL) throws {
    for name in Self.folders {
      let files =
        (try? FileManager.default.contentsOfDirectory(
          at: folder.appending(path: name), includingPropertiesForKeys: nil)) ?? []
      for file in files {
        guard let type = Self.types[file.pathExtension] else { continue }
        let data = try Data(contentsOf: file)
        assets["\(name)/\(file.lastPathComponent)"] = Asset(
          bytes: ByteBuffer(bytes: data), type: type, tag: "\"\(Self.fingerprint(data))\"")
      }
    }
  }

  func response(_ path: String, ifNoneMatch: String?) throws -> Response {
    guard let asset = assets[path] else { throw Problem.notFound }
    var headers: HTTPFields = [
      .contentType: asset.type, .eTag: asset.tag, .cacheControl: "no-cache",
    ]
    if ifNoneMatch == asset.tag { return Response(status: .notModified, headers: headers) }
    headers[.contentLength] = String(asset.bytes.readableBytes)
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.bytes))
  }

  /// FNV-1a, 64 bits: tells versions of a file apart, nothing more.
  static func fingerprint(_ data: Data) -> String {
    let hash = data.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
