import Counter
import Documents
import DossierStore
import Dossiers
import Foundation
import Sync
import Testing

/// Every paper of a set of dossiers over all procedures, judged by poppler and zbar: the text letter
/// for letter, the fonts, the pages, what overlaps, the codes.
final class PaperSetTests {
  private struct Drawn {
    let name: String
    let paper: Paper
    let pdf: Data
    let qr: String?

    var kind: PaperKind? {
      name.split(separator: " ").last.flatMap { PaperKind(rawValue: "\($0)") }
    }
  }

  /// Papers with the dossier's code, and on how many of their pages it stands.
  private static let coded: [PaperKind: Int] = [
    .receipt: 2, .supplement: 1, .refusal: 1, .apology: 1, .stop: 1, .controlSlip: 1,
  ]

  private static let readOfEach = 2

  private let test: TestOffice
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "paper-set-\(UUID().uuidString)")

  init() throws {
    test = try TestOffice()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Two samples of every procedure, brought into several states in turn.
  private func codes() throws -> [String] {
    let forms = Share.folder.appending(path: "Forms")
    let files = FileManager.default
    let chosen = try files.contentsOfDirectory(atPath: forms.path).sorted().flatMap { procedure in
      let samples = forms.appending(path: "\(procedure)/2026.1/samples")
      return ((try? files.contentsOfDirectory(atPath: samples.path)) ?? [])
        .filter { $0.hasPrefix("valid-") }.sorted().prefix(2)
        .map { (procedure, String($0.dropLast(".json".count))) }
    }
    return try chosen.enumerated().map { index, sample in
      let code = try test.receive(sample.0, sample.1).code
      let entry = try test.office.entry(of: test.state(code))
      guard entry.procedure.decidedBy.isCommune else { return code }
      switch index % 3 {
      case 0:
        try test.office.changeStatus(
          code,
          StatusRequest(
            to: .supplementAsked, reason: "Thiếu giấy tờ kèm theo hồ sơ",
            data: [.papers: "Giấy tờ tuỳ thân; Văn bản uỷ quyền đã chứng thực"]), by: test.admin)
      case 1:
        try test.office.changeStatus(
          code,
          StatusRequest(
            to: .stopped, reason: "Hồ sơ trùng với hồ sơ đã giải quyết",
            data: [.legalBasis: "Quy chế tiếp nhận của đơn vị"]), by: test.admin)
      default: break
      }
      return code
    }
  }

  private func draw(_ code: String) throws -> [Drawn] {
    let state = try test.state(code)
    return try test.office.papers(of: state).flatMap { kind -> [Drawn] in
      guard kind.layout != nil else { return [] }
      let filled = try test.office.filled(kind, state, mark: .original, by: test.admin)
      return [
        Drawn(
          name: "\(code) \(kind.rawValue)", paper: try filled.sheets(),
          pdf: try test.office.document(kind, format: .pdf, code: code, by: test.admin),
          qr: Self.coded[kind] == nil ? nil : test.office.receiptText(code))
      ]
    }
  }

  @Test func `papers of a whole set are printed as they were laid out`() throws {
    let codes = try codes()
    #expect(codes.count >= 40)
    var set = try codes.flatMap(draw)
    for kind in [PaperKind.ledger, .results, .batch] {
      let filled = try test.office.filledList(kind, PaperSelection(codes), by: test.admin)
      set.append(
        Drawn(
          name: kind.rawValue, paper: try filled.sheets(),
          pdf: try test.office.list(kind, format: .pdf, codes: codes, by: test.admin), qr: nil))
    }
    for kind in ["receipt", "02", "05", "06", "fee", "access"] {
      #expect(set.contains { $0.name.hasSuffix(" \(kind)") }, "no paper \(kind)")
    }
    let names = try set.enumerated().map { index, drawn in
      let name = "\(10_000 + index).pdf"
      try drawn.pdf.write(to: folder.appending(path: name))
      return name
    }
    try Poppler.run("pdfunite", names + ["all.pdf"], in: folder)
    let pages = set.flatMap { drawn in drawn.paper.pages.map { (drawn, $0) } }
    try checkSizes(pages.map(\.0.paper.size))
    try checkFonts()
    let words = try Poppler.words("all.pdf", in: folder)
    #expect(words.count == pages.count)
    for ((drawn, page), words) in zip(pages, words) { check(page, words, drawn.name) }
    try checkCodes(set, names)
  }

  private func checkSizes(_ sizes: [PaperSize]) throws {
    let info = try Poppler.run(
      "pdfinfo", ["-f", "1", "-l", "\(sizes.count)", "all.pdf"], in: folder)
    let found = info.matches(of: #/Page +(\d+) size: +([\d.]+) x ([\d.]+) pts/#)
    #expect(found.count == sizes.count)
    for (match, size) in zip(found, sizes) {
      #expect(abs((Double(match.2) ?? 0) - size.width) < 0.01)
      #expect(abs((Double(match.3) ?? 0) - size.height) < 0.01)
    }
  }

  private func checkFonts() throws {
    let fonts = try Poppler.run("pdffonts", ["all.pdf"], in: folder).split(separator: "\n")
      .dropFirst(2)
    #expect(!fonts.isEmpty)
    for font in fonts { #expect(font.contains(/yes\s+yes\s+yes/), "\(font)") }
  }

  /// Letter for letter what was laid out, and no word over a line, a cell's edge or another word.
  private func check(_ page: PaperPage, _ words: [(box: Rect, word: String)], _ name: String) {
    let wanted = page.items.compactMap { item -> String? in
      if case .text(let box) = item.kind { box.text } else { nil }
    }
    #expect(
      letters(words.map(\.word)) == letters(wanted), "\(name): other letters than were laid out")
    let frames = page.items.compactMap { item -> Rect? in
      if case .frame = item.kind { item.frame } else { nil }
    }
    for (index, (box, word)) in words.enumerated() {
      #expect(page.body.contains(box, tolerance: 4), "\(name): \(word) \(box)")
      for frame in frames where cuts(frame, box) {
        Issue.record("\(name): \(word) \(box) crosses \(frame)")
      }
      for (other, otherWord) in words[(index + 1)...] where overlap(box, other) {
        Issue.record("\(name): \(word) lies on \(otherWord)")
      }
    }
  }

  private func letters(_ texts: [String]) -> [Character: Int] {
    let all = texts.joined().precomposedStringWithCanonicalMapping.filter { !$0.isWhitespace }
    return Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// Whether a word lies half inside a frame. A word's box is as high as the font; 1.5 points of
  /// it may be empty.
  private func cuts(_ frame: Rect, _ word: Rect) -> Bool {
    frame.overlaps(word, tolerance: 1.5) && !frame.contains(word, tolerance: 1.5)
  }

  private func overlap(_ word: Rect, _ other: Rect) -> Bool {
    let across = min(word.right, other.right) - max(word.x, other.x)
    let down = min(word.bottom, other.bottom) - max(word.y, other.y)
    return across > 1 && down > 0.5 * min(word.height, other.height)
  }

  private func checkCodes(_ set: [Drawn], _ names: [String]) throws {
    var wanted: [String: [String]] = [:]
    var read: [PaperKind: Int] = [:]
    for (drawn, name) in zip(set, names) {
      guard let qr = drawn.qr, let kind = drawn.kind else { continue }
      // All receipts, and of the other papers, which are drawn alike, the first ones.
      read[kind, default: 0] += 1
      guard kind == .receipt || read[kind, default: 0] <= Self.readOfEach else { continue }
      try Poppler.run("pdftoppm", ["-r", "150", "-png", name, name], in: folder)
      for (index, page) in drawn.paper.pages.enumerated() {
        wanted["\(name)-\(index + 1).png"] = carriesCode(page) ? [qr] : []
      }
      #expect(
        drawn.paper.pages.filter(carriesCode).count == Self.coded[kind],
        "\(drawn.name): one in each copy")
      guard kind == .receipt else { continue }
      let code = String(drawn.name.prefix { $0 != " " })
      for width in SlipWidth.allCases {
        let receipt = Receipt(
          try test.office.receiptContent(test.state(code), mark: .original))
        let picture = "\(name)-slip-\(width.rawValue).png"
        try receipt.slip(width).bitmap().png().write(to: folder.appending(path: picture))
        wanted[picture] = [qr]
      }
    }
    let codes = try Poppler.codes(wanted.keys.sorted(), in: folder)
    for (picture, qr) in wanted { #expect(codes[picture, default: []] == qr, "\(picture)") }
  }

  private func carriesCode(_ page: PaperPage) -> Bool {
    page.items.contains { if case .qr = $0.kind { true } else { false } }
  }

  @Test func `a list is of codes or of days`() throws {
    #expect(PaperSelection(["2026-11-20"]) == .days(try day("2026-11-20"), try day("2026-11-20")))
    #expect(
      PaperSelection(["2026-11-30..2026-11-01"])
        == .days(try day("2026-11-01"), try day("2026-11-30")))
    #expect(PaperSelection(["H99.88-261120-1000"]) == .codes(["H99.88-261120-1000"]))
    let first = try test.receive(TestOffice.birth, "valid-father-on-time").code
    try test.setClock("2026-11-25T09:00:00+07:00")
    let second = try test.receive(TestOffice.birth, "valid-father-on-time", token: "2").code
    func text(_ codes: String...) throws -> String {
      String(
        decoding: try test.office.list(.ledger, format: .text, codes: codes, by: test.admin),
        as: UTF8.self)
    }
    #expect(try text("2026-11-20").contains(first) && !text("2026-11-20").contains(second))
    #expect(try text("2026-11-20..2026-11-25").contains(second))
    #expect(try text("2026-11-26").contains("SỔ THEO DÕI HỒ SƠ"))
    try test.expectRefusal(.notFound) { office in
      _ = try office.list(.ledger, format: .pdf, codes: ["x"], by: test.admin)
    }
    try test.expectRefusal(.badInput) { office in
      _ = try office.filledList(.fee, .codes([first]), by: test.admin)
    }
  }

  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test func `nobody is promised a day whose dossier was not taken in`() throws {
    func taken(_ outcome: IntakeOutcome) throws -> String {
      try test.office.receive(
        procedure: TestOffice.marital,
        answers: Share.answers(TestOffice.marital, "valid-widow-for-marriage"), files: [],
        token: nil, outcome: outcome, by: officer(.headOfUnit)
      ).code
    }
    func kinds(_ code: String) throws -> [PaperKind] {
      try test.office.papers(of: test.state(code))
    }
    func text(_ kind: PaperKind, _ code: String) throws -> String {
      String(
        decoding: try test.office.document(kind, format: .text, code: code, by: test.admin),
        as: UTF8.self
      ).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let refused = try taken(.refuse(reason: "Không thuộc thẩm quyền của xã"))
    #expect(try kinds(refused).contains(.refusal) && !kinds(refused).contains(.receipt))
    for format in [PaperFormat.pdf, .text, .escpos] {
      try test.expectRefusal(.notFound) { office in
        _ = try office.document(.receipt, format: format, code: refused, by: test.admin)
      }
    }
    let asked = try taken(.askToComplete(papers: ["Giấy chứng tử"], reason: "Thiếu giấy tờ"))
    #expect(try kinds(asked).contains(.supplement) && !kinds(asked).contains(.receipt))
    #expect(try text(.supplement, asked).contains("Hồ sơ chưa được tiếp nhận."))
    try test.setClock("2026-11-27T09:00:00+07:00")
    try test.office.changeStatus(
      asked,
      StatusRequest(
        to: .received, reason: "",
        broughtPapers: [PaperTally(component: "giayChungTu", original: 1)]),
      by: officer(.headOfUnit))
    // Received on the day everything was there, not on that of the first visit.
    let receipt = try text(.receipt, asked)
    #expect(receipt.contains("09 giờ 00 phút, 27/11/2026") && !receipt.contains("20/11/2026"))
    // What the request said when it was made holds for it still.
    #expect(try text(.supplement, asked).contains("Hồ sơ chưa được tiếp nhận."))
    let running = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try test.office.changeStatus(
      running,
      StatusRequest(
        to: .supplementAsked, reason: "Thiếu giấy tờ", data: [.papers: "Giấy chứng tử"]),
      by: test.admin)
    #expect(try text(.supplement, running).contains("thời hạn giải quyết tạm dừng"))
  }

  @Test func `the stop's notice hands back what was kept, the receipt says what was only shown`()
    throws
  {
    let code = try test.receive(TestOffice.marital, "valid-widow-for-marriage").code
    try test.office.changeStatus(
      code,
      StatusRequest(to: .stopped, reason: "Trùng hồ sơ", data: [.legalBasis: "Quy chế đơn vị"]),
      by: test.admin)
    let state = try test.state(code)
    func names(_ kind: PaperKind, _ list: String) throws -> [String?] {
      try test.office.filled(kind, state, mark: .original, by: test.admin).data
        .rows[list, default: []].map { $0["name"] }
    }
    let shown = "Giấy tờ tuỳ thân của người yêu cầu (chỉ xuất trình)"
    let kept = "Giấy chứng tử hoặc trích lục khai tử của vợ hoặc chồng"
    #expect(try names(.receipt, "components") == [shown, kept])
    #expect(try names(.stop, "held") == [kept])
    let notice = try test.office.document(.stop, format: .text, code: code, by: test.admin)
    #expect(!String(decoding: notice, as: UTF8.self).contains("tuỳ thân"))
  }

  @Test func `a linked procedure leaves room for its second stage`() throws {
    let samples = [
      ("3.000722", "valid-abandoned-child", true),
      (TestOffice.marital, "valid-widow-for-marriage", false),
    ]
    for (procedure, sample, isLinked) in samples {
      let state = try test.state(test.receive(procedure, sample).code)
      let filled = try test.office.filled(.receipt, state, mark: .original, by: test.admin)
      #expect(try filled.sheets().pages.count == 2, "a page for each copy")
      let words = filled.text()
      #expect(words.contains("6. Nhận hồ sơ giai đoạn 2") == isLinked)
      #expect(words.contains("\(isLinked ? 8 : 6). Đăng ký nhận kết quả tại"))
    }
  }

  @Test func `the terminal's small code opens the tracking page of the dossier`() throws {
    let received = try test.receive(TestOffice.birth, "valid-father-on-time")
    let content = try test.office.receiptContent(test.state(received.code), mark: .original)
    // What the hub's page takes: /t/CODE?k=LOOKUP.
    #expect(
      content.shortQRText
        == "\(test.office.unit.trackingURL)\(received.code)?k=\(content.lookUpCode)")
  }

  @Test func `papers are offered when their time has come`() throws {
    let code = try test.receive(TestOffice.birth, "valid-father-on-time").code
    func kinds() throws -> [String] {
      try test.office.papers(of: test.state(code)).map(\.rawValue)
    }
    let always = ["receipt", "declaration", "declaration-assisted", "06", "fee", "access"]
    #expect(try Set(kinds()) == Set(always))
    try test.expectRefusal(.notFound) { office in
      _ = try office.document(.supplement, format: .pdf, code: code, by: test.admin)
    }
    try test.office.changeStatus(
      code,
      StatusRequest(
        to: .supplementAsked, reason: "Thiếu giấy chứng sinh", data: [.papers: "Giấy chứng sinh"]),
      by: test.admin)
    #expect(try Set(kinds()) == Set(always + ["02"]))
    for format in PaperFormat.allCases {
      let data = try test.office.document(.supplement, format: format, code: code, by: test.admin)
      #expect(!data.isEmpty)
      if format == .text {
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains("1. Giấy chứng sinh") && text.contains("Lần yêu cầu: 1"))
      }
    }
    try test.expectRefusal(.badInput) { office in
      _ = try office.document(.controlSlip, format: .escpos, code: code, by: test.admin)
    }
    try test.expectRefusal(.badInput) { office in
      _ = try office.document(.supplement, format: .png, code: code, page: 2, by: test.admin)
    }
  }

  @Test func `who cannot write has the officer's note on the declaration`() throws {
    let code = try test.receive(TestOffice.birth, "valid-father-on-time").code
    let by = officer(.receptionOfficer, name: "Lò Thị Cán Bộ")
    let pdf = try test.office.document(.assistedDeclaration, format: .pdf, code: code, by: by)
    try pdf.write(to: folder.appending(path: "a.pdf"))
    let text = try Poppler.run("pdftotext", ["a.pdf", "-"], in: folder)
      .replacingOccurrences(of: "\n", with: " ")
    #expect(text.contains("đã đọc lại cho người khai nghe"))
    #expect(text.contains("Lò Thị Cán Bộ") && text.contains("(Điểm chỉ)"))
    #expect(!text.contains("ban hành kèm theo"))
  }

  @Test func `a draft's slip names the draft for the scanner`() throws {
    let id = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    let png = try test.office.document(.draft, format: .png, code: id, by: test.admin)
    let scanned = try #require(PNG.codes(png).first)
    #expect(OneStopOffice.draftID(scanned: " \(scanned)\n") == id)
    #expect(OneStopOffice.draftID(scanned: "H99.88-261120-1000") == nil)
    try test.expectRefusal(.notFound) { office in
      _ = try office.document(.draft, format: .pdf, code: "khong-co", by: test.admin)
    }
  }

  @Test func `the data of papers keep to the vocabulary`() throws {
    let code = try test.receive(TestOffice.copies, "valid-several-papers").code
    let filled = try test.office.filled(
      .receipt, test.state(code), mark: .original, by: test.admin)
    let known = PaperVocabulary.of(.dossier)
    #expect(Set(filled.data.texts.keys).subtracting(known.texts).isEmpty)
    for (list, rows) in filled.data.rows {
      let columns = known.rows[list] ?? []
      for row in rows { #expect(Set(row.keys).isSubset(of: columns), "\(list)") }
    }
    let list = try test.office.filledList(.ledger, .codes([code]), by: test.admin)
    let lists = PaperVocabulary.of(.dossiers)
    #expect(Set(list.data.texts.keys).subtracting(lists.texts).isEmpty)
    for row in list.data.rows["dossiers"] ?? [] {
      #expect(Set(row.keys).isSubset(of: lists.rows["dossiers"] ?? []))
    }
  }
}
