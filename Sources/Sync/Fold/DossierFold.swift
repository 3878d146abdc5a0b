import Dossiers
package import Identity

/// Folds the entries of one dossier into its state. The same set of entries gives the same state
/// in whatever order they come: nothing but the entries is looked at, and no clock decides.
package enum DossierFold {
  ///
  /// - Parameter hub: the device that is the hub, where it is known: nobody else acts as it.
  package static func fold(_ entries: [Entry], hub: DeviceID? = nil) -> DossierState {
    let unique = unique(entries)
    var state = DossierState()
    state.id = unique.first?.subjectID
    if unique.contains(where: { $0.kind == DossierKind.erased.rawValue }) {
      state.isErased = true
      return state
    }
    var fold = DossierFolding(entries: unique, hub: hub)
    for entry in unique { fold.take(entry) }
    return fold.finish(state)
  }

  /// One entry for each id in order of ids. Of two forms of one entry the erased one stays.
  static func unique(_ entries: [Entry]) -> [Entry] {
    // As stores give them.
    if zip(entries, entries.dropFirst()).allSatisfy({ $0.id < $1.id }) { return entries }
    var byID: [EntryID: Entry] = [:]
    for entry in entries {
      if let known = byID[entry.id], known.content == nil { continue }
      byID[entry.id] = entry
    }
    return byID.values.sorted { $0.id < $1.id }
  }
}

/// The kinds of entries about a dossier.
package enum DossierKind: String, Sendable, CaseIterable {
  case received = "dossier.received"
  case edited = "dossier.edited"
  case status = "dossier.status"
  case file = "dossier.file"
  case decided = "dossier.decided"
  case official = "dossier.official"
  case printed = "dossier.printed"
  case viewed = "dossier.viewed"
  case certified = "dossier.certified"
  /// Handed on to another desk, with its papers.
  case passed = "dossier.passed"
  /// Papers moved while the dossier stays where it is.
  case papers = "dossier.papers"
  case delivery = "dossier.delivery"
  /// Promised for a later day, with the reason.
  case extended = "dossier.extended"
  case payment = "dossier.payment"
  case told = "dossier.told"
  /// The hub says that a unit is no longer concerned: the last its log has of the dossier.
  case left = "dossier.left"
  /// The hub says that another dossier may be about the same matter of the same person.
  case suspected = "dossier.suspected"
  case erased = "dossier.erased"
}

/// The work of one fold; each part has its own type.
struct DossierFolding {
  private let entries: [Entry]
  private let first: Entry?
  private let authorship: Authorship
  private var values: ValueFold
  private var rows = RowFold()
  private var statuses = StatusFold()
  private var promises = PromiseFold()
  private var custody = CustodyFold()
  private var delivery = DeliveryFold()
  private var files = FileFold()
  private var log = EventFold()
  private var payments = PaymentFold()
  private var told = ToldFold()
  private var entities = EntityFold()
  /// Units of which the hub said that they are no longer concerned.
  private var left: Set<String> = []
  private var unknown: [EntryID] = []
  /// Whether a change of status names who decides or hands over.
  private var isNamedAnew = false
  /// Edits that put right what broke the form's rules, with the versions that broke them.
  private var mended: [(by: Entry, versions: Set<EntryID>)] = []

  init(entries: [Entry], hub: DeviceID?) {
    self.entries = entries
    self.first = entries.first {
      $0.kind == DossierKind.received.rawValue && $0.head.subject == nil
    }
    let body = first?.content
    self.authorship = Authorship(
      hub: hub, isDecidedByCommune: body?["authority"] == body?["unit"])
    self.values = ValueFold(authorship: authorship)
  }

  mutating func take(_ entry: Entry) {
    guard let body = entry.content else { return }
    let isUnderstood =
      switch DossierKind(rawValue: entry.kind) {
      case .received: takeReceived(entry, body)
      case .edited: takeEdited(entry, body)
      case .status: takeStatus(entry, body)
      case .decided: takeDecided(entry, body)
      case .file: files.take(entry, body)
      case .official, .printed, .viewed, .certified: log.take(entry, body)
      case .passed, .papers: custody.take(entry, body)
      case .delivery: delivery.take(entry, body, over: entry.head.replaces)
      case .extended: promises.takeExtended(entry, body)
      case .payment: payments.take(entry, body)
      case .told: told.take(entry, body)
      case .left: takeLeft(entry, body)
      case .suspected:
        log.takeSuspected(entry, body, isByHub: entry.head.isBy(hub: authorship.hub))
      case .erased: true
      case nil: false
      }
    if !isUnderstood { unknown.append(entry.id) }
  }

  private mutating func takeReceived(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard entry.id == first?.id, body["code"]?.string != nil,
      let answers = body["answers"]?.object
    else { return false }
    values.takeReceived(entry, answers, body)
    rows.takeReceived(entry, body["rows"])
    payments.takeReceived(entry, body["fee"])
    let status = body["status"]?.integer.flatMap { StatusFold.status($0) } ?? .received
    statuses.start(entry, status)
    if let promise = Promise(body["due"]) { promises.add(promise, by: entry.id) }
    custody.start(entry, body)
    _ = delivery.take(entry, body["delivery"], over: [])
    return entities.take(entry, body["entities"])
  }

