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

  /// Signs where the bytes belong and how many they are, but not the bytes: what came before a cut
  /// is then good as it is. A file is named by its content, so false bytes are found at its end.
  package func signPart(_ key: SigningKey) -> Data {
    SignedMessage.sign(partText(length: bytes.count), .filePart, key).signature
  }

  /// - Parameter length: how many bytes the sender set out to send; fewer may have come.
  package func isValidPart(signature: Data, length: Int, key: VerifyingKey) -> Bool {
    key.deviceID == device && bytes.count <= length
      && SignedMessage(body: partText(length: length), signature: signature)
        .isValid(.filePart, key)
  }

  private func partText(length: Int) -> Data {
    Data(
      "\(hub)\n\(device)\n\(address.hex)\n\(offset)\n\(length)\n\(isLast ? "last" : "part")\n"
        .utf8)
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
