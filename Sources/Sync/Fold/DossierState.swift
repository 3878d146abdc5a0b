package import Dossiers
package import Identity

/// One answer with all that was said about it.
package struct FieldState: Sendable, Hashable {
  package struct Head: Sendable, Hashable {
    package let entry: EntryID
    /// `nil`: cleared.
    package let value: String?
    package let source: ValueSource
    /// Milliseconds; shown, never compared.
    package let time: Int64
    package let actor: String
  }

  /// In order of entry id; at least one.
  package let heads: [Head]
  /// The value that stands; while disputed, the one of the highest source, then lowest entry id.
  package let value: String?
  /// Whether the heads differ.
  package let isDisputed: Bool
}

/// Where a value comes from, weakest first.
package enum ValueSource: Int, Sendable, Hashable, Comparable, Codable {
  case resident, officer, competentAuthority
  /// Checked against an ID chip or a national database.
  case verified

  package static func < (left: ValueSource, right: ValueSource) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A promise as it was given.
package struct PromiseState: Sendable, Hashable {
  /// Milliseconds; `nil`: no date was promised.
  package let instant: Int64?
  package let rule: String
  package let calendar: String
  package let vi: String
  package let en: String
  package let entry: EntryID
  /// Whether another promise was given at the same time; the earliest stands.
  package let differs: Bool
}

package struct StatusEvent: Sendable, Hashable {
  package let entry: EntryID
  package let to: Int
  package let reason: String
  package let note: String?
  package let data: [String: String]
  /// Milliseconds, as its author's clock said.
  package let time: Int64
  package let clock: ClockSource
  package let actor: String
  /// Said at the same time as something that stands against it, and recorded without effect.
  package let isOverruled: Bool
}

package struct StatusConflict: Sendable, Hashable {
  /// The change that stands.
  package let winner: EntryID
  package let others: [EntryID]
}

package struct SupplementRequest: Sendable, Hashable {
  /// More than one if two offices asked at once: it counts once, with both lists.
  package let entries: [EntryID]
  package let papers: [String]
  package let reasons: [String]
}

package struct ComponentState: Sendable, Hashable {
  package let id: String
  package let original: Int
  package let certified: Int
  package let copy: Int
  package let presented: Int
}

/// Whether another dossier is about the same matter of the same person.
package struct DuplicateVerdict: Sendable, Hashable {
  package let isSame: Bool
  /// The verdict that stands.
  package let entry: EntryID
  /// What the next verdict replaces; more than one if several were given at once.
  package let heads: [EntryID]
  package let actor: String
  package let reason: String
  /// Milliseconds by the author's clock.
  package let time: Int64
}

/// Another dossier the hub suspects to be about the same matter of the same person, as it was when
/// the hub said so: whoever reads this may not have that dossier. Nothing in it is personal.
package struct SuspectedTwin: Sendable, Hashable {
  package let dossier: SubjectID
  package let code: String
  /// The unit that received it, and its name.
  package let unit: String
  package let unitName: String
  package let procedure: String
  /// When it was received, in Viet Nam.
  package let day: CivilDate

  package init(
    dossier: SubjectID, code: String, unit: String, unitName: String, procedure: String,
    day: CivilDate
  ) {
    self.dossier = dossier
    self.code = code
    self.unit = unit
    self.unitName = unitName
    self.procedure = procedure
    self.day = day
  }

  init?(_ body: JSONValue) {
    func text(_ key: String) -> String? { body[key]?.string }
    guard let dossier = text("dossier").flatMap({ EntryID($0) }), let code = text("code"),
      let unit = text("unit"), let procedure = text("procedure"),
      let day = text("day").flatMap({ CivilDate($0) })
    else { return nil }
    self.init(
      dossier: dossier, code: code, unit: unit, unitName: text("unitName") ?? unit,
      procedure: procedure, day: day)
  }

  /// The body of the entry that says so.
  package var json: [String: JSONValue] {
    [
      "dossier": .string(dossier.description), "code": .string(code), "unit": .string(unit),
      "unitName": .string(unitName), "procedure": .string(procedure),
      "day": .string(day.description),
    ]
  }
}

package struct FileState: Sendable, Hashable {
  package let entry: EntryID
  package let component: String
  package let sha256: Digest
  package let name: String
  package let type: String
  /// Bytes.
  package let size: Int
  /// Whether the same older file was replaced by another one at the same time.
  package let isDisputed: Bool
}

package struct Certification: Sendable, Hashable {
  package let entry: EntryID
  package let number: Int
  package let book: String
  package let year: Int
}

package struct PrintEvent: Sendable, Hashable {
  package let entry: EntryID
  package let document: String
  package let copy: Int
  package let format: String
  package let time: Int64
  package let actor: String
}

package struct ViewEvent: Sendable, Hashable {
  package let entry: EntryID
  package let reason: String
  package let day: String
  package let actor: String
}

/// What a set of entries says about one dossier. Made by `DossierFold` only.
package struct DossierState: Sendable, Hashable {
  package internal(set) var id: SubjectID?
  /// Empty until the first entry is there and readable.
  package internal(set) var code = ""
  package internal(set) var lookup = ""
  package internal(set) var officialCodes: [String] = []
  package internal(set) var procedure = ""
  package internal(set) var version = ""
  package internal(set) var unit = ""
  /// The units that decide and hand over, as named last.
  package internal(set) var authority = ""
  package internal(set) var returnUnit = ""
  /// Units that were concerned once and are no longer.
  package internal(set) var leftUnits: Set<String> = []
  package internal(set) var channel = ""
  /// Milliseconds.
  package internal(set) var receivedAt: Int64 = 0
  /// Actor of the first entry.
  package internal(set) var receivedBy: String?
  package internal(set) var request: String?
  /// Set when it was booked later from an emergency slip.
  package internal(set) var slip: BookedSlip?
  /// The dossier it was begun from.
  package internal(set) var follows: EntryID?
  /// Version of the province's overlay it was received under.
  package internal(set) var overlay: String?
  package internal(set) var fee: JSONValue = .null
  package internal(set) var sets = 1
  /// What the form had computed at acceptance.
  package internal(set) var frozen: [String: String] = [:]
  package internal(set) var components: [ComponentState] = []

  /// Answers by path; those of removed rows are left out.
  package internal(set) var fields: [String: FieldState] = [:]
  /// Row ids of each repeat, in order.
  package internal(set) var rows: [String: [String]] = [:]
  /// The newest versions of each unit of answers.
  package internal(set) var answerHeads: [String: [EntryID]] = [:]
  /// The newest decisions about rows ("giayTo[k3]").
  var rowHeads: [String: [EntryID]] = [:]
  /// What a person has to decide, by kind and name.
  package internal(set) var disputes: [Dispute] = []
  /// What was decided, by entry id.
  package internal(set) var settled: [SettledDispute] = []
  /// Answers put right that broke the form's rules with others, by entry id.
  package internal(set) var mended: [DisputeFigure.Decided] = []
  /// What was decided about dossiers that may be this one again, by their ids.
  package internal(set) var duplicates: [String: DuplicateVerdict] = [:]
  /// What the hub suspects to be this one again and nobody judged here, by id.
  package internal(set) var suspicions: [SuspectedTwin] = []
  package internal(set) var files: [FileState] = []
  /// What it says of entities of lists, such as residents, by list and place.
  package internal(set) var entityClaims: [EntityClaim] = []
  /// The same as it was stated.
  package internal(set) var entityStatements: [StatedEntity] = []
  /// The newest statements of it: what the next one replaces.
  package internal(set) var entityHeads: [EntryID] = []

  /// 1…10; 0 until the first entry is there.
  package internal(set) var status = 0
  /// What the next change of status replaces.
  package internal(set) var statusHeads: [EntryID] = []
  package internal(set) var statusConflict: StatusConflict?
  /// Every change of status in an order each is legal in, as far as there is one.
  package internal(set) var timeline: [StatusEvent] = []
  /// Set while status 5 stands.
  package internal(set) var supplement: SupplementRequest?
  /// How often papers were asked for; requests made at once count once.
  package internal(set) var supplementRounds = 0
  package internal(set) var due: PromiseState?

  /// What the next promise replaces.
  package internal(set) var promiseHeads: [EntryID] = []
  /// By entry id.
  package internal(set) var extensions: [ExtensionEvent] = []

  /// Where the papers are; places without papers are left out.
  package internal(set) var custody: [PaperHolding] = []
  /// Whether two counted the same papers away.
  package internal(set) var isCustodyUnclear = false
  package internal(set) var paperMoves: [PaperMove] = []
  /// Every handing on, oldest first.
  package internal(set) var passes: [PassEvent] = []
  /// What the next handing on replaces.
  package internal(set) var passHeads: [EntryID] = []
  /// Where it is worked on; several if it was handed on twice at once. Empty before the first
  /// entry.
  package internal(set) var desks: [DeskState] = []
  package internal(set) var delivery: DeliveryChoice?
  package internal(set) var deliveryHeads: [EntryID] = []
  /// Who brought it for the owner.
  package internal(set) var representative: Representative?

  package internal(set) var payment = PaymentState()
  package internal(set) var told = ToldState()
  package internal(set) var certifications: [Certification] = []
  package internal(set) var prints: [PrintEvent] = []
  package internal(set) var views: [ViewEvent] = []
  package internal(set) var isErased = false
  /// Entries of a kind or shape this program does not know: kept, forwarded, shown.
  package internal(set) var unknownEntries: [EntryID] = []
  /// Entries named by others that have not arrived.
  package internal(set) var missing: [EntryID] = []

  /// When it was taken in: the term runs from here. `nil` while it is only registered.
  /// Milliseconds.
  package var acceptedAt: Int64? {
    let taken = timeline.first {
      !$0.isOverruled
        && [DossierStatus.received, .processing].map(\.rawValue).contains($0.to)
    }
    guard let taken else { return nil }
    return taken.entry == id
      ? receivedAt
      : taken.data[TransitionDatum.supplementReceivedAt.rawValue]
        .flatMap { Instant(rfc3339: $0)?.milliseconds } ?? taken.time
  }

  /// The papers that lie at a place.
  package func papers(at place: PaperPlace) -> [PaperTally] {
    custody.first { $0.place == place }?.papers ?? []
  }

  package var disputedPaths: [String] {
    fields.filter { $0.value.isDisputed }.keys
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The devices whose answers stand or are in dispute.
  package var answerAuthors: Set<DeviceID> {
    answerHeads.values.reduce(into: []) { authors, heads in
      for head in heads { authors.insert(head.author) }
    }
  }

  /// Rows one side removed while another changed them; they stay until decided.
  package var disputedRows: [String] {
    disputes.compactMap { if case .row(let row) = $0.matter { row } else { nil } }
  }

  package var disputedComponents: [String] {
    disputes.compactMap { if case .file(let component) = $0.matter { component } else { nil } }
  }

  /// Whether a person has to decide something before the result is handed over.
  package var isDisputed: Bool { !disputes.isEmpty }

  /// The versions a change of this answer replaces as its author sees the dossier here: all of
  /// those of the unit it belongs to.
  package func heads(of path: String) -> [EntryID] {
    answerHeads[AnswerUnit.of(path), default: []]
  }
}
