import Identity

/// Things that happened and are never in conflict: codes of other systems, prints, views,
/// certification numbers.
struct EventFold {
  private var codes: [String] = []
  private var prints: [PrintEvent] = []
  private var views: [ViewEvent] = []
  private var certifications: [Certification] = []
  private var duplicates: [String: Versions<Verdict>] = [:]
  private var suspicions: [SubjectID: SuspectedTwin] = [:]

  private struct Verdict {
    let isSame: Bool
    let actor: String
    let reason: String
    let time: Int64
  }

  mutating func take(_ entry: Entry, _ body: JSONValue) -> Bool {
    switch DossierKind(rawValue: entry.kind) {
    case .official:
      guard let code = body["code"]?.string else { return false }
      if !codes.contains(code) { codes.append(code) }
    case .printed:
      guard let document = body["document"]?.string else { return false }
      prints.append(
        PrintEvent(
          entry: entry.id, document: document, copy: Self.count(body["copy"]),
          format: body["format"]?.string ?? "", time: entry.head.time, actor: entry.head.actor))
    case .viewed:
      guard let day = body["day"]?.string else { return false }
      views.append(
        ViewEvent(
          entry: entry.id, reason: body["reason"]?.string ?? "", day: day,
          actor: entry.head.actor))
    case .certified:
      guard let number = body["number"]?.integer.flatMap({ Int(exactly: $0) }) else { return false }
      certifications.append(
        Certification(
          entry: entry.id, number: number, book: body["book"]?.string ?? "",
          year: Self.count(body["year"])))
    default: return false
    }
    return true
  }

  /// `{"duplicate": subject id, "same": true or false}`. Of verdicts given at once "not the same"
  /// stands: nothing is done to a dossier because of a doubt.
  mutating func takeDecided(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let other = body["duplicate"]?.string, EntryID(other) != nil,
      let isSame = body["same"]?.bool
    else { return false }
    let verdict = Verdict(
      isSame: isSame, actor: entry.head.actor, reason: body["reason"]?.string ?? "",
      time: entry.head.time)
    duplicates[other, default: Versions()].add(verdict, by: entry.id, over: entry.head.replaces)
    return true
  }

  /// Said more than once of one dossier, as by a hub that was put back meanwhile, the first counts.
  mutating func takeSuspected(_ entry: Entry, _ body: JSONValue, isByHub: Bool) -> Bool {
    guard let twin = SuspectedTwin(body) else { return false }
    if isByHub, twin.dossier != entry.subjectID, suspicions[twin.dossier] == nil {
      suspicions[twin.dossier] = twin
    }
    return true
  }

  func finish(_ state: inout DossierState) {
    state.officialCodes = codes
    state.prints = prints
    state.views = views
    state.certifications = certifications
    state.duplicates = duplicates.compactMapValues(Self.standing)
    state.suspicions = suspicions.values
      .filter { duplicates[$0.dossier.description] == nil }
      .sorted { $0.dossier < $1.dossier }
  }

  private static func standing(_ versions: Versions<Verdict>) -> DuplicateVerdict? {
    let heads = versions.heads
    let denied = heads.first { versions.nodes[$0]?.value.isSame == false }
    guard let entry = denied ?? heads.first, let verdict = versions.nodes[entry]?.value else {
      return nil
    }
    return DuplicateVerdict(
      isSame: verdict.isSame, entry: entry, heads: heads, actor: verdict.actor,
      reason: verdict.reason, time: verdict.time)
  }

  private static func count(_ json: JSONValue?) -> Int {
    json?.integer.flatMap { Int(exactly: $0) } ?? 0
  }
}
