package import Foundation
import Identity

/// What entries of one catalogue's procedures usually contain, so that a dossier need not spell it
/// out: a zstd dictionary of plain content. It is named by its own bytes and never changes; another
/// version of the catalogue has another one.
package struct SegmentDictionary: Sendable, Hashable {
  /// The file of a catalogue's folder that holds it.
  package static let fileName = "segment.dictionary"
  /// Bytes of the file.
  package static let byteLimit = 128 * 1024
  /// Bytes of a name in front of a frame.
  static let nameLength = 8

  /// The file and ``WireDictionary/first`` behind it.
  let content: Data
  /// The first eight bytes of the file's SHA-256, in hex.
  package let name: String
  /// The bytes in front of a frame.
  let mark: Data

  /// `nil` if the file is empty or too long.
  package init?(_ file: Data) {
    guard (1...Self.byteLimit).contains(file.count) else { return nil }
    let hash = Digest.of(file).bytes.prefix(Self.nameLength)
    content = file + WireDictionary.first
    name = hash.hex
    mark = [WireDictionary.catalogueMark] + hash
  }

  /// What the file holds.
  package var file: Data { content.dropLast(WireDictionary.first.count) }

  /// Finds one by its name; `nil` if it is not known here.
  package typealias Lookup = (_ name: String) throws -> SegmentDictionary?
}
