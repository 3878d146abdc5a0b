import Foundation
import HTTPTypes
import Hummingbird

/// A picture, sound or film of a form as a browser asks for it: whole, or the part it plays from.
enum MediaFile {
  /// What of `count` bytes a `Range` header asks for.
  enum Part: Equatable {
    case whole
    case bytes(Range<Int>)
    case outside
  }

  /// One range of bytes; anything else is answered with the whole, as RFC 9110 allows.
  static func part(_ header: String?, of count: Int) -> Part {
    guard let header, header.hasPrefix("bytes=") else { return .whole }
    let ends = header.dropFirst("bytes=".count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) && $0.count < 16 })
    else { return .whole }
    switch (Int(ends[0]), Int(ends[1])) {
    case (let first?, let last?) where first <= last:
      return first < count ? .bytes(first..<min(last + 1, count)) : .outside
    case (let first?, nil): return first < count ? .bytes(first..<count) : .outside
    case (nil, let length?):
      return length > 0 && count > 0 ? .bytes(max(0, count - length)..<count) : .outside
    default: return .whole
    }
  }

  static func response(_ document: Document, to request: Request) -> Response {
    var headers: HTTPFields = [
      .contentType: document.type, .acceptRanges: "bytes",
      .eTag: "\"\(Assets.fingerprint(document.data))\"",
      // The form's, nothing personal: kept by the browser, asked for anew each time.
      .cacheControl: "private, no-cache",
      .contentSecurityPolicy: "default-src 'none'; img-src 'self'; media-src 'self'; "
        + "style-src 'unsafe-inline'; frame-ancestors 'none'",
    ]
    if request.headers[.ifNoneMatch] == headers[.eTag] {
      return Response(status: .notModified, headers: headers)
    }
    let data = document.data
    switch part(request.headers[.range], of: data.count) {
    case .whole: return answer(.ok, &headers, data)
    case .bytes(let range):
      headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(data.count)"
      let start = data.startIndex
      return answer(
        .partialContent, &headers, data[start + range.lowerBound..<start + range.upperBound])
    case .outside:
      headers[.contentRange] = "bytes */\(data.count)"
      return answer(.rangeNotSatisfiable, &headers, Data())
    }
  }

  private static func answer(
    _ status: HTTPResponse.Status, _ headers: inout HTTPFields, _ data: Data
  ) -> Response {
    headers[.contentLength] = String(data.count)
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
