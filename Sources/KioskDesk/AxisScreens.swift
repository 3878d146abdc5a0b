import Counter
import DossierStore
import Dossiers
import Identity
import KioskServer
import Sync

/// The axes beside the business state, in words.
extension OneStopOffice {
  func axes(_ state: DossierState, _ procedure: Procedure, _ language: Language) throws
    -> [AxisLine]
  {
    let officers = try officers()
    var lines: [AxisLine] = []
    func add(_ vi: String, _ en: String, _ values: [String]) {
      let shown = values.filter { !$0.isEmpty }
      if !shown.isEmpty {
        lines.append(AxisLine(label: LocalizedText(vi: vi, en: en)[language], values: shown))
      }
    }
    add(
      "Hồ sơ đang ở", "Is with",
      state.desks.flatMap { desk in
        let who =
          desk.officer.isEmpty
          ? desk.authority : name(ofActor: desk.officer, officers: officers)[language]
        let place = who.isEmpty ? desk.desk.name[language] : "\(desk.desk.name[language]): \(who)"
        guard let pass = pass(to: desk, of: state) else { return [place] }
        return [place, handedOn(pass, language) + (pass.note.isEmpty ? "" : ": \(pass.note)")]
      })
    add("Giấy tờ", "Papers", state.custody.map { holding($0, procedure, language) })
    if state.isCustodyUnclear {
      let words = LocalizedText(
        vi: "Số giấy tờ hai nơi ghi không khớp; hãy kiểm đếm lại.",
        en: "Two places counted the same papers; count them again.")
      add("Cần kiểm đếm", "To be counted", [words[language]])
    }
    if state.returnUnit != state.unit {
      add("Đơn vị trả kết quả", "Handed over by", [unitName(state.returnUnit)])
    }
    if let delivery = state.delivery {
      let place = delivery.place.isEmpty ? "" : ": \(delivery.place)"
      add("Cách nhận kết quả", "Result wanted", [delivery.way.name[language] + place])
    }
    if let who = state.representative {
      add("Người nộp thay", "Brought by", [who.name, who.identity, who.paper])
    }
    add(
      "Gia hạn", "Extended",
      state.extensions.map { event in
        let day = event.due.map { AnswerText.date(Instant(milliseconds: $0).civil.date) } ?? ""
        return "\(day): \(event.reason)"
      })
    return lines
  }

  /// How the dossier came to a desk; `nil` where it began.
  func pass(to desk: DeskState, of state: DossierState) -> PassEvent? {
    state.passes.first { $0.entry == desk.entry }
  }

  /// Who handed it on and when, without what he wrote: that may name people.
  func handedOn(_ pass: PassEvent, _ language: Language) -> String {
    let time = Spoken.moment(Instant(milliseconds: pass.time))
    let giver = pass.giver.isEmpty ? pass.from.name[language] : pass.giver
    return LocalizedText(
      vi: "\(giver) chuyển lúc \(time)", en: "handed on by \(giver), \(time)")[language]
  }

  private func holding(_ holding: PaperHolding, _ procedure: Procedure, _ language: Language)
    -> String
  {
    let papers = holding.papers.map { paper in
      let name = procedure.component(paper.component)?.name[language] ?? paper.component
      let counts = [
        (paper.original, LocalizedText(vi: "bản chính", en: "original")),
        (paper.certified, LocalizedText(vi: "bản chứng thực", en: "certified")),
        (paper.copy, LocalizedText(vi: "bản sao", en: "copy")),
      ].filter { $0.0 != 0 }.map { "\($0.0) \($0.1[language])" }
      return "\(name) (\(counts.joined(separator: ", ")))"
    }
    return "\(holding.place.name[language].capitalizedFirst): \(papers.joined(separator: "; "))"
  }
}
