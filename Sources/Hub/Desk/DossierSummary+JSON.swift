import Dossiers
import Identity
import Sync

/// Written by hand: the row of every dossier is written again with each of its entries, and
/// Foundation's encoder takes several times as long. Read as `Decodable`.
extension DossierSummary {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "code": .string(code), "officialCodes": Self.json(officialCodes),
      "procedure": .string(procedure), "version": .string(version), "unit": .string(unit),
      "authority": .string(authority), "returnUnit": .string(returnUnit),
      "receivedAt": .integer(receivedAt), "status": .integer(Int64(status)),
      "disputedPaths": Self.json(disputedPaths), "hasConflict": .bool(hasConflict),
      "steps": .array(
        steps.map { ["status": .integer(Int64($0.status)), "time": .integer($0.time)] }),
      "askedPapers": Self.json(askedPapers), "lookup": .string(lookup),
      "unknownEntries": .integer(Int64(unknownEntries)),
    ]
    members["due"] = due?.json
    members["matters"] = matters?.json
    return .object(members)
  }

  private static func json(_ texts: [String]) -> JSONValue {
    .array(texts.map(JSONValue.string))
  }
}

extension DossierSummary.Due {
  fileprivate var json: JSONValue {
    var texts = explanation.others.mapValues(JSONValue.string)
    texts["vi"] = .string(explanation.vi)
    texts["en"] = .string(explanation.en)
    var members: [String: JSONValue] = ["explanation": .object(texts)]
    members["instant"] = instant.map(JSONValue.integer)
    return .object(members)
  }
}

extension DossierSummary.Matters {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "open": .array(
        open.map {
          ["kind": .string($0.kind), "name": .string($0.name), "since": .integer($0.since)]
        }),
      "decided": .array(
        decided.map {
          var members: [String: JSONValue] = [
            "kind": .string($0.kind), "since": .integer($0.since),
            "settled": .integer($0.settled),
          ]
          members["pair"] = $0.pair.map(JSONValue.string)
          return .object(members)
        }),
      "promisedTwice": .bool(promisedTwice), "isIncomplete": .bool(isIncomplete),
      "hasSeveralAuthors": .bool(hasSeveralAuthors),
      "judged": Self.json(judged),
    ]
    members["suspected"] = suspected.map(Self.json)
    return .object(members)
  }

  private static func json(_ dossiers: [SubjectID]) -> JSONValue {
    .array(dossiers.map { .string($0.description) })
  }
}
