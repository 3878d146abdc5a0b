import CCurl
import Foundation

/// One libcurl easy handle, used by one thread only.
struct CurlHandle: ~Copyable {
  private let handle: UnsafeMutableRawPointer?
  private let link: UnsafeMutablePointer<motcua_link>
  private let hello = HelloForm()

  init() {
    handle = curl_easy_init()
    link = .allocate(capacity: 1)
    link.initialize(to: motcua_link())
  }

  deinit {
    if let handle { curl_easy_cleanup(handle) }
    link.deallocate()
  }

  /// Runs one transfer to its end.
  borrowing func perform(_ request: HTTPRequest) -> Result<HTTPResponse, LinkError> {
    guard let handle else { return .failure(LinkError("libcurl could not be started.")) }
    let isNew = request.isOnNewConnection || motcua_curl_is_over(handle)
    if isNew { motcua_curl_drop(handle) }
    curl_easy_reset(handle)
    let answer = AnswerBuffer()
    var list: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(list) }
    for header in request.headers + [("Expect", ""), ("Accept", "")] {
      list = curl_slist_append(list, "\(header.name): \(header.value)")
    }
    setOptions(handle, request)
    _ = motcua_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
    let context = Unmanaged.passUnretained(answer).toOpaque()
    _ = motcua_curl_set_data(handle, CURLOPT_WRITEFUNCTION, receiveBody)
    _ = motcua_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    _ = motcua_curl_set_data(handle, CURLOPT_HEADERFUNCTION, receiveHeader)
    _ = motcua_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    link.pointee.sent = 0
    link.pointee.is_brief = hello.isBrief
    link.pointee.has_begun = false
    motcua_curl_use_link(handle, link)
    let upload = request.upload.map { Upload(mark: $0, link: link) }
    defer { request.upload?.end() }
    if let upload {
      motcua_curl_watch(handle, noteProgress, Unmanaged.passUnretained(upload).toOpaque())
    }
    _ = motcua_curl_set_long(handle, CURLOPT_FRESH_CONNECT, isNew ? 1 : 0)
    let code = withExtendedLifetime((answer, upload)) {
      guard let body = request.body else { return curl_easy_perform(handle) }
      return body.withUnsafeBytes { bytes in
        _ = motcua_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
        _ = motcua_curl_set_pointer(
          handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        return curl_easy_perform(handle)
      }
    }
    if link.pointee.has_begun { hello.learn(isThrough: link.pointee.is_done) }
    guard code == CURLE_OK else {
      var verdict = 0
      _ = motcua_curl_get_long(handle, CURLINFO_SSL_VERIFYRESULT, &verdict)
      var failure = Self.failure(code, verdict: verdict)
      failure.bytes = link.pointee.sent + answer.body.count
      return .failure(failure)
    }
    return .success(response(handle, answer, sent: link.pointee.sent))
  }

  /// Whether the connection kept open expects answers far later than the link brings them.
  borrowing func isSlowed() -> Bool {
    handle.map { motcua_curl_is_slowed($0, link) } ?? false
  }

