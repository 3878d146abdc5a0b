import DossierStore
import Dossiers
package import FormEngine
package import Foundation
import Identity

/// The session log of a draft whose form asks for one: what was opened, answered and when, in the
/// columns of ODK's `audit.csv`.
package struct SessionLog: Sendable, Hashable {
  package struct Event: Sendable, Hashable {
    /// The name ODK gives it, such as `form start`, `question`, `group questions`, `end screen`.
    package var event: String
    /// The path of what it is about; empty for the form itself.
    package var node = ""
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var start: Int64
    /// Likewise; nil while it goes on, and for what takes no time.
    package var end: Int64?
    package var oldValue = ""
    package var newValue = ""
    package var user = ""
  }

  /// The component a log is filed under.
  package static let component = "meta/audit"
  package static let fileName = "audit.csv"
  /// Most events a log keeps; what comes after is not written.
  package static let eventLimit = 5_000

  package private(set) var events: [Event] = []

  package init() {}

  package mutating func begin(_ event: String, _ node: String = "", at time: Int64, by user: String)
  {
    close(at: time)
    add(Event(event: event, node: node, start: time, user: user))
  }

  /// Something that takes no time of its own.
  package mutating func note(_ event: String, at time: Int64, by user: String) {
    add(Event(event: event, start: time, end: time, user: user))
  }

  /// An answer was changed on the page that is open.
  package mutating func change(
    _ node: String, from old: String, to new: String, at time: Int64, by user: String
  ) {
    let opened = events.last { $0.event == "group questions" && $0.end == nil }?.start
    add(
      Event(
        event: "question", node: node, start: opened ?? time, end: time, oldValue: old,
        newValue: new, user: user))
  }

  /// What was open is left.
  package mutating func close(at time: Int64) {
    for index in events.indices where events[index].end == nil { events[index].end = time }
  }

  private mutating func add(_ event: Event) {
    if events.count < Self.eventLimit { events.append(event) }
  }

  /// The file, its columns as the form's parameters ask.
  package func csv(_ audit: FormAudit) -> Data {
    var header = ["event", "node", "start", "end"]
    if audit.wantsPlaces { header += ["latitude", "longitude", "accuracy"] }
    if audit.tracksChanges { header += ["old-value", "new-value"] }
    if audit.identifiesUser { header.append("user") }
    let rows = events.map { event in
      var row = [event.event, event.node, String(event.start), event.end.map(String.init) ?? ""]
      if audit.wantsPlaces { row += ["", "", ""] }
      if audit.tracksChanges { row += [event.oldValue, event.newValue] }
      if audit.identifiesUser { row.append(event.user) }
      return row
    }
    let lines = ([header] + rows).map { $0.map(Self.cell).joined(separator: ",") }
    return Data((lines.joined(separator: "\n") + "\n").utf8)
  }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  var json: JSONValue {
    .array(
      events.map { event in
        .array([
          .string(event.event), .string(event.node), .integer(event.start),
          event.end.map { .integer($0) } ?? .null, .string(event.oldValue),
          .string(event.newValue), .string(event.user),
        ])
      })
  }

  init(json: JSONValue) {
    events = (json.array ?? []).compactMap { row in
      guard let cells = row.array, cells.count == 7, let name = cells[0].string,
        let start = cells[2].integer
      else { return nil }
      return Event(
        event: name, node: cells[1].string ?? "", start: start, end: cells[3].integer,
        oldValue: cells[4].string ?? "", newValue: cells[5].string ?? "",
        user: cells[6].string ?? "")
    }
  }
}

extension OneStopOffice {
  /// An officer opened a page of a draft whose form asks for a session log: a section by its path,
  /// or the last look before acceptance. Does nothing for other forms.
  package func noteOpened(_ section: String?, draft id: String, by actor: Actor) throws {
    let content = try draftContent(id)
    guard let audit = try library.definition(content.procedure, version: content.version).audit
    else { return }
    let time = now.milliseconds
    _ = try change(draft: id, by: actor) { open in
      if let section {
        open.content.log.begin(
          "group questions", "/\(audit.root)/\(section)", at: time, by: actor.id)
      } else {
        open.content.log.begin("end screen", at: time, by: actor.id)
      }
    }
  }

  /// Writes down which answers a change gave.
  static func noteChanges(
    _ audit: FormAudit, _ open: inout OpenDraft, from before: FlatAnswers, to after: FlatAnswers,
    at time: Int64, by actor: Actor
  ) {
    guard audit.tracksChanges else { return }
    let paths = Set(before.values.keys).union(after.values.keys).sorted()
    for path in paths where before.values[path] != after.values[path] {
      open.content.log.change(
        "/\(audit.root)/\(path)", from: before.values[path] ?? "", to: after.values[path] ?? "",
        at: time, by: actor.id)
    }
  }

  /// The log of a filling that ends now, kept as a file; nil where the form asks for none.
  func keepLog(_ content: DraftContent, by actor: Actor) throws -> Attachment? {
    guard let audit = try library.definition(content.procedure, version: content.version).audit
    else { return nil }
    var log = content.log
    let time = now.milliseconds
    if log.events.isEmpty { log.note("form start", at: time, by: actor.id) }
    log.close(at: time)
    log.note("form finalize", at: time, by: actor.id)
    let data = log.csv(audit)
    let digest = try store.putFile(data)
    return Attachment(
      component: SessionLog.component, sha256: digest.hex, name: SessionLog.fileName,
      type: "text/csv", size: data.count)
  }
}
