package import Foundation
package import Identity

/// `PUT /sync/v1/file/{sha256}`: bytes of a file from an offset on. The sender's signature covers
/// where they belong; as files are named by their content, repeating one does nothing.
package struct FileChunk: Sendable, Hashable {
  package static let byteLimit = 256 * 1024

  package let hub: DeviceID
  package let device: DeviceID
  /// SHA-256 of the whole file.
  package let address: Digest
  package let offset: Int
  /// Whether the file ends with this chunk.
  package let isLast: Bool
  package let bytes: Data

  package init(
    hub: DeviceID, device: DeviceID, address: Digest, offset: Int, isLast: Bool, bytes: Data
  ) {
    self.hub = hub
    self.device = device
    self.address = address
    self.offset = offset
    self.isLast = isLast
    self.bytes = bytes
  }

  package func sign(_ key: SigningKey) -> Data {
    SignedMessage.sign(signedText, .file, key).signature
  }

  package func isValid(signature: Data, key: VerifyingKey) -> Bool {
    key.deviceID == device
      && SignedMessage(body: signedText, signature: signature).isValid(.file, key)
  }

  private var signedText: Data {
    Data("\(hub)\n\(device)\n\(address.hex)\n\(offset)\n\(isLast ? "last" : "part")\n".utf8)
      + Digest.of(bytes).bytes
  }
}
