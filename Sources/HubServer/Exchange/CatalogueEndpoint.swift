import Foundation
import Hub
import Identity

/// `GET /sync/v1/catalogue/{sha256}`: pieces of published catalogues, whole or from an offset on.
extension HubSite {
  /// Most bytes in one answer.
  private static let chunkBytes = 256 * 1024

  func cataloguePiece(_ name: String, _ request: WebRequest) async throws -> WebResponse {
    guard let digest = Digest(hex: name), digest.hex == name else {
      throw HubError(
        .badInput, "badAddress", vi: "Tên tệp không phải mã băm SHA-256.",
        en: "A piece is named by its SHA-256 in lower-case hexadecimal.")
    }
    let piece = try await hub.cataloguePiece(digest)
    let type = ("Content-Type", "application/octet-stream")
    guard let range = request.headers["range"] else {
      return WebResponse(status: 200, headers: [type], body: piece)
    }
    guard let (first, last) = Self.range(range, of: piece.count) else {
      var response = WebResponse.error(
        416, "badRange", "Ask for a range of bytes=FIRST-LAST within the piece.")
      response.headers.append(("Content-Range", "bytes */\(piece.count)"))
      return response
    }
    return WebResponse(
      status: 206,
      headers: [type, ("Content-Range", "bytes \(first)-\(last)/\(piece.count)")],
      body: piece.subdata(in: first..<(last + 1)))
  }

  /// One range as RFC 9110 writes it, cut to what one answer carries.
  private static func range(_ header: String, of size: Int) -> (first: Int, last: Int)? {
    guard header.hasPrefix("bytes=") else { return nil }
    let ends = header.dropFirst("bytes=".count)
      .split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int(ends[0]), first >= 0, first < size,
      let last = ends[1].isEmpty ? size - 1 : Int(ends[1]), last >= first
    else { return nil }
    return (first, min(last, size - 1, first + chunkBytes - 1))
  }
}
