import Dossiers
import Foundation
import Identity
import Sync

/// Written by hand, to the bytes Foundation's encoder with sorted keys makes of it: a summary is
/// written again with every entry of its dossier, and the encoder takes several times as long. Read
/// as `Decodable`.
extension SummaryRecord {
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

extension SummaryRecord.Desk {
  fileprivate var json: JSONValue {
    ["desk": .string(desk.rawValue), "officer": .string(officer), "since": .integer(since)]
  }
}
