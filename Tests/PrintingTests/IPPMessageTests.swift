import Foundation
import Printing
import Testing

/// The encoding of RFC 8010.
struct IPPMessageTests {
  /// Bytes written as in the RFC's examples: hexadecimal numbers and quoted texts.
  static func bytes(_ parts: Any...) -> Data {
    var data = Data()
    for part in parts {
      if let text = part as? String { data.append(contentsOf: text.utf8) }
      if let numbers = part as? [Int] { data.append(contentsOf: numbers.map(UInt8.init)) }
    }
    return data
  }

  /// RFC 8010, appendix A.1: a Print-Job request.
  static let printJob = bytes(
    [0x01, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x01], [0x47, 0x00, 0x12],
    "attributes-charset", [0x00, 0x05], "utf-8", [0x48, 0x00, 0x1B],
    "attributes-natural-language", [0x00, 0x05], "en-us", [0x45, 0x00, 0x0B], "printer-uri",
    [0x00, 0x2C], "ipp://printer.example.com/ipp/print/pinetree", [0x42, 0x00, 0x08], "job-name",
    [0x00, 0x06], "foobar", [0x22, 0x00, 0x16], "ipp-attribute-fidelity", [0x00, 0x01, 0x01],
    [0x02, 0x21, 0x00, 0x06], "copies", [0x00, 0x04, 0x00, 0x00, 0x00, 0x14],
    [0x44, 0x00, 0x05], "sides", [0x00, 0x13], "two-sided-long-edge", [0x03])

  static let printJobMessage = IPPMessage(
    version: (1, 1), code: 2, requestID: 1,
    groups: [
      .init(
        .operation,
        [
          IPPAttribute("attributes-charset", .string(.charset, "utf-8")),
          IPPAttribute("attributes-natural-language", .string(.naturalLanguage, "en-us")),
          IPPAttribute(
            "printer-uri", .string(.uri, "ipp://printer.example.com/ipp/print/pinetree")),
          IPPAttribute("job-name", .string(.name, "foobar")),
          IPPAttribute("ipp-attribute-fidelity", .boolean(true)),
        ]),
      .init(
        .job,
        [
          IPPAttribute("copies", .integer(20)),
          IPPAttribute("sides", .string(.keyword, "two-sided-long-edge")),
        ]),
    ])

  @Test func `the RFC's Print-Job request is written and read`() throws {
    #expect(Self.printJobMessage.encoded == Self.printJob)
    #expect(try IPPMessage(decoding: Self.printJob) == Self.printJobMessage)
    // The document behind it is left alone.
    #expect(
      try IPPMessage(decoding: Self.printJob + Data("%!PDF".utf8)) == Self.printJobMessage)
  }

  /// RFC 8010, appendix A.2: its successful answer.
  @Test func `the RFC's answer to it is read`() throws {
    let answer = Self.bytes(
      [0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x01], [0x47, 0x00, 0x12],
      "attributes-charset", [0x00, 0x05], "utf-8", [0x48, 0x00, 0x1B],
      "attributes-natural-language", [0x00, 0x05], "en-us", [0x41, 0x00, 0x0E],
      "status-message", [0x00, 0x0D], "successful-ok", [0x02, 0x21, 0x00, 0x06], "job-id",
      [0x00, 0x04, 0x00, 0x00, 0x00, 147], [0x45, 0x00, 0x07], "job-uri", [0x00, 0x30],
      "ipp://printer.example.com/ipp/print/pinetree/147", [0x23, 0x00, 0x09], "job-state",
      [0x00, 0x04, 0x00, 0x00, 0x00, 0x03], [0x03])
    let message = try IPPMessage(decoding: answer)
    #expect(message.code == 0 && message.groups.count == 2)
    let job = try #require(message.group(.job))
    #expect(job["job-id"] == [.integer(147)])
    #expect(job["job-state"] == [.enumeration(3)])
    #expect(message.group(.operation)?["status-message"]?.first?.text == "successful-ok")
    #expect(message.encoded == answer)
  }

  /// RFC 8010, 3.1.6 and appendix A.4: `media-col` with a collection inside.
  @Test func `a collection in a collection is written and read as the RFC has it`() throws {
    let bytes = Self.bytes(
      [0x02, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x01, 0x02],
      [0x34, 0x00, 0x09], "media-col", [0x00, 0x00],
      [0x4A, 0x00, 0x00, 0x00, 0x0A], "media-size", [0x34, 0x00, 0x00, 0x00, 0x00],
      [0x4A, 0x00, 0x00, 0x00, 0x0B], "x-dimension",
      [0x21, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x52, 0x08],
      [0x4A, 0x00, 0x00, 0x00, 0x0B], "y-dimension",
      [0x21, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x74, 0x04],
      [0x37, 0x00, 0x00, 0x00, 0x00], [0x4A, 0x00, 0x00, 0x00, 0x0A], "media-type",
      [0x44, 0x00, 0x00, 0x00, 0x0A], "stationery", [0x37, 0x00, 0x00, 0x00, 0x00], [0x03])
    let message = IPPMessage(
      code: 5, requestID: 1,
      groups: [
        .init(
          .job,
          [
            IPPAttribute(
              "media-col",
              .collection([
                IPPAttribute(
                  "media-size",
                  .collection([
                    IPPAttribute("x-dimension", .integer(21_000)),
                    IPPAttribute("y-dimension", .integer(29_700)),
                  ])), IPPAttribute("media-type", .string(.keyword, "stationery")),
              ]))
          ])
      ])
    #expect(message.encoded == bytes)
    #expect(try IPPMessage(decoding: bytes) == message)
  }

  @Test func `every syntax comes back as it went, and several values of one name`() throws {
    let message = IPPMessage(
      code: 0x000B, requestID: 7,
      groups: [
        .init(
          .printer,
          [
            IPPAttribute("a", .string(.keyword, "x"), .string(.keyword, "y"), .integer(-1)),
            IPPAttribute("b", .range(1...99)), IPPAttribute("c", .boolean(false)),
            IPPAttribute("d", .resolution(x: 300, y: 600, units: 3)),
            IPPAttribute("e", .other(tag: 0x31, Data(repeating: 7, count: 11))),
            IPPAttribute("f", .other(tag: 0x13, Data())), IPPAttribute("g", .enumeration(5)),
            IPPAttribute("h", .string(.text, "Máy in hết giấy")),
          ]), .init(.unsupported),
      ])
    #expect(try IPPMessage(decoding: message.encoded) == message)
  }

  @Test func `a text with its language is read as the text`() throws {
    let bytes = Self.bytes(
      [0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x04], [0x35, 0x00, 0x01], "t",
      [0x00, 0x0B, 0x00, 0x02], "vi", [0x00, 0x05], "giấ", [0x03])
    #expect(try IPPMessage(decoding: bytes).group(.printer)?["t"] == [.string(.text, "giấ")])
  }
}

