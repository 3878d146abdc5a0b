package import Foundation

/// The texts of a `procedure.json` that people read, by their place in it.
package enum ProcedureStrings {
  private static let prefix = "procedure:"

  /// Every text with its Vietnamese and English, in the order of the keys.
  package static func lines(_ data: Data) throws -> [LanguagePack.Line] {
    var lines: [LanguagePack.Line] = []
    _ = walk(try JSONSerialization.jsonObject(with: data), "") { key, text in
      lines.append(
        LanguagePack.Line(
          key: prefix + key, vietnamese: text["vi"] as? String ?? "",
          english: text["en"] as? String ?? ""))
      return text
    }
    return lines
  }

  /// The procedure with the packs' texts put in where their Vietnamese is still the same.
  package static func translated(_ data: Data, by packs: [LanguagePack]) throws -> Data {
    guard !packs.isEmpty else { return data }
    let tables = packs.map { pack in
      (
        pack.language.rawValue,
        Dictionary(pack.lines.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
      )
    }
    let json = walk(try JSONSerialization.jsonObject(with: data), "") { key, text in
      var text = text
      for (code, table) in tables {
        guard let line = table[prefix + key], !line.text.isEmpty,
          line.vietnamese == text["vi"] as? String
        else { continue }
        text[code] = line.text
      }
      return text
    }
    return try JSONSerialization.data(withJSONObject: json)
  }

  /// Calls `visit` for each object with a Vietnamese text and puts its answer in its place.
  private static func walk(
    _ json: Any, _ place: String, _ visit: (String, [String: Any]) -> [String: Any]
  ) -> Any {
    switch json {
    case let object as [String: Any]:
      if object["vi"] is String { return visit(place, object) }
      var result = object
      for (key, value) in object.sorted(by: { $0.key < $1.key }) {
        result[key] = walk(value, place.isEmpty ? key : "\(place).\(key)", visit)
      }
      return result
    case let list as [Any]:
      return list.enumerated().map { index, value in
        let object = value as? [String: Any]
        let name = (object?["id"] ?? object?["code"]) as? String ?? String(index)
        return walk(value, "\(place)[\(name)]", visit)
      }
    default: return json
    }
  }
}
