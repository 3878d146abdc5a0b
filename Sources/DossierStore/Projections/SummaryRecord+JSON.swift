import Dossiers
import Foundation
import Identity
import Sync

/// Written by hand, to the bytes Foundation's encoder with sorted keys makes of it: a summary is
/// written again with every entry of its dossier, and all of them are read when a program starts;
/// the encoder and its decoder take several times as long.
extension SummaryRecord {
  /// - throws: `JSONError` for anything ``encoded`` would not have.
  init(encoded: Data) throws {
    var fields = try JSONFields(JSONValue(parsing: encoded), "summary")
    code = try fields.string("code")
    officialCodes = try Self.texts(&fields, "officialCodes")
    procedure = try fields.string("procedure")
    version = try fields.string("version")
    unit = try fields.string("unit")
    status = try fields.integer("status")
    receivedAt = try fields.integer64("receivedAt")
    due = try fields.optionalInteger("due")
    title = try fields.string("title")
    applicant = try fields.string("applicant")
    flags = try Self.texts(&fields, "flags").map { name in
      guard let flag = DossierSummary.Flag(rawValue: name) else { throw fields.wrong("flags") }
      return flag
    }
    changedAt = try fields.integer64("changedAt")
    follows = try fields.optionalString("follows")
    words = try fields.string("words")
    matter = try fields.string("matter")
    judged = try Self.texts(&fields, "judged")
    suspected = try Self.texts(&fields, "suspected")
    hasDisputes = try fields.bool("hasDisputes")
    hasSeveralAuthors = try fields.bool("hasSeveralAuthors")
    desks = try fields.array("desks").map(Desk.init(json:))
    ownEpoch = try fields.integer("ownEpoch")
    ownSeq = try fields.integer("ownSeq")
  }

  private static func texts(_ fields: inout JSONFields, _ key: String) throws -> [String] {
    try fields.array(key).map { value in
      guard let text = value.string else { throw fields.wrong(key) }
      return text
    }
  }

  var encoded: Data {
    let plain = json.canonical
    guard plain.contains(UInt8(ascii: "/")) else { return plain }
    // Only inside texts; Foundation escapes it there.
    return Data(plain.flatMap { $0 == UInt8(ascii: "/") ? Array(#"\/"#.utf8) : [$0] })
  }

  private var json: JSONValue {
    var members: [String: JSONValue] = [
      "code": .string(code), "officialCodes": Self.json(officialCodes),
      "procedure": .string(procedure), "version": .string(version), "unit": .string(unit),
      "status": .integer(Int64(status)), "receivedAt": .integer(receivedAt),
      "title": .string(title), "applicant": .string(applicant),
      "flags": Self.json(flags.map(\.rawValue)), "changedAt": .integer(changedAt),
      "words": .string(words), "matter": .string(matter), "judged": Self.json(judged),
      "suspected": Self.json(suspected),
      "hasDisputes": .bool(hasDisputes), "hasSeveralAuthors": .bool(hasSeveralAuthors),
      "desks": .array(desks.map(\.json)), "ownEpoch": .integer(Int64(ownEpoch)),
      "ownSeq": .integer(Int64(ownSeq)),
    ]
    members["due"] = due.map(JSONValue.integer)
    members["follows"] = follows.map(JSONValue.string)
    return .object(members)
  }

  private static func json(_ texts: [String]) -> JSONValue {
    .array(texts.map(JSONValue.string))
  }
}

extension JSONFields {
  fileprivate mutating func optionalString(_ key: String) throws -> String? {
    try take(key).map { value in
      guard let text = value.string else { throw wrong(key) }
      return text
    }
  }

  fileprivate mutating func optionalInteger(_ key: String) throws -> Int64? {
    try take(key).map { value in
      guard let number = value.integer else { throw wrong(key) }
      return number
    }
  }

  fileprivate mutating func integer(_ key: String) throws -> Int {
    guard let value = Int(exactly: try integer64(key)) else { throw wrong(key) }
    return value
  }
}

extension SummaryRecord.Desk {
  fileprivate init(json: JSONValue) throws {
    var fields = try JSONFields(json, "desk")
    guard let desk = WorkDesk(rawValue: try fields.string("desk")) else {
      throw fields.wrong("desk")
    }
    self.init(
      desk: desk, officer: try fields.string("officer"), since: try fields.integer64("since"))
  }

  fileprivate var json: JSONValue {
    ["desk": .string(desk.rawValue), "officer": .string(officer), "since": .integer(since)]
  }
}
