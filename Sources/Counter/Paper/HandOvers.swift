import Documents
import Dossiers
import Sync

/// A promise that was moved (form 04).
struct Postponement {
  let reason: String
  let signer: String
  /// Milliseconds, as the others.
  let time: Int64
  let before: Int64?
  let due: Int64?
}

extension OneStopOffice {
  /// The newest moving of the promise; `nil` when the first one stands.
  func postponement(of state: DossierState) -> Postponement? {
    state.extensions.max { ($0.time, $0.entry.description) < ($1.time, $1.entry.description) }
      .map {
        Postponement(
          reason: $0.reason, signer: $0.signer, time: $0.time, before: $0.before, due: $0.due)
      }
  }

  /// The rows of the control slip: every handing on with its papers, as it was recorded.
  func handOvers(_ state: DossierState, _ names: [String: String]) -> [[String: String]] {
    state.passes.enumerated().map { index, pass in
      let time = Instant(milliseconds: pass.time).civil
      let papers = pass.papers.map { $0.original + $0.certified + $0.copy }.reduce(0, +)
      let notes = [papers > 0 ? "\(papers) giấy tờ" : "", pass.note].filter { !$0.isEmpty }
      return [
        "n": "\(index + 1)", "from": desk(pass.from, pass), "to": desk(pass.to, pass),
        "given": PaperData.moment("at", time)["at.full"] ?? "",
        "giver": pass.giver.isEmpty ? name(pass.actor, names) : pass.giver,
        "taker": pass.taker.isEmpty ? names[pass.officer] ?? "" : pass.taker,
        "result": Self.standings[pass.result] ?? "", "note": notes.joined(separator: "; "),
      ]
    }
  }

  private func desk(_ desk: WorkDesk, _ pass: PassEvent) -> String {
    desk == .authority && !pass.authority.isEmpty ? pass.authority : desk.name.vi
  }

  private static let standings = [
    "early": "Trước hạn", "onTime": "Đúng hạn", "late": "Quá hạn",
  ]
}
