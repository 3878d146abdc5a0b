package import Foundation

/// An author's signature over the end of his stream; through the chain it covers every entry
/// before it. Only the newest travels.
package struct StreamHead: Sendable, Hashable, Codable, JSONConvertible {
  package let author: DeviceID
  package let epoch: Int
  package let seq: Int
  package let chain: Digest
  package let signature: Data

  package static func sign(epoch: Int, seq: Int, chain: Digest, key: SigningKey) -> StreamHead {
    let author = key.deviceID
    return StreamHead(
      author: author, epoch: epoch, seq: seq, chain: chain,
      signature: key.sign(signedText(author, epoch, seq, chain)))
  }

  package func isValid(_ key: VerifyingKey) -> Bool {
    key.deviceID == author
      && key.isValid(signature: signature, for: Self.signedText(author, epoch, seq, chain))
  }

  private static func signedText(
    _ author: DeviceID, _ epoch: Int, _ seq: Int, _ chain: Digest
  ) -> Data {
    Data("motcua/stream/1\n\(author)\n\(epoch)\n\(seq)\n\(chain.base64url)\n".utf8)
  }

  /// Rebuilds a stored head; ask `isValid` before trusting it.
  package init(author: DeviceID, epoch: Int, seq: Int, chain: Digest, signature: Data) {
    self.author = author
    self.epoch = epoch
    self.seq = seq
    self.chain = chain
    self.signature = signature
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "stream head")
    self.author = try fields.deviceID("author")
    self.epoch = try fields.count("epoch")
    self.seq = try fields.count("seq")
    self.chain = try fields.digest("chain")
    self.signature = try fields.data("signature")
  }

  package var json: JSONValue {
    [
      "author": .string(author.rawValue), "epoch": .integer(Int64(epoch)),
      "seq": .integer(Int64(seq)), "chain": .string(chain.base64url),
      "signature": .string(signature.base64url),
    ]
  }
}
