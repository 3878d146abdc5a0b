package import DossierStore
package import Dossiers
package import Identity
package import Sync

/// What a person should look at although no two people said different things.
package enum Doubt: Sendable, Hashable {
  /// Answers changed in two places, each right by itself, break the form's rules together.
  case rules([BrokenRule])
  /// Another open dossier has the same procedure, subject and applicant.
  case duplicate(DossierSummary)
  /// The hub says so of a dossier that this device does not have.
  case duplicateElsewhere(SuspectedTwin)
  /// Two different dates were promised; the earlier stands. Nothing to look at once it has ended.
  case promises
  /// Entries others build upon have not arrived.
  case incomplete([EntryID])
  /// Entries of a kind this program does not know.
  case needsUpdate([EntryID])

  package var kind: String {
    switch self {
    case .rules: "rules"
    case .duplicate, .duplicateElsewhere: "duplicate"
    case .promises: "promise"
    case .incomplete: "incomplete"
    case .needsUpdate: "needsUpdate"
    }
  }

  package var json: JSONValue {
    switch self {
    case .rules(let broken):
      ["kind": .string(kind), "fields": .array(broken.paths.map { .string($0) })]
    case .duplicate(let other):
      ["kind": .string(kind), "code": .string(other.code), "id": .string(other.id.description)]
    case .duplicateElsewhere(let other):
      [
        "kind": .string(kind), "code": .string(other.code),
        "id": .string(other.dossier.description), "unit": .string(other.unit),
        "unitName": .string(other.unitName), "procedure": .string(other.procedure),
        "day": .string(other.day.description),
      ]
    case .promises: ["kind": .string(kind)]
    case .incomplete(let entries), .needsUpdate(let entries):
      ["kind": .string(kind), "entries": .array(entries.map { .string($0.description) })]
    }
  }
}

extension Doubt {
  /// The same with values, for one who looks at the dossier.
  package func details(in state: DossierState) -> JSONValue {
    guard case .rules(let broken) = self, var members = json.object else { return json }
    members["rules"] = .array(broken.map { $0.json(in: state) })
    return .object(members)
  }
}

/// A dossier somebody has to decide something about.
package struct WaitingDecision: Sendable {
  package let summary: DossierSummary
  package let disputes: [Dispute]
  package let doubts: [Doubt]
}

extension OneStopOffice {
  /// What is doubtful about a dossier; the form's rules are asked only where several devices gave
  /// answers, since each checked its own.
  package func doubts(about state: DossierState) throws -> [Doubt] {
    guard let id = state.id, !state.isErased else { return [] }
    var doubts: [Doubt] = []
    let broken = try brokenRules(of: state)
    if !broken.isEmpty { doubts.append(.rules(broken)) }
    for other in try store.possibleDuplicates(of: id) {
      if let reading = try store.reading(of: other) {
        doubts.append(.duplicate(reading.summary))
      } else if let told = state.suspicions.first(where: { $0.dossier == other }) {
        doubts.append(.duplicateElsewhere(told))
      }
    }
    let isOpen = DossierStatus(rawValue: state.status).map { !$0.isTerminal } ?? false
    if isOpen, state.due?.differs ?? false { doubts.append(.promises) }
    if !state.missing.isEmpty { doubts.append(.incomplete(state.missing)) }
    if !state.unknownEntries.isEmpty { doubts.append(.needsUpdate(state.unknownEntries)) }
    return doubts
  }

  /// Every dossier with a dispute or a doubt, the longest waiting first.
  package func waitingDecisions() throws -> [WaitingDecision] {
    let summaries = try store.summaries().filter(\.concernsUs)
    return try summaries.compactMap { summary -> (WaitingDecision, Int64)? in
      let isFlagged = !summary.flags.isDisjoint(with: [
        .disputed, .possibleDuplicate, .promiseDiffers, .incomplete, .needsUpdate,
      ])
      guard isFlagged || mayBreakRules(summary),
        let state = try store.state(of: summary.id)
      else { return nil }
      let doubts = try doubts(about: state)
      guard !state.disputes.isEmpty || !doubts.isEmpty else { return nil }
      let since = state.disputes.map(\.since).max() ?? summary.changedAt
      return (
        WaitingDecision(summary: summary, disputes: state.disputes, doubts: doubts), since
      )
    }.sorted { ($0.1, $0.0.summary.id) < ($1.1, $1.0.summary.id) }.map(\.0)
  }

  /// Whether its answers have to be held against the form: not for ever once it is handed over,
  /// when they can change no more.
  private func mayBreakRules(_ summary: DossierSummary) -> Bool {
    guard summary.hasSeveralAuthors, let status = DossierStatus(rawValue: summary.status) else {
      return false
    }
    let isRecent = summary.changedAt > now.milliseconds - BrokenRule.returnedFor
    return !status.isTerminal || (status.keepsAnswers && isRecent)
  }

  /// Says whether two dossiers are about the same matter; neither is changed by it. The other may
  /// be one that only the hub told of, by its code or id.
  /// - Throws: ``DossierError`` when nobody doubts it.
  package func judgeDuplicate(
    code: String, other: String, isSame: Bool, reason: String, by actor: Actor
  ) throws {
    try actor.require(.resolveDisputes)
    try Self.check(texts: [reason])
    let (id, state) = try workableState(code: code)
    let told = state.suspicions.filter {
      $0.code.uppercased() == other.uppercased() || $0.dossier.description == other
    }
    let twin = try told.count == 1 ? told[0].dossier : self.state(code: other).id
    guard try store.possibleDuplicates(of: id).contains(twin) else {
      throw DossierError(
        .notFound, vi: "Hai hồ sơ này không bị nghi là trùng nhau.",
        en: "These two dossiers are not suspected of being the same.")
    }
    let verdict = state.duplicates[twin.description]
    _ = try store.append(
      [
        EntryDraft(
          kind: DossierKind.decided.rawValue, subject: .existing(id),
          body: [
            "duplicate": .string(twin.description), "same": .bool(isSame),
            "reason": .string(reason),
          ], replaces: verdict?.heads ?? [])
      ], by: actor.id, clock: clockSource())
  }
}
