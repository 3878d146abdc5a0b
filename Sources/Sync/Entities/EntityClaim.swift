package import Identity

/// What a dossier says of an entity of a list, such as a resident of the list `residents`: the form
/// it was received with creates it or writes to it.
package struct EntityClaim: Sendable, Hashable, Codable {
  package enum Action: String, Sendable, Hashable, Codable { case create, update }

  package let list: String
  package let id: String
  package let action: Action
  /// Where in the dossier's answers it comes from: empty, or a row such as `con[k3]`.
  package let place: String
  /// The entry that states it.
  package let entry: EntryID
  /// The entries whose claims about the same entity its author saw.
  package let over: [EntryID]
  /// One more than what its author saw, from 1.
  package let version: Int
  package let label: String
  package let properties: [String: String]
}

/// A claim as an entry carries it. What people answered is named by its path, so that the register
/// follows every later edit and decision; what the form computed is written down.
package struct StatedEntity: Sendable, Hashable {
  package var list: String
  package var id: String
  package var action: EntityClaim.Action
  package var place: String
  package var over: [EntryID]
  package var version: Int
  /// The label as it was, or the path of the answer it is.
  package var label: String
  package var labelPath: String?
  /// Properties that are answers, by path.
  package var answers: [String: String]
  /// Properties the form computed.
  package var computed: [String: String]

  package init(
    list: String, id: String, action: EntityClaim.Action, place: String, over: [EntryID],
    version: Int, label: String, labelPath: String?, answers: [String: String],
    computed: [String: String]
  ) {
    self.list = list
    self.id = id
    self.action = action
    self.place = place
    self.over = over
    self.version = version
    self.label = label
    self.labelPath = labelPath
    self.answers = answers
    self.computed = computed
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "list": .string(list), "id": .string(id), "action": .string(action.rawValue),
      "over": .array(over.map { .string($0.description) }), "version": .integer(Int64(version)),
      "answers": .object(answers.mapValues { .string($0) }),
      "computed": .object(computed.mapValues { .string($0) }),
    ]
    if !place.isEmpty { members["place"] = .string(place) }
    if let labelPath {
      members["labelPath"] = .string(labelPath)
    } else {
      members["label"] = .string(label)
    }
    return .object(members)
  }

  /// `nil` for anything of another shape.
  package init?(_ json: JSONValue) {
    guard let list = json["list"]?.string, let id = json["id"]?.string, !list.isEmpty, !id.isEmpty,
      let action = json["action"]?.string.flatMap(EntityClaim.Action.init(rawValue:)),
      let over = ValueFold.ids(json["over"]),
      let version = json["version"]?.integer.flatMap({ Int(exactly: $0) }), version > 0,
      let answers = Self.texts(json["answers"]), let computed = Self.texts(json["computed"])
    else { return nil }
    self.init(
      list: list, id: id, action: action, place: json["place"]?.string ?? "", over: over,
      version: version, label: json["label"]?.string ?? "",
      labelPath: json["labelPath"]?.string, answers: answers, computed: computed)
  }

  private static func texts(_ json: JSONValue?) -> [String: String]? {
    guard let members = json?.object else { return nil }
    let texts = members.compactMapValues(\.string)
    return texts.count == members.count ? texts : nil
  }
}
