import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Dictionaries of catalogues”. The fixtures were made with the program zstd and
/// its option -D, the name with sha256sum.
struct SegmentDictionaryTests {
  private static let folder = "v1-level7"

  private func dictionary() throws -> SegmentDictionary {
    try #require(SegmentDictionary(try Fixtures.data("dictionary.bin", in: Self.folder)))
  }

  @Test func `a segment of another program is read with the dictionary it names`() throws {
    let segment = try Fixtures.data("segment.catalogue", in: Self.folder)
    let dictionary = try dictionary()
    #expect(Segment.dictionaryName(of: segment) == dictionary.name)
    #expect(dictionary.name == "640967903869e299")
    var asked: [String] = []
    let lines = try Segment.decode(segment) { name in
      asked.append(name)
      return dictionary
    }
    #expect(lines.map(\.bytes) == (try Fixtures.lines()) && asked == [dictionary.name])
  }

  @Test func `without the dictionary it names, or cut anywhere, nothing of it is read`() throws {
    let segment = try Fixtures.data("segment.catalogue", in: Self.folder)
    let dictionary = try dictionary()
    #expect(throws: SegmentError.unknownDictionary(dictionary.name)) {
      try Segment.decode(segment)
    }
    for end in 1..<segment.count {
      #expect(throws: SegmentError.self) {
        try Segment.decode(segment.prefix(end)) { $0 == dictionary.name ? dictionary : nil }
      }
    }
  }

  @Test func `a request of another program is read and written again`() throws {
    let dictionary = try dictionary()
    let hub = try Fixtures.key("hubKey").deviceID
    let known: SegmentDictionary.Lookup = { $0 == dictionary.name ? dictionary : nil }
    let theirs = try ExchangeRequest(
      encoded: Fixtures.data("request.catalogue", in: Self.folder), by: hub, dictionary: known)
    let brief = try ExchangeRequest(
      encoded: Fixtures.data("request.brief", in: "v1-brief"), by: hub)
    #expect(theirs.entries == brief.entries && theirs.dictionary == dictionary.name)
    #expect(brief.dictionary == nil)
    let own = try theirs.encoded(as: .catalogue(dictionary))
    #expect(try ExchangeRequest(encoded: own, by: hub, dictionary: known) == theirs)
    #expect(throws: SegmentError.unknownDictionary(dictionary.name)) {
      try ExchangeRequest(encoded: own, by: hub)
    }
  }

  @Test func `a dictionary has content, and not more than its limit`() {
    #expect(SegmentDictionary(Data()) == nil)
    #expect(SegmentDictionary(Data(count: SegmentDictionary.byteLimit)) != nil)
    #expect(SegmentDictionary(Data(count: SegmentDictionary.byteLimit + 1)) == nil)
  }
}
