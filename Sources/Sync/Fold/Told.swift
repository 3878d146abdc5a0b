package import Identity

/// How somebody may be told about a dossier.
package enum TellingChannel: String, Sendable, Hashable, CaseIterable {
  case sms
  /// By telephone, or by the head of the village.
  case call
}

/// What a resident is told about.
package enum TellingEvent: String, Sendable, Hashable, CaseIterable {
  case ready, supplement, extended, reminder
}

/// What became of telling somebody.
package enum TellingResult: String, Sendable, Hashable, CaseIterable {
  /// Handed to the gateway's list; whether it went out is not known yet.
  case exported
  case sent, failed, reached, unreached

  /// Whether the event needs no further message.
  package var settles: Bool {
    switch self {
    case .exported, .sent, .reached: true
    case .failed, .unreached: false
    }
  }
}

/// What a `dossier.told` entry says.
package enum ToldAct: Sendable, Hashable {
  /// How the resident agreed to be told, and at which number; no channel withdraws.
  case consent(channels: Set<TellingChannel>, phone: String, village: String)
  /// `of` is the entry the resident is told about.
  case told(
    event: TellingEvent, of: EntryID, how: TellingChannel, result: TellingResult, note: String)

  package var body: [String: JSONValue] {
    switch self {
    case .consent(let channels, let phone, let village):
      [
        "act": "consent", "channels": .array(channels.map(\.rawValue).sorted().map { .string($0) }),
        "phone": .string(phone), "village": .string(village),
      ]
    case .told(let event, let entry, let how, let result, let note):
      [
        "act": "told", "event": .string(event.rawValue), "of": .string(entry.description),
        "how": .string(how.rawValue), "result": .string(result.rawValue), "note": .string(note),
      ]
    }
  }

  /// `nil` for what this program does not understand.
  package init?(_ body: JSONValue) {
    switch body["act"]?.string {
    case "consent":
      guard let names = body["channels"]?.array?.map(\.string) else { return nil }
      let channels = names.compactMap { $0.flatMap(TellingChannel.init(rawValue:)) }
      guard channels.count == names.count else { return nil }
      self = .consent(
        channels: Set(channels), phone: body["phone"]?.string ?? "",
        village: body["village"]?.string ?? "")
    case "told":
      guard let event = body["event"]?.string.flatMap(TellingEvent.init(rawValue:)),
        let entry = body["of"]?.string.flatMap({ EntryID($0) }),
        let how = body["how"]?.string.flatMap(TellingChannel.init(rawValue:)),
        let result = body["result"]?.string.flatMap(TellingResult.init(rawValue:))
      else { return nil }
      self = .told(
        event: event, of: entry, how: how, result: result, note: body["note"]?.string ?? "")
    default: return nil
    }
  }
}

/// One time somebody told a resident, or tried to.
package struct Telling: Sendable, Hashable {
  package let entry: EntryID
  package let event: TellingEvent
  package let of: EntryID
  package let how: TellingChannel
  package let result: TellingResult
  package let note: String
  package let actor: String
  /// Milliseconds.
  package let time: Int64
}

/// How a resident agreed to be told about a dossier, and what was told.
package struct ToldState: Sendable, Hashable {
  /// Empty: not asked, refused or withdrawn.
  package internal(set) var channels: Set<TellingChannel> = []
  /// As the resident gave it with the consent; may be empty.
  package internal(set) var phone = ""
  /// The village whose head may be asked to tell; may be empty.
  package internal(set) var village = ""
  /// What the next word on consent replaces; empty while nobody asked.
  package internal(set) var consentHeads: [EntryID] = []
  /// By entry id.
  package internal(set) var tellings: [Telling] = []

  package init() {}

  /// Every attempt at telling about one event.
  package func tellings(of entry: EntryID, _ event: TellingEvent) -> [Telling] {
    tellings.filter { $0.of == entry && $0.event == event }
  }
}

/// Consent and tellings. Of words on consent said at once only what all of them allow stands.
struct ToldFold {
  private struct Consent: Sendable {
    let channels: Set<TellingChannel>
    let phone: String
    let village: String
  }

  private var consent = Versions<Consent>()
  private var tellings: [Telling] = []
  private(set) var named: Set<EntryID> = []

  mutating func take(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let act = ToldAct(body) else { return false }
    switch act {
    case .consent(let channels, let phone, let village):
      consent.add(
        Consent(channels: channels, phone: phone, village: village), by: entry.id,
        over: entry.head.replaces)
    case .told(let event, let about, let how, let result, let note):
      named.insert(about)
      tellings.append(
        Telling(
          entry: entry.id, event: event, of: about, how: how, result: result, note: note,
          actor: entry.head.actor, time: entry.head.time))
    }
    return true
  }

  func finish(_ state: inout DossierState) {
    var told = ToldState()
    told.consentHeads = consent.heads
    let standing = told.consentHeads.compactMap { consent.nodes[$0]?.value }
    if let first = standing.first {
      told.channels = standing.dropFirst().reduce(first.channels) {
        $0.intersection($1.channels)
      }
      told.phone = first.phone
      told.village = first.village
    }
    told.tellings = tellings.sorted { $0.entry < $1.entry }
    state.told = told
  }
}