  private mutating func takeEdited(_ entry: Entry, _ body: JSONValue) -> Bool {
    let changes = body["changes"]?.object ?? [:]
    guard body["changes"] == nil || body["changes"]?.object != nil,
      values.takeEdited(
        entry, changes, source: body["source"]?.string, reason: body["reason"]?.string)
    else { return false }
    if let mends = ValueFold.ids(body["mends"]), !mends.isEmpty {
      mended.append((entry, Set(mends)))
    }
    return rows.takeEdited(entry, body["rows"], changes: changes)
      && entities.take(entry, body["entities"])
  }

  /// What a decision is about is said by its members.
  private mutating func takeDecided(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard entities.take(entry, body["entities"]) else { return false }
    if body["field"] != nil { return values.takeDecided(entry, body) }
    if body["row"] != nil { return rows.takeDecided(entry, body) }
    if body["component"] != nil { return files.takeDecided(entry, body) }
    if body["status"] != nil { return statuses.takeDecided(entry, body) }
    return log.takeDecided(entry, body)
  }

  private mutating func takeStatus(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let to = body["to"]?.integer.flatMap({ StatusFold.status($0) }) else { return false }
    var over = entry.head.replaces
    if over.isEmpty, let first { over = [first.id] }
    statuses.add(entry, to, over: over)
    if !Concern.named(by: entry).isEmpty { isNamedAnew = true }
    if let promise = Promise(body["due"]) { promises.add(promise, by: entry.id) }
    return true
  }

  private mutating func takeLeft(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let unit = body["unit"]?.string else { return false }
    if entry.head.isBy(hub: authorship.hub) { left.insert(unit) }
    return true
  }

  /// Puts the parts together.
  mutating func finish(_ start: DossierState) -> DossierState {
    var state = start
    statuses.decide()
    values.gather()
    if let first, let body = first.content { Self.describe(first, body, &state) }
    values.finish(&state)
    rows.finish(&state, values: values)
    files.finish(&state)
    entities.finish(&state)
    log.finish(&state)
    payments.finish(&state)
    told.finish(&state)
    statuses.finish(&state, authorship)
    promises.finish(&state, statuses: statuses)
    custody.finish(&state)
    delivery.finish(&state)
    if isNamedAnew {
      let named = Concern.lastNamed(entries).compactMapValues(\.first?.unit)
      state.authority = named["authority"] ?? state.authority
      state.returnUnit = named["returnUnit"] ?? state.returnUnit
    }
    // A unit named again is concerned again.
    if !left.isEmpty { state.leftUnits = left.subtracting(Concern.units(entries)) }
    state.mended = mended.sorted { $0.by.id < $1.by.id }.map { edit in
      let times = entries.filter { edit.versions.contains($0.id) }.map(\.head.time)
      let settled = edit.by.head.time
      return DisputeFigure.Decided(kind: "rules", since: times.max() ?? settled, settled: settled)
    }
    state.disputes.sort { $0.precedes($1) }
    state.settled.sort { $0.entry < $1.entry }
    state.unknownEntries = unknown
    state.missing = missing(from: state)
    return state
  }

  /// Entries that others name, without those that are here, which are nearly all.
  private func missing(from state: DossierState) -> [EntryID] {
    let present = Set(entries.map(\.id))
    var missing: Set<EntryID> = []
    let named = [
      values.named, rows.named, files.named, statuses.named, promises.named, payments.named,
      told.named,
    ]
    for ids in named { for id in ids where !present.contains(id) { missing.insert(id) } }
    for entry in entries {
      for id in entry.head.replaces where !present.contains(id) { missing.insert(id) }
    }
    if let id = state.id, !present.contains(id) { missing.insert(id) }
    return missing.sorted()
  }

  private static func describe(_ first: Entry, _ body: JSONValue, _ state: inout DossierState) {
    state.id = first.id
    state.code = body["code"]?.string ?? ""
    state.lookup = body["lookup"]?.string ?? ""
    state.procedure = body["procedure"]?.string ?? ""
    state.version = body["version"]?.string ?? ""
    state.unit = body["unit"]?.string ?? ""
    state.authority = body["authority"]?.string ?? ""
    state.returnUnit = body["returnUnit"]?.string ?? ""
    state.channel = body["channel"]?.string ?? ""
    state.receivedAt = body["receivedAt"]?.integer ?? first.head.time
    state.receivedBy = first.head.actor
    state.request = body["request"]?.string
    state.slip = BookedSlip(body["slip"], of: first)
    state.follows = body["follows"]?.string.flatMap(EntryID.init)
    state.overlay = body["overlay"]?.string
    state.fee = body["fee"] ?? .null
    state.representative = Representative(body["representative"])
    state.sets = body["sets"]?.integer.flatMap { Int(exactly: $0) } ?? 1
    state.frozen = (body["frozen"]?.object ?? [:]).compactMapValues(\.string)
    state.components = (body["components"]?.array ?? []).compactMap(ComponentState.init)
  }
}

extension ComponentState {
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string else { return nil }
    func count(_ key: String) -> Int {
      if json[key]?.bool == true { return 1 }
      return json[key]?.integer.flatMap { Int(exactly: $0) } ?? 0
    }
    self.init(
      id: id, original: count("original"), certified: count("certified"), copy: count("copy"),
      presented: count("presented"))
  }
}
