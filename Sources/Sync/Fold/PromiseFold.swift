import Dossiers
import Identity

/// Promised dates. A promise replaces those it names and those given with a status its own status
/// replaces; of promises given at the same time the earliest stands.
struct PromiseFold {
  private var promises = Versions<Promise>()
  private var extensions: [ExtensionEvent] = []
  private(set) var named: Set<EntryID> = []

  mutating func add(_ promise: Promise, by entry: EntryID) {
    named.formUnion(promise.over)
    promises.add(promise, by: entry, over: promise.over)
  }

  /// `{"due": {…, "over": [entry ids]}, "before", "reason", "signer", "late": true or false}`
  mutating func takeExtended(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let promise = Promise(body["due"]), promise.instant != nil else { return false }
    add(promise, by: entry.id)
    extensions.append(
      ExtensionEvent(
        entry: entry.id, before: body["before"]?.integer, due: promise.instant,
        reason: body["reason"]?.string ?? "", signer: body["signer"]?.string ?? "",
        isLate: body["late"]?.bool ?? false, time: entry.head.time, actor: entry.head.actor))
    return true
  }

  func finish(_ state: inout DossierState, statuses: StatusFold) {
    state.extensions = extensions
    let replaced = promises.nodes.keys.reduce(into: Set<EntryID>()) {
      $0.formUnion(statuses.ancestors(of: $1))
      $0.formUnion(promises.ancestors(of: $1))
    }
    let heads = promises.nodes.filter { !replaced.contains($0.key) }.sorted {
      ($0.value.value.instant ?? .max, $0.key) < ($1.value.value.instant ?? .max, $1.key)
    }
    state.promiseHeads = heads.map(\.key).sorted()
    guard let standing = heads.first else { return }
    let promise = standing.value.value
    let differs = heads.contains { $0.value.value.instant != promise.instant }
    state.due = PromiseState(
      instant: promise.instant, rule: promise.rule, calendar: promise.calendar, vi: promise.vi,
      en: promise.en, entry: standing.key, differs: differs)
  }
}

/// A promised date as an entry carries it.
struct Promise: Sendable {
  let instant: Int64?
  let rule: String
  let calendar: String
  let vi: String
  let en: String
  /// The promises it takes the place of, beside those of the statuses before it.
  let over: [EntryID]

  init?(_ json: JSONValue?) {
    guard let json, json.object != nil else { return nil }
    self.instant = json["instant"]?.integer
    self.rule = json["rule"]?.string ?? ""
    self.calendar = json["calendar"]?.string ?? ""
    self.vi = json["vi"]?.string ?? ""
    self.en = json["en"]?.string ?? ""
    self.over = json["over"] == nil ? [] : ValueFold.ids(json["over"]) ?? []
  }
}
