import DossierStore
package import Dossiers
import Identity
package import Sync

/// Papers handed back to the owner or somebody who acts for him.
package struct HandBack: Sendable, Hashable {
  package var person: String
  /// Identity paper compared.
  package var identity: String
  package var reason: String
  /// `nil`: everything the office holds.
  package var papers: [PaperTally]?

  package init(
    person: String, identity: String, reason: String = "", papers: [PaperTally]? = nil
  ) {
    self.person = person
    self.identity = identity
    self.reason = reason
    self.papers = papers
  }
}

extension OneStopOffice {
  /// Records that papers went back, after a stop or when an original is no longer needed.
  /// - Throws: ``DossierError`` when nothing is held or something is not said.
  package func handBack(_ code: String, _ request: HandBack, by actor: Actor) throws {
    try actor.require(.returnResult)
    try Self.check(texts: [request.person, request.identity, request.reason])
    guard ![request.person, request.identity].contains(where: { $0.allSatisfy(\.isWhitespace) })
    else {
      throw DossierError(
        .badInput, vi: "Hãy ghi người nhận lại giấy tờ và giấy tờ tuỳ thân đã đối chiếu.",
        en: "Say who takes the papers back and which identity paper was compared.")
    }
    let (id, _) = try state(code: code)
    let clock = clockSource()
    let data: [TransitionDatum: String] = [
      .takenBy: request.person, .identityCheck: request.identity, .reason: request.reason,
    ]
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      var moved = false
      for place in [PaperPlace.counter, .specialist, .leader] {
        let held = state.papers(at: place).filter(\.isWhole)
        let papers =
          request.papers == nil
          ? held : place == .counter ? try Self.papers(request.papers, of: state, at: place) : []
        guard !papers.isEmpty else { continue }
        moved = true
        _ = try writer.append(
          Self.papersMoved(papers, of: id, from: place, to: .owner, data), by: actor.id,
          clock: clock)
      }
      guard moved else {
        throw DossierError(
          .refused, vi: "Cơ quan không còn giữ giấy tờ nào của hồ sơ này.",
          en: "The office holds no paper of this dossier.")
      }
    }
  }

  /// Papers named, or everything that lies at a place.
  static func papers(_ named: [PaperTally]?, of state: DossierState, at place: PaperPlace) throws
    -> [PaperTally]
  {
    let held = state.papers(at: place)
    guard let named else { return held.filter(\.isWhole) }
    for paper in named {
      let here = held.first { $0.component == paper.component }
      guard paper.isWhole, paper.original <= here?.original ?? 0,
        paper.certified <= here?.certified ?? 0, paper.copy <= here?.copy ?? 0
      else {
        throw DossierError(
          .badInput, vi: "Không có đủ giấy tờ \(paper.component.prefix(40)) \(place.name.vi).",
          en: "There are not that many papers \(paper.component.prefix(40)) \(place.name.en).")
      }
    }
    return named
  }

  /// Papers are of the procedure's list, counted sensibly, and none of those only to be shown.
  func checkPapers(_ papers: [PaperTally], of procedure: Procedure) throws {
    for paper in papers {
      guard let component = procedure.component(paper.component) else {
        throw DossierError(
          .badInput, vi: "Thủ tục không có thành phần \(paper.component.prefix(40)).",
          en: "The procedure has no component \(paper.component.prefix(40)).")
      }
      guard paper.isWhole else {
        throw DossierError(
          .badInput, vi: "Số lượng “\(component.name.vi)” không hợp lệ.",
          en: "The count of “\(component.name.en)” makes no sense.")
      }
      guard !component.presentOnly || paper.isEmpty else {
        throw DossierError(
          .refused, vi: "“\(component.name.vi)” chỉ xuất trình; cơ quan không được giữ lại.",
          en: "“\(component.name.en)” is only shown; the office may not keep it.")
      }
    }
  }

  /// Chooses how the result reaches the resident.
  /// - Throws: ``DossierError`` when the place is missing or the result was handed over.
  package func chooseDelivery(
    _ code: String, _ way: DeliveryWay, place: String, by actor: Actor
  ) throws {
    try actor.require(.edit)
    try Self.check(delivery: way, place: place)
    let (id, _) = try workableState(code: code)
    let clock = clockSource()
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      guard let status = DossierStatus(rawValue: state.status), !status.isTerminal else {
        throw DossierError(
          .refused, vi: "Hồ sơ đã kết thúc; không đổi cách nhận kết quả nữa.",
          en: "The dossier has ended; the way of delivery stays.")
      }
      _ = try writer.append(
        EntryDraft(
          kind: DossierKind.delivery.rawValue, subject: .existing(id),
          body: DeliveryChoice.json(way, place: place).object ?? [:],
          replaces: state.deliveryHeads), by: actor.id, clock: clock)
    }
  }

  package static func check(delivery way: DeliveryWay, place: String) throws {
    try check(texts: [place])
    guard way == .counter || way == .online || !place.allSatisfy(\.isWhitespace) else {
      throw DossierError(
        .badInput,
        vi: way == .post
          ? "Hãy ghi địa chỉ nhận qua bưu chính." : "Hãy ghi tên nơi trả kết quả.",
        en: way == .post ? "Give the address for the post." : "Name the office that hands it over.")
    }
  }

  /// Takes over the code another system gave the dossier; both find it for ever.
  /// - Throws: ``DossierError`` when it is no code, or another dossier's.
  package func recordOfficialCode(_ code: String, official: String, by actor: Actor) throws {
    try actor.require(.edit)
    let (id, state) = try workableState(code: code)
    let text = official.filter { !$0.isWhitespace }
    guard (1...Self.officialCodeLengthLimit).contains(text.count),
      text.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value < 0x7F })
    else {
      throw DossierError(
        .badInput, vi: "Mã của hệ thống khác gồm 1–\(Self.officialCodeLengthLimit) ký tự ASCII.",
        en: "A code of another system has 1 to \(Self.officialCodeLengthLimit) ASCII characters.")
    }
    if state.officialCodes.contains(text) { return }
    if try store.dossiers(named: text).contains(where: { $0 != id }) {
      throw DossierError(
        .refused, vi: "Mã \(text) đã thuộc về một hồ sơ khác.",
        en: "The code \(text) belongs to another dossier.")
    }
    _ = try store.append(
      [
        EntryDraft(
          kind: DossierKind.official.rawValue, subject: .existing(id),
          body: ["code": .string(text)])
      ], by: actor.id, clock: clockSource())
  }

  /// Longest code of another system, in characters.
  package static let officialCodeLengthLimit = 64
}

extension PaperTally {
  /// Whether its counts make sense and there are any.
  var isWhole: Bool {
    let counts = [original, certified, copy]
    return counts.allSatisfy((0...Self.most).contains) && !isEmpty
  }
}
