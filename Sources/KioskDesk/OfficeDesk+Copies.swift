import Counter
import Dossiers
import FormEngine
import Foundation
package import KioskServer
import Sync

/// Certified copies while the resident waits.
extension OfficeDesk {
  package func quoteCopies(_ job: CopiesJob, _ caller: Caller) async throws -> CopiesQuote {
    try await act(caller) { office, actor in
      try actor.require(.certifyCopies)
      return try office.quote(job, caller.language)
    }
  }

  package func certifyCopies(_ job: CopiesJob, _ caller: Caller) async throws -> CertifiedCopies {
    try await act(caller) { office, actor in
      try actor.require(.certifyCopies)
      if case .unsure(let why) = try office.clockStanding() {
        throw DeskError(.clockUnconfirmed, why[caller.language])
      }
      _ = try office.quote(job, caller.language)
      let received = try office.receive(
        procedure: OneStopOffice.copiesProcedure, answers: job.answers, files: [],
        token: job.request, by: actor)
      _ = try office.certify(received.code, papers: job.papers.count, by: actor)
      return try office.certified(received.code, caller.language, wantsSlip: job.wantsSlip)
    }
  }

  package func certifiedCopies(_ code: String, _ caller: Caller) async throws -> CertifiedCopies {
    try await act(caller) { office, actor in
      try actor.require(.certifyCopies)
      return try office.certified(code, caller.language)
    }
  }

  package func returnCopies(_ code: String, _ caller: Caller) async throws -> CertifiedCopies {
    try await act(caller) { office, actor in
      let state = try office.state(code: code).state
      if state.status != DossierStatus.returned.rawValue {
        let taken = state.allValues["nyc/hoTen"] ?? ""
        try office.changeStatus(
          code, StatusRequest(to: .returned, reason: "", data: [.takenBy: taken]), by: actor)
      }
      return try office.certified(code, caller.language)
    }
  }
}

extension CopiesJob {
  /// The job as answers of the procedure's form.
  var answers: FormAnswers {
    var answers = FormAnswers(["nyc/hoTen": .value(name)])
    if !idNumber.isEmpty { answers.entries["nyc/soDinhDanh"] = .value(idNumber) }
    answers.entries["giayTo"] = .rows(
      papers.map { paper in
        FormAnswers.Row(
          answers: FormAnswers([
            "ten": .value(paper.title), "soTrang": .value(String(paper.pages)),
            "soBan": .value(String(paper.copies)), "banDienTu": .value("khong"),
          ]))
      })
    // Pressing the key on this screen is the officer's word that the originals were compared.
    answers.entries["kiemTra/doiChieu"] = .value("OK")
    answers.entries["kiemTra/khongThuocDien"] = .value("OK")
    return answers
  }
}

extension OneStopOffice {
  func quote(_ job: CopiesJob, _ language: Language) throws -> CopiesQuote {
    let procedure = try library.catalogue.entry(Self.copiesProcedure, on: now.civil.date).procedure
    let session = try library.session(
      procedure.code, version: procedure.version, now: now, language: language)
    try session.load(job.answers)
    if let problem = session.validate().first {
      throw DeskError(.badInput, problem.message, field: Self.field(problem.path))
    }
    let fee = try fee(of: procedure, session: session, exemptions: [:])
    let paperFees = try job.papers.indices.map {
      Int(try session.number(of: "/data/giayTo[\($0 + 1)]/thanhTien"))
    }
    let promised = try promises.promise(received: now, term: procedure.term)
    return CopiesQuote(
      fee: KioskServer.Fee(fee, language), paperFees: paperFees,
      promise: KioskServer.Promise(
        due: promised.due, explanation: promised.explanation[language]),
      slipRequired: promised.due.civil.date != now.civil.date)
  }

  /// The screen's name of a form's field.
  private static func field(_ path: String) -> String {
    let names = ["ten": "title", "soTrang": "pages", "soBan": "copies"]
    if path == "nyc/hoTen" { return "name" }
    if path == "nyc/soDinhDanh" { return "idNumber" }
    guard path.hasPrefix("giayTo["), let close = path.firstIndex(of: "]"),
      let last = path.split(separator: "/").last
    else { return path }
    let row = path[path.index(path.startIndex, offsetBy: 7)..<close]
    return "papers[\(row)]/\(names[String(last)] ?? String(last))"
  }

  func certified(_ code: String, _ language: Language, wantsSlip: Bool = false) throws
    -> CertifiedCopies
  {
    let (_, state) = try state(code: code)
    guard state.procedure == Self.copiesProcedure else {
      throw DossierError(
        .refused, vi: "Hồ sơ này không phải chứng thực bản sao.",
        en: "This dossier is not about certified copies.")
    }
    let values = state.allValues
    let rows = state.rows["giayTo"] ?? []
    func field(_ row: String, _ name: String) -> String { values["giayTo[\(row)]/\(name)"] ?? "" }
    let due = state.due?.instant.map(Instant.init(milliseconds:))
    let slipRequired = due?.civil.date != Instant(milliseconds: state.receivedAt).civil.date
    let returned = state.timeline.last { $0.to == DossierStatus.returned.rawValue }
    let job = CopiesJob(
      request: "", name: values["nyc/hoTen"] ?? "", idNumber: values["nyc/soDinhDanh"] ?? "",
      papers: rows.map {
        CopiesJob.Paper(
          title: field($0, "ten"), pages: Int(field($0, "soTrang")) ?? 0,
          copies: Int(field($0, "soBan")) ?? 0)
      }, wantsSlip: wantsSlip)
    return CertifiedCopies(
      code: code, job: job,
      quote: CopiesQuote(
        fee: KioskServer.Fee(state, language),
        paperFees: rows.map { Int(Double(field($0, "thanhTien")) ?? 0) },
        promise: KioskServer.Promise(
          due: due,
          explanation: (language != .english ? state.due?.vi : state.due?.en) ?? ""),
        slipRequired: slipRequired),
      numbers: state.certifications.map { "\($0.number)/\($0.year)" }, book: Self.copiesBook,
      returnedAt: returned.map { Instant(milliseconds: $0.time) },
      hasSlip: slipRequired || wantsSlip)
  }
}
