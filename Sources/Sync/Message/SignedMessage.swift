package import Foundation
package import Identity

/// The body of a request or answer and the value of its header `Motcua-Signature`.
package struct SignedMessage: Sendable, Hashable {
  package static let headerName = "Motcua-Signature"
  /// Bytes of the header line.
  package static let headerByteLimit = 1 << 20

  package let body: Data
  package let signature: Data

  package init(body: Data, signature: Data) {
    self.body = body
    self.signature = signature
  }

  /// `nil` if the header's value is not 64 bytes of base64url.
  package init?(body: Data, header: String) {
    guard let signature = Data(base64url: header), signature.count == 64 else { return nil }
    self.init(body: body, signature: signature)
  }

  /// The value of the header.
  package var header: String { signature.base64url }

  /// What a signature covers beside the body: each purpose has its own first line.
  package enum Purpose: String, Sendable {
    case exchange = "motcua/exchange/1"
    case answer = "motcua/answer/1"
    case run = "motcua/run/1"
    case enrolment = "motcua/enrol/1"
    case enrolled = "motcua/enrolled/1"
    case file = "motcua/file/1"
    case filePart = "motcua/file/2"
  }

  package static func sign(_ body: Data, _ purpose: Purpose, _ key: SigningKey) -> SignedMessage {
    SignedMessage(body: body, signature: key.sign(signedText(body, purpose)))
  }

  func isValid(_ purpose: Purpose, _ key: VerifyingKey) -> Bool {
    key.isValid(signature: signature, for: Self.signedText(body, purpose))
  }

  private static func signedText(_ body: Data, _ purpose: Purpose) -> Data {
    Data("\(purpose.rawValue)\n".utf8) + Digest.of(body).bytes
  }

  /// Header line and payload of a body.
  static func split(_ body: Data) throws(MessageError) -> (header: JSONValue, payload: Data) {
    if body.first == WireDictionary.firstMark { return try splitBrief(body) }
    let line = body.prefix { $0 != UInt8(ascii: "\n") }
    guard line.count < body.count, line.count <= headerByteLimit else { throw .shape }
    do {
      return (try JSONValue(parsing: line), Data(body.dropFirst(line.count + 1)))
    } catch {
      throw .malformed(error)
    }
  }

  static func join(_ header: JSONValue, _ payload: Data) -> Data {
    header.canonical + Data("\n".utf8) + payload
  }

  /// A header with a segment of that form behind it.
  static func join(_ header: JSONValue, _ segment: Data, as form: Segment.Form) throws -> Data {
    if case .plain = form { return join(header, segment) }
    return try joinBriefly(header, segment)
  }

  /// The mark, the length of the packed header (4 bytes, big-endian), the header, the payload.
  private static func joinBriefly(_ header: JSONValue, _ payload: Data) throws -> Data {
    let packed = try Zstandard.compress(
      header.canonical, level: briefLevel, dictionary: WireDictionary.first, isChecked: false)
    let length = withUnsafeBytes(of: UInt32(packed.count).bigEndian) { Data($0) }
    return [WireDictionary.firstMark] + length + packed + payload
  }

  private static let briefLevel: Int32 = 19

  private static func splitBrief(_ body: Data) throws(MessageError) -> (
    header: JSONValue, payload: Data
  ) {
    let length = body.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let packed = body.dropFirst(5).prefix(length)
    guard body.count >= 5, packed.count == length,
      let line = try? Zstandard.decompress(
        Data(packed), limit: headerByteLimit, dictionary: WireDictionary.first)
    else { throw .shape }
    do {
      return (try JSONValue(parsing: line), Data(body.dropFirst(5 + length)))
    } catch {
      throw .malformed(error)
    }
  }
}

/// Why a message was refused.
package enum MessageError: Error, Sendable, Equatable, CustomStringConvertible {
  case shape
  case malformed(JSONError)
  case signature(DeviceID)
  case otherHub(DeviceID)
  case lines(String)

  package var description: String {
    switch self {
    case .shape: "The message is not a header line and a segment."
    case .malformed(let error): error.description
    case .signature(let signer): "The message is not signed by \(signer)."
    case .otherHub(let hub): "The message is for the hub \(hub), not for this one."
    case .lines(let sentence): sentence
    }
  }
}
