import Counter
import Dossiers
import Identity
import Sync

/// The axes beside the business state, as the command line prints them.
extension DossierState {
  var axes: JSONValue {
    .record([
      ("payment", .string(payment.standing.rawValue)),
      (
        "desks",
        .array(
          desks.map { desk in
            .record([
              ("desk", .string(desk.desk.rawValue)), ("officer", .orNull(desk.officer.nonEmpty)),
              ("authority", .orNull(desk.authority.nonEmpty)),
              ("since", .string(Instant(milliseconds: desk.since).rfc3339)),
            ])
          })
      ),
      (
        "custody",
        .object(
          Dictionary(
            uniqueKeysWithValues: custody.map {
              ($0.place.rawValue, .array($0.papers.map(\.json)))
            }))
      ), ("custodyUnclear", .bool(isCustodyUnclear)),
      (
        "delivery",
        delivery.map { .record([("way", .string($0.way.rawValue)), ("place", .string($0.place))]) }
          ?? .null
      ), ("representative", representative?.json ?? .null),
      ("passes", .array(passes.map(\.json))), ("extensions", .array(extensions.map(\.json))),
    ])
  }

  var axisLines: [String] {
    var lines = desks.map { desk in
      let who = desk.authority.nonEmpty.map { ": \($0)" } ?? ""
      return "  Hồ sơ ở \(desk.desk.name.vi)\(who)"
    }
    lines += custody.map { holding in
      let papers = holding.papers.map {
        "\($0.component) \($0.original)/\($0.certified)/\($0.copy)"
      }
      return "  Giấy tờ \(holding.place.name.vi): \(papers.joined(separator: ", "))"
    }
    if let delivery { lines.append("  Nhận kết quả: \(delivery.way.name.vi) \(delivery.place)") }
    if let due { lines.append("  \(due.vi)") }
    return lines
  }
}

extension PassEvent {
  fileprivate var json: JSONValue {
    .record([
      ("from", .string(from.rawValue)), ("to", .string(to.rawValue)),
      ("authority", .orNull(authority.nonEmpty)), ("giver", .string(giver)),
      ("taker", .string(taker)), ("result", .string(result)), ("note", .string(note)),
      ("papers", .array(papers.map(\.json))),
      ("time", .string(Instant(milliseconds: time).rfc3339)), ("actor", .string(actor)),
    ])
  }
}

extension ExtensionEvent {
  fileprivate var json: JSONValue {
    .record([
      ("before", .orNull(before.map { Instant(milliseconds: $0).rfc3339 })),
      ("due", .orNull(due.map { Instant(milliseconds: $0).rfc3339 })),
      ("reason", .string(reason)), ("signer", .string(signer)), ("late", .bool(isLate)),
    ])
  }
}
