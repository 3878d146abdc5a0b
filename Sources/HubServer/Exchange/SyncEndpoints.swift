import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// The endpoints devices speak to. Errors are JSON: {"error": word, "message": sentence}.
extension HubSite {
  func sync(_ request: WebRequest) async -> WebResponse {
    guard request.path.count >= 3, request.path[1] == "v1" else {
      return .error(404, "noEndpoint", "There is no such endpoint.")
    }
    let rest = Array(request.path.dropFirst(2))
    switch (request.method, rest[0], rest.count) {
    case ("GET", "probe", 1), ("HEAD", "probe", 1): return WebResponse(status: 204)
    case ("POST", "enrol", 1): return await answering { try await self.enrol(request) }
    case ("POST", "exchange", 1):
      return await admitted { try await self.exchange(request) }
    case ("POST", "run", 1): return await admitted { try await self.keepRun(request) }
    case ("PUT", "file", 2): return await admitted { try await self.putFile(rest[1], request) }
    case ("HEAD", "file", 2): return await answering { try await self.headFile(rest[1], request) }
    case ("GET", "catalogue", 2), ("HEAD", "catalogue", 2):
      return await answering { try await self.cataloguePiece(rest[1], request) }
    case (_, "catalogue", 2), (_, "probe", 1), (_, "enrol", 1), (_, "exchange", 1), (_, "run", 1),
      (_, "file", 2):
      return .error(405, "wrongMethod", "This endpoint does not know the method.")
    default: return .error(404, "noEndpoint", "There is no such endpoint.")
    }
  }

  func provincePub(_ request: WebRequest) async -> WebResponse {
    await answering {
      WebResponse(
        status: 200,
        headers: [
          ("Content-Type", "application/json"),
          ("Content-Disposition", "attachment; filename=\"province.pub\""),
        ], body: try await self.hub.trustBundle().json.canonical)
    }
  }

  private func enrol(_ request: WebRequest) async throws -> WebResponse {
    guard enrolments.allows(request.address, now: hub.now) else {
      throw HubError(
        .tooManyAttempts, "tooManyAttempts", vi: "Quá nhiều lần thử; hãy đợi một phút.",
        en: "Too many tries from this address; wait a minute.")
    }
    let message = try message(of: request, limit: hub.limits.enrolmentBytes)
    return .signed(try await hub.enrol(message))
  }

  private func exchange(_ request: WebRequest) async throws -> WebResponse {
    let message = try message(of: request, limit: hub.limits.exchangeBytes)
    return .signed(try await hub.exchange(message))
  }

  private func keepRun(_ request: WebRequest) async throws -> WebResponse {
    try await hub.keep(try message(of: request, limit: hub.limits.exchangeBytes))
    return WebResponse(status: 204)
  }

  private func putFile(_ name: String, _ request: WebRequest) async throws -> WebResponse {
    let (address, device, signature) = try fileParts(name, request)
    guard let offset = request.headers["upload-offset"].flatMap({ Int($0) }), offset >= 0,
      let isLast = Self.isComplete(request.headers["upload-complete"])
    else {
      throw HubError(
        .badInput, "noOffset", vi: "Thiếu Upload-Offset hoặc Upload-Complete.",
        en: "Give the headers Upload-Offset (bytes) and Upload-Complete (?0 or ?1).")
    }
    let chunk = FileChunk(
      hub: hub.id, device: device, address: address, offset: offset, isLast: isLast,
      bytes: request.body)
    do {
      let state = try await hub.take(
        chunk, length: Self.announcedLength(request), signature: signature)
      return .upload(200, state)
    } catch let wrong as WrongOffset {
      var response = WebResponse.error(
        409, "wrongOffset", "The file continues at byte \(wrong.expected).")
      response.headers.append(("Upload-Offset", "\(wrong.expected)"))
      return response
    }
  }

  /// The bytes the sender set out to send, when its signature covers their number.
  private static func announcedLength(_ request: WebRequest) throws -> Int? {
    guard request.headers["motcua-file"] == "2" else { return nil }
    guard let length = request.headers["content-length"].flatMap({ Int($0) }), length >= 0 else {
      throw HubError(
        .badInput, "noLength", vi: "Thiếu Content-Length.",
        en: "A piece of a file says its length (Content-Length).")
    }
    return length
  }

  private func headFile(_ name: String, _ request: WebRequest) async throws -> WebResponse {
    let (address, device, signature) = try fileParts(name, request)
    return .upload(
      204, try await hub.fileOffset(address, device: device, signature: signature))
  }

  private func fileParts(_ name: String, _ request: WebRequest) throws
    -> (Digest, DeviceID, Data)
  {
    guard let address = Digest(hex: name), address.hex == name else {
      throw HubError(
        .badInput, "badAddress", vi: "Tên tệp không phải mã băm SHA-256.",
        en: "A file is named by its SHA-256 in lower-case hexadecimal.")
    }
    guard let device = request.headers["motcua-device"].flatMap(DeviceID.init(rawValue:)),
      let signature = request.headers[SignedMessage.headerName.lowercased()]
        .flatMap({ Data(base64url: $0) })
    else { throw HubError.unsigned }
    return (address, device, signature)
  }

  private func message(of request: WebRequest, limit: Int) throws -> SignedMessage {
    guard request.body.count <= limit else {
      throw HubError(
        .badInput, "tooLarge", vi: "Thông điệp quá lớn.",
        en: "The message has more than \(limit) bytes; send fewer entries at once.")
    }
    guard let header = request.headers[SignedMessage.headerName.lowercased()],
      let message = SignedMessage(body: request.body, header: header)
    else { throw HubError.unsigned }
    return message
  }

  /// A boolean of RFC 9651, as the resumable-upload draft writes it.
  private static func isComplete(_ header: String?) -> Bool? {
    switch header {
    case "?1": true
    case "?0": false
    default: nil
    }
  }

  private func admitted(_ body: () async throws -> WebResponse) async -> WebResponse {
    guard exchanges.enter() else { return busy() }
    defer { exchanges.leave() }
    return await answering(body)
  }

  private func answering(_ body: () async throws -> WebResponse) async -> WebResponse {
    do {
      return try await body()
    } catch let error as HubError {
      return .error(error.httpStatus, error.code, error.message.en, nonce: error.nonce)
    } catch {
      return .error(500, "failure", "The hub had a failure; nothing was changed. Try again later.")
    }
  }
}

extension HubError {
  static let unsigned = HubError(
    .badInput, "unsigned", vi: "Thiếu chữ ký Motcua-Signature.",
    en: "The request is not signed: the header Motcua-Signature is missing or malformed.")
}

extension WebResponse {
  static func error(_ status: Int, _ code: String, _ message: String, nonce: String? = nil)
    -> WebResponse
  {
    var members: [String: JSONValue] = ["error": .string(code), "message": .string(message)]
    members["nonce"] = nonce.map(JSONValue.string)
    return WebResponse(
      status: status, headers: [("Content-Type", "application/json")],
      body: JSONValue.object(members).canonical)
  }

  fileprivate static func signed(_ message: SignedMessage) -> WebResponse {
    WebResponse(
      status: 200, headers: [(SignedMessage.headerName, message.header)], body: message.body)
  }

  fileprivate static func upload(_ status: Int, _ state: (offset: Int, isComplete: Bool))
    -> WebResponse
  {
    WebResponse(
      status: status,
      headers: [
        ("Upload-Offset", "\(state.offset)"), ("Upload-Complete", state.isComplete ? "?1" : "?0"),
      ])
  }
}