/// Bytes that are no IPP message, or one meant to do harm.
struct HostileIPPTests {
  @Test func `every cut of a message is refused and never read beyond its end`() throws {
    let whole = IPPMessageTests.printJob
    for length in 0..<whole.count {
      #expect(throws: IPPError.self, "\(length)") {
        try IPPMessage(decoding: whole.prefix(length))
      }
    }
  }

  @Test func `every changed byte is read or refused`() throws {
    var refused = 0
    for place in 0..<IPPMessageTests.printJob.count {
      for byte: UInt8 in [0x00, 0x03, 0x34, 0x37, 0x4A, 0x7F, 0x80, 0xFF] {
        var bytes = IPPMessageTests.printJob
        bytes[place] = byte
        if (try? IPPMessage(decoding: bytes)) == nil { refused += 1 }
      }
    }
    #expect(refused > 200)
  }

  @Test func `what is wrong is named`() throws {
    let head: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 1]
    let cases: [([UInt8], String)] = [
      ([], "it ends too early"), ([0x21], "no group begins"), ([0x00], "no group begins"),
      ([0x01, 0x21, 0, 0, 0, 4, 0, 0, 0, 1, 3], "a value belongs to no attribute"),
      ([0x01, 0x21, 0, 1, 0x61, 0, 3, 0, 0, 1, 3], "a value has the wrong length"),
      ([0x01, 0x44, 0xFF, 0xFF], "a length leads beyond the end"),
      ([0x01, 0x33, 0, 1, 0x61, 0, 8, 0, 0, 0, 9, 0, 0, 0, 1, 3], "a range runs backwards"),
      ([0x01, 0x34, 0, 1, 0x61, 0, 0, 0x21, 0, 0, 0, 4], "a value belongs to no member"),
      (
        [0x01, 0x34, 0, 1, 0x61, 0, 0, 0x4A, 0, 0, 0, 1, 0x62, 0x37, 0, 0, 0, 0, 3],
        "the member b has no value"
      ), ([0x01, 0x34, 0, 1, 0x61, 0, 0, 0x03, 0, 0], "a collection is not closed"),
    ]
    for (bytes, reason) in cases {
      let error = #expect(throws: IPPError.self) { try IPPMessage(decoding: Data(head + bytes)) }
      #expect(error?.reason == reason)
    }
  }

  @Test func `collections without end and values without number are refused`() throws {
    let head: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 1, 1]
    var deep = head + [0x34, 0, 1, 0x61, 0, 0]
    for _ in 0..<100_000 { deep += [0x4A, 0, 0, 0, 1, 0x62, 0x34, 0, 0, 0, 0] }
    let tooDeep = #expect(throws: IPPError.self) { try IPPMessage(decoding: Data(deep)) }
    #expect(tooDeep?.reason == "collections lie too deep")
    var many = head
    for _ in 0...IPPMessage.attributeLimit { many += [0x22, 0, 1, 0x61, 0, 1, 1] }
    let tooMany = #expect(throws: IPPError.self) { try IPPMessage(decoding: Data(many)) }
    #expect(tooMany?.reason == "too many attributes")
  }
}
