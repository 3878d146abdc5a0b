package import Dossiers
package import Identity
package import Sync

/// What was handed in of one component; the columns of the receipt.
package struct PaperCounts: Sendable, Hashable {
  package var original: Int
  package var certified: Int
  package var copy: Int
  /// Shown at the counter and handed back.
  package var presented: Bool

  package init(original: Int = 0, certified: Int = 0, copy: Int = 0, presented: Bool = false) {
    self.original = original
    self.certified = certified
    self.copy = copy
    self.presented = presented
  }

  package var isEmpty: Bool { original + certified + copy == 0 && !presented }

  /// What the procedure asks for, handed in as asked.
  package init(asAsked component: Component) {
    self.init(
      original: component.presentOnly ? 0 : component.original,
      copy: component.presentOnly ? 0 : component.copy, presented: component.presentOnly)
  }

  package var json: JSONValue {
    [
      "original": .integer(Int64(original)), "certified": .integer(Int64(certified)),
      "copy": .integer(Int64(copy)), "presented": presented ? 1 : 0,
    ]
  }

  package init(json: JSONValue) {
    func count(_ key: String) -> Int { Int(clamping: json[key]?.integer ?? 0) }
    self.init(
      original: count("original"), certified: count("certified"), copy: count("copy"),
      presented: count("presented") > 0)
  }
}

/// A file attached to a component; its bytes lie sealed in the store.
package struct Attachment: Sendable, Hashable {
  package var component: String
  package var sha256: String
  package var name: String
  package var type: String
  /// Bytes.
  package var size: Int

  package init(component: String, sha256: String, name: String, type: String, size: Int) {
    self.component = component
    self.sha256 = sha256
    self.name = name
    self.type = type
    self.size = size
  }

  package var json: JSONValue {
    [
      "component": .string(component), "sha256": .string(sha256), "name": .string(name),
      "type": .string(type), "size": .integer(Int64(size)),
    ]
  }

  package init?(json: JSONValue) {
    guard let component = json["component"]?.string, let sha256 = json["sha256"]?.string,
      let name = json["name"]?.string, let type = json["type"]?.string,
      let size = json["size"]?.integer
    else { return nil }
    self.init(
      component: component, sha256: sha256, name: name, type: type, size: Int(clamping: size))
  }
}

/// How the result is wanted, before it is an entry.
package struct DeliveryWish: Sendable, Hashable {
  package var way: DeliveryWay
  /// Address for the post or name of the other office.
  package var place: String

  package init(way: DeliveryWay, place: String) {
    self.way = way
    self.place = place
  }
}

/// Everything of a draft; saved sealed after every answer.
package struct DraftContent: Sendable, Hashable {
  package var procedure: String
  package var version: String
  package var answers: FlatAnswers
  package var counts: [String: PaperCounts] = [:]
  package var attachments: [Attachment] = []
  /// Exemption chosen by fee id.
  package var exemptions: [String: String] = [:]
  /// The dossier it was begun from, with what was taken over.
  package var origin: DraftOrigin?
  /// Who brings it for the owner.
  package var representative: Representative?
  /// How the result is wanted.
  package var delivery: DeliveryWish?
  /// How it was filled in, where the form asks for that.
  package var log = SessionLog()
  /// The emergency slip it is booked from.
  package var slip: SlipBooking?
  /// How it came; whoever takes it in says so.
  package var channel = ServiceChannel.standard
  /// Who decides it and hands the result over.
  package var units = UnitChoice()

  package init(procedure: String, version: String, answers: FlatAnswers = FlatAnswers()) {
    self.procedure = procedure
    self.version = version
    self.answers = answers
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "procedure": .string(procedure), "version": .string(version),
      "answers": .object(answers.values.mapValues { .string($0) }),
      "rows": .object(answers.rows.mapValues { .array($0.map { .string($0) }) }),
      "counts": .object(counts.mapValues(\.json)),
      "files": .array(attachments.map(\.json)),
      "exemptions": .object(exemptions.mapValues { .string($0) }),
      "channel": .string(channel.rawValue),
    ]
    members["from"] = origin?.json
    members["representative"] = representative?.json
    members["delivery"] = delivery.map { DeliveryChoice.json($0.way, place: $0.place) }
    if !log.events.isEmpty { members["log"] = log.json }
    members["slip"] = slip?.json
    members["authority"] = units.authority.map(JSONValue.string)
    members["returnUnit"] = units.returnUnit.map(JSONValue.string)
    return .object(members)
  }

  package init?(json: JSONValue) {
    guard let procedure = json["procedure"]?.string, let version = json["version"]?.string
    else { return nil }
    self.init(procedure: procedure, version: version)
    answers.values = (json["answers"]?.object ?? [:]).compactMapValues(\.string)
    answers.rows = (json["rows"]?.object ?? [:]).mapValues {
      ($0.array ?? []).compactMap(\.string)
    }
    counts = (json["counts"]?.object ?? [:]).mapValues(PaperCounts.init(json:))
    attachments = (json["files"]?.array ?? []).compactMap(Attachment.init(json:))
    exemptions = (json["exemptions"]?.object ?? [:]).compactMapValues(\.string)
    origin = json["from"].flatMap(DraftOrigin.init(json:))
    representative = Representative(json["representative"])
    slip = json["slip"].flatMap(SlipBooking.init(json:))
    channel =
      json["channel"]?.string.flatMap(ServiceChannel.init(rawValue:)) ?? .standard
    if let way = json["delivery"]?["way"]?.string.flatMap(DeliveryWay.init(rawValue:)) {
      delivery = DeliveryWish(way: way, place: json["delivery"]?["place"]?.string ?? "")
    }
    log = SessionLog(json: json["log"] ?? .null)
    units = UnitChoice(
      authority: json["authority"]?.string, returnUnit: json["returnUnit"]?.string)
  }
}
