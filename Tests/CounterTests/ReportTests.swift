import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// The service index, the monthly report, what waits, and the full export, worked out by hand. The
/// procedure of marital status has a term of 3 working days; Tuesday 24 November 2026 is a holiday, so
/// what is received on Friday 20 November is promised for Thursday 26, 17:00.
struct ReportTests {
  private let november = CivilMonth(containing: Self.day(2026, 11, 1))

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    guard let date = CivilDate(year: year, month: month, day: day) else { preconditionFailure() }
    return date
  }

  private func receive(
    _ test: TestOffice, channel: ServiceChannel = .direct, outcome: IntakeOutcome = .accept,
    by actor: Actor? = nil
  ) throws -> String {
    try test.office.receive(
      procedure: TestOffice.marital,
      answers: Share.answers(TestOffice.marital, "valid-single-for-marriage"), files: [],
      token: nil, outcome: outcome, { $0.channel = channel }, by: actor ?? test.admin
    ).code
  }

  private func move(
    _ test: TestOffice, _ code: String, _ to: DossierStatus, at time: String,
    _ data: [TransitionDatum: String] = [:], by actor: Actor? = nil
  ) throws {
    try test.setClock("2026-\(time):00+07:00")
    try test.office.changeStatus(
      code, StatusRequest(to: to, reason: "Lý do thử", data: data), by: actor ?? test.admin)
  }

  /// Seven dossiers of 20 November and their ends.
  private func month(_ test: TestOffice) throws {
    let early = try receive(test, channel: .online)
    let sharp = try receive(test)
    let late = try receive(test)
    let asked = try receive(test)
    _ = try test.receive(TestOffice.copies, "valid-one-page")
    _ = try receive(
      test, outcome: .refuse(reason: "Không thuộc thẩm quyền", signer: "Hà Văn Nghiệm"))
    let withdrawn = try receive(test, channel: .post)
    try move(test, withdrawn, .withdrawn, at: "11-20T09:30", [.identityCheck: "Có"])
    try move(test, asked, .supplementAsked, at: "11-20T10:00", [.papers: "Giấy tờ"])
    try move(test, asked, .processing, at: "11-23T09:00")
    try move(test, asked, .supplementAsked, at: "11-23T10:00", [.papers: "Giấy khác"])
    try move(test, asked, .processing, at: "11-23T11:00")
    try move(test, asked, .done, at: "11-25T09:00")
    try move(test, early, .done, at: "11-25T10:00")
    try move(test, sharp, .done, at: "11-26T17:00")
    try move(test, late, .done, at: "11-27T08:00")
    try move(test, late, .returned, at: "11-30T08:00")
  }

  @Test func `a month is counted as by hand`() throws {
    let test = try TestOffice()
    try month(test)
    try test.setClock("2026-12-08T08:00:00+07:00")
    let report = try test.office.monthReport(november, by: test.admin)
    let total = report.total
    #expect(report.closing == Instant(rfc3339: "2026-11-30T23:59:59.999+07:00"))
    #expect(total.received == [.online: 1, .direct: 4, .post: 1] && total.carried == 0)
    #expect(total.refused == 1 && total.withdrawn == 1)
    #expect(total.ended == [.early: 1, .onTime: 1, .late: 2])
    #expect(total.lateness == [.pastDue: 1, .askedTwice: 1])
    // The copies were promised for the same day and lie there still.
    #expect(total.openInTime == 0 && total.openOverdue == 1)
    // Minutes: 5 days 1 h, 6 days 8 h, 6 days 23 h; asked: 1 h + 1 h + 46 h.
    #expect(total.worked == (7260 + 9120 + 10_020 + 2880) * 60_000)
    let procedures = report.procedures.map { ($0.id, $0.figures.receivedAll) }
    #expect(procedures.map(\.0) == [TestOffice.marital, TestOffice.copies])
    #expect(procedures.map(\.1) == [5, 1])
  }

  @Test func `the index is measured, with half a percent rounded up`() throws {
    let test = try TestOffice()
    try month(test)
    let report = try test.office.monthReport(november, by: test.admin)
    let figures = Dictionary(grouping: report.index, by: \.indicator.measure).compactMapValues(
      \.first)
    let onTime = try #require(figures[.onTime])
    #expect((onTime.part, onTime.whole) == (2, 4))
    #expect(onTime.share == 5000 && onTime.score == 1000)
    #expect(figures[.meanTime]?.minutes == 7320)
    // One of six is 16.67 %; of 12 points from 50 % on that is 4.0008.
    let online = try #require(figures[.online])
    #expect(online.share == 1667 && online.score == 400)
    #expect(online.value.vi == "16,67 %")
    let digitised = try #require(figures[.digitised])
    #expect(digitised.part == 0)
    #expect(
      report.index.filter { $0.indicator.measure == .elsewhere }.allSatisfy { $0.score == nil })
  }

  @Test func `what is open goes over into the next month, and no month is counted ahead`() throws {
    let test = try TestOffice()
    try month(test)
    try test.setClock("2026-12-08T08:00:00+07:00")
    let reports = try test.office.monthReports(november...november.next, by: test.admin)
    let december = reports[1].total
    #expect(december.carried == 1 && december.receivedAll == 0 && december.openOverdue == 1)
    for report in reports {
      let total = report.total
      #expect(
        total.carried + total.receivedAll
          == total.endedAll + total.withdrawn + total.openInTime + total.openOverdue)
    }
    try test.expectRefusal(.badInput) { office in
      _ = try office.monthReport(november.next.next, by: test.admin)
    }
    for role in [OfficerRole.receptionOfficer, .specialist, .signingLeader] {
      try test.expectRefusal(.refused) { office in
        _ = try office.monthReport(november, by: officer(role))
      }
    }
  }

  @Test func `officers are counted by what they took in and what they ended`() throws {
    let test = try TestOffice()
    let (one, other) = (officer(.headOfUnit), officer(.signingLeader))
    let code = try receive(test, by: one)
    try move(test, code, .processing, at: "11-23T08:00", by: other)
    try move(test, code, .done, at: "11-23T09:00", [.result: "Giấy số 1"], by: other)
    let report = try test.office.monthReport(november, by: test.admin)
    let figures = Dictionary(uniqueKeysWithValues: report.officers.map { ($0.id, $0.figures) })
    #expect(figures[one.id]?.receivedAll == 1 && figures[one.id]?.endedAll == 0)
    #expect(figures[other.id]?.receivedAll == 0 && figures[other.id]?.ended == [.early: 1])
  }

  @Test func `a broken promise is not cured by moving it; one moved in time counts`() throws {
    let test = try TestOffice()
    let (moved, broken) = (try receive(test), try receive(test))
    let head = officer(.headOfUnit)
    let due = Self.day(2026, 12, 4)
    try test.setClock("2026-11-26T16:00:00+07:00")
    try test.office.extend(moved, ExtensionRequest(due: due, reason: "Chờ xác minh"), by: head)
    try test.setClock("2026-11-27T08:00:00+07:00")
    try test.office.extend(
      broken, ExtensionRequest(due: due, reason: "Chờ xác minh", isLate: true), by: head)
    try move(test, moved, .done, at: "11-30T08:00")
    try move(test, broken, .done, at: "11-30T09:00")
    let total = try test.office.monthReport(november, by: test.admin).total
    #expect(total.ended == [.early: 1, .late: 1] && total.lateness == [.extendedLate: 1])
  }

  @Test func `only payments checked against a statement count as online`() throws {
    let test = try TestOffice()
    let codes = try (0..<3).map { _ in try receive(test) }
    for (code, reference) in zip(codes, ["FT1", "FT2"]) {
      let claim = try test.office.takePayment(
        code, PaymentRequest(method: .transfer, reference: reference), by: test.admin)
      if reference == "FT1" {
        try test.office.confirmPayment(
          code, claim: claim.entry, against: .statement, by: test.admin)
      }
    }
    _ = try test.office.takePayment(codes[2], PaymentRequest(method: .cash), by: test.admin)
    let report = try test.office.monthReport(november, by: test.admin)
    #expect(report.total.payable == 3 && report.total.paidOnline == 1)
    #expect(report.cash.transfers == 30_000 && report.cash.sum(.fee) == 15_000)
    #expect(report.cash.openDrawers == 1 && report.cash.balance == 15_000)
  }

  @Test func `what waits: soon, today, past, and too long for a supplement`() throws {
    let test = try TestOffice()
    let code = try receive(test)
    let asked = try receive(test)
    try move(test, asked, .supplementAsked, at: "11-20T15:00", [.papers: "Giấy tờ"])
    func waiting(_ day: String) throws -> [String] {
      try test.setClock("2026-\(day)T09:00:00+07:00")
      return try test.office.attention(by: test.admin).map {
        "\($0.reason.rawValue) \($0.code == code ? "a" : "b") \($0.days)"
      }
    }
    // Three working days are left on Friday, two on Monday (Tuesday is off).
    #expect(try waiting("11-20") == [])
    #expect(try waiting("11-23") == ["dueSoon a 2"])
    #expect(try waiting("11-25") == ["dueSoon a 1"])
    #expect(try waiting("11-26") == ["dueToday a 0"])
    #expect(try waiting("11-30") == ["overdue a 2"])
    #expect(try waiting("12-04") == ["overdue a 6"])
    #expect(try waiting("12-05") == ["overdue a 6", "supplementWaiting b 15"])
  }

  @Test func `everything leaves in open formats, on record, and no password with it`() throws {
    let test = try TestOffice()
    try test.office.addOfficer(
      name: "thu", fullName: "Hà Thị Thử", role: .specialist, password: "mat-khau-8",
      by: test.admin)
    try month(test)
    let place = test.folder.appendingPathExtension("export")
    defer { try? FileManager.default.removeItem(at: place) }
    try test.expectRefusal(.refused) { office in
      _ = try office.export(to: place, by: officer(.headOfUnit))
    }
    let summary = try test.office.export(to: place, by: officer(.administrator))
    #expect(summary.dossiers == 7)
    func read(_ name: String) throws -> Data { try Data(contentsOf: place.appending(path: name)) }
    let manifest = try JSONValue(parsing: read("manifest.json"))
    let files = try #require(manifest["files"]?.array)
    #expect(files.count == 13)
    for file in files {
      let path = try #require(file["path"]?.string)
      #expect(file["sha256"]?.string == Digest.of(try read(path)).hex)
    }
    let entries = String(decoding: try read("entries.jsonl"), as: UTF8.self)
    #expect(entries.split(separator: "\n").count == Int(try test.written))
    #expect(!entries.contains("verifier") && !entries.contains("secret"))
    #expect(entries.contains("office.exported") && entries.contains(#""reason":"export""#))
    try test.expectRefusal(.badInput) { office in
      _ = try office.export(to: place, by: officer(.administrator))
    }
    let parent = place.deletingLastPathComponent()
    let left = try FileManager.default.contentsOfDirectory(atPath: parent.path)
    #expect(!left.contains { $0.hasPrefix(".\(place.lastPathComponent).") })
  }

  @Test func `an attachment that cannot be read is named and stops no export`() throws {
    let test = try TestOffice()
    let answers = try Share.answers(TestOffice.birth, "valid-father-on-time")
    let files = ["mất", "còn"].map { name in
      OfferedFile(
        component: "giayChungSinh", name: "\(name).pdf", data: Data("%PDF-1.7\n\(name)\n".utf8))
    }
    let made = try files.map { file in
      try test.office.receive(
        procedure: TestOffice.birth, answers: answers, files: [file], token: nil, by: test.admin)
    }
    let folder = DataFolder(test.folder).files
    let lost = try #require(
      FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .first)
    try Data("hỏng".utf8).write(to: lost)
    let place = test.folder.appendingPathExtension("export")
    defer { try? FileManager.default.removeItem(at: place) }
    let summary = try test.office.export(to: place, by: officer(.administrator))
    #expect(summary.files == 1 && summary.missingFiles == 1)
    let bad = try #require(summary.unreadable.first)
    #expect(summary.unreadable.count == 1)
    let number = try #require(files.firstIndex { Digest.of($0.data) == bad.sha256 })
    #expect(bad.code == made[number].code && bad.name == files[number].name)
    #expect(summary.unreadable.sentence?.vi.contains("\(bad.name) (\(bad.code))") == true)
    let listed = try String(contentsOf: place.appending(path: "files.csv"), encoding: .utf8)
    #expect(listed.contains("\(bad.sha256.hex),\(bad.code)") && listed.contains(",false\r\n"))
  }

  @Test func `the report is drawn and tabled, and names no resident`() throws {
    let test = try TestOffice()
    try month(test)
    let report = try test.office.monthReport(november, by: test.admin)
    let text = String(decoding: try test.office.file(report, .text), as: UTF8.self)
    #expect(text.contains("Tháng 11 năm 2026") && !text.contains("Giàng"))
    let table = String(decoding: try test.office.file(report, .csv), as: UTF8.self)
    #expect(table.contains("Tổng cộng,H99.88,,0,1,5,6,1,1,2,4,1,0,1,1,1\r\n"), "\(table)")
    #expect(try test.office.file(report, .pdf).starts(with: Data("%PDF".utf8)))
  }
}