  private borrowing func setOptions(_ handle: UnsafeMutableRawPointer, _ request: HTTPRequest) {
    func long(_ option: CURLoption, _ value: Int) {
      _ = motcua_curl_set_long(handle, option, value)
    }
    _ = motcua_curl_set_string(handle, CURLOPT_URL, request.url)
    _ = motcua_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    if request.body != nil { long(CURLOPT_POST, 1) }
    if request.method == "HEAD" { long(CURLOPT_NOBODY, 1) }
    _ = motcua_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method)
    long(CURLOPT_NOSIGNAL, 1)
    long(CURLOPT_FOLLOWLOCATION, 0)
    long(CURLOPT_CONNECTTIMEOUT, request.connectSeconds)
    long(CURLOPT_LOW_SPEED_LIMIT, 1)
    long(CURLOPT_LOW_SPEED_TIME, CurlClient.stallSeconds)
    long(CURLOPT_TIMEOUT, request.timeoutSeconds)
    long(CURLOPT_TCP_KEEPALIVE, 1)
    // libcurl 7.88 does not resume TLS sessions of HTTP/2 connections, which costs more than
    // HTTP/2's shorter headers save.
    long(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    long(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_3))
    long(CURLOPT_SSL_ENABLE_ALPN, 0)
    // One that is over gives way to the next.
    long(CURLOPT_MAXCONNECTS, 1)
    guard let authority = request.authority else { return }
    authority.withUnsafeBytes { bytes in
      _ = motcua_curl_set_blob(handle, CURLOPT_CAINFO_BLOB, bytes.baseAddress, bytes.count)
    }
    // Else the system's folder of authorities would be trusted beside the one given.
    _ = motcua_curl_set_string(handle, CURLOPT_CAPATH, nil)
  }

  /// - Parameter verdict: what OpenSSL says of the certificate.
  private static func failure(_ code: CURLcode, verdict: Int) -> LinkError {
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION where verdict == Int(X509_V_ERR_CERT_NOT_YET_VALID):
      LinkError(
        "By this machine's clock the hub's certificate is not valid yet; set the clock and try"
          + " again.", cause: .clock)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      LinkError(
        "The certificate the hub shows is not from the authority this device trusts; ask the"
          + " province for its authority file (--authority) and send nothing until then.",
        cause: .untrusted)
    case CURLE_SSL_CONNECT_ERROR:
      LinkError("The hub's end does not agree to TLS 1.3; ask the province to put it right.")
    default: LinkError(String(cString: curl_easy_strerror(code)) + ".")
    }
  }

  private borrowing func response(
    _ handle: UnsafeMutableRawPointer, _ answer: AnswerBuffer, sent: Int
  ) -> HTTPResponse {
    var status = 0
    var headerBytes = 0
    _ = motcua_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    _ = motcua_curl_get_long(handle, CURLINFO_HEADER_SIZE, &headerBytes)
    return HTTPResponse(
      status: status, headers: answer.headers, body: answer.body,
      bytesUp: sent, bytesDown: headerBytes + answer.body.count)
  }
}

/// How the next connection's ClientHello looks. RFC 8446 (appendix D.4) lets it look like one of an
/// older TLS for the sake of boxes on the way; that costs 76 bytes a handshake. The first
/// connection does so. Later ones do without, unless one of them did not come through.
private final class HelloForm {
  private enum State { case untried, brief, compatible }
  private var state = State.untried

  var isBrief: Bool { state == .brief }

  /// - Parameter isThrough: whether the handshake that was begun came to its end.
  func learn(isThrough: Bool) {
    switch (state, isThrough) {
    case (.untried, true): state = .brief
    case (.brief, false): state = .compatible
    default: break
    }
  }
}

/// Collects what libcurl hands over; lives as long as the transfer.
private final class AnswerBuffer {
  var body = Data()
  var headers: [String: String] = [:]
}

/// What libcurl is to tell of the body's progress to; lives as long as the transfer.
private final class Upload {
  let mark: UploadMark
  let link: UnsafeMutablePointer<motcua_link>

  init(mark: UploadMark, link: UnsafeMutablePointer<motcua_link>) {
    self.mark = mark
    self.link = link
  }
}

private let noteProgress: motcua_curl_progress = { context, _, _, whole, sent in
  if let context, whole > 0, sent == whole {
    let upload = Unmanaged<Upload>.fromOpaque(context).takeUnretainedValue()
    upload.mark.give(upload.link.pointee.socket)
  }
  return 0
}

private let receiveBody: motcua_curl_data = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let buffer = Unmanaged<AnswerBuffer>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  guard buffer.body.count + length <= CurlClient.answerByteLimit else { return 0 }
  bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
    buffer.body.append($0, count: length)
  }
  return length
}

private let receiveHeader: motcua_curl_data = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let buffer = Unmanaged<AnswerBuffer>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  let line = bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
    String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
  }
  if let colon = line.firstIndex(of: ":") {
    let value = line[line.index(after: colon)...]
    buffer.headers[line[..<colon].lowercased()] =
      value.trimmingCharacters(in: .whitespacesAndNewlines)
  }
  return length
}
