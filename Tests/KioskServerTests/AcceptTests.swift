import Dossiers
import FormEngine
import Foundation
import KioskServer
import Testing

@Suite(.serialized) struct AcceptTests {
  /// A draft of 1.004873 that only needs its papers, filled in from the form's own sample.
  private func filled(_ browser: Browser, _ desk: MemoryDesk) async throws -> String {
    try await browser.signIn()
    let draft = try await browser.startDraft("1.004873")
    let id = String(draft.dropFirst("/drafts/".count))
    try await desk.fill(id, from: "1.004873")
    let caller = Caller(officer: "x", language: .vietnamese)
    let components = try await desk.draft(id, caller).components
    let counts = components.flatMap { component in
      component.presentOnly
        ? [("presented/\(component.id)", "1")] : [("original/\(component.id)", "1")]
    }
    let answer = try await browser.post(draft + "/papers", counts)
    #expect(answer.location == draft + "/check")
    return draft
  }

  @Test func `a checked draft becomes a dossier once, with its promised date explained`()
    async throws
  {
    try await withScreens { browser, desk, _ in
      let draft = try await filled(browser, desk)
      let check = try await browser.get(draft + "/check")
      #expect(!check.body.contains("id=\"errors\""))
      let accepted = try await browser.post(draft + "/accept", [])
      #expect(accepted.status == 303)
      let place = try #require(accepted.location)
      let receipt = try await browser.get(place)
      // Received Friday 20/11 at 10:00, three working days, 24/11 is a holiday.
      #expect(receipt.body.contains("thứ Năm, 26/11/2026"))
      #expect(receipt.body.contains("/documents/receipt/png"))
      #expect(try await browser.post(draft + "/accept", []).location == place)
      let code = place.split(separator: "/")[1]
      let picture = try await browser.get("/dossiers/\(code)/documents/receipt/png")
      #expect(picture.headers["content-type"] == "image/png")
      #expect(try await browser.get("/dossiers/\(code)/documents/receipt/exe").status == 404)
      // Printing from the browser is an act of its own, on record before the paper is there.
      let issue = "/dossiers/\(code)/documents/receipt/issue"
      #expect(receipt.body.contains("action=\"\(issue)\""))
      let before = await desk.issued
      let paper = try await browser.post(issue, [])
      #expect(paper.headers["content-type"] == "application/pdf" && before.isEmpty)
      #expect(await desk.issued == ["\(code) receipt"])
      #expect(try await browser.get(issue).location == "/dossiers/\(code)/receipt")
    }
  }

  @Test func `a draft slip's code opens the draft where dossiers are looked for`() async throws {
    try await withScreens { browser, desk, _ in
      let draft = try await filled(browser, desk)
      let id = try #require(draft.split(separator: "/").last)
      let slip = try await browser.get(draft + "/slip")
      #expect(slip.headers["content-type"] == "application/pdf")
      let scanned = try await browser.post("/dossiers", [("text", " motcua:draft:\(id)\n")])
      #expect(scanned.location == "/drafts/\(id)")
      for other in ["motcua:draft:", "motcua:draft:../today", "motcua:draft:a/b"] {
        #expect(try await browser.post("/dossiers", [("text", other)]).location == "/dossiers")
      }
    }
  }

  @Test func `an incomplete draft is not accepted`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let answer = try await browser.post(draft + "/accept", [])
      #expect(answer.status == 409)
      #expect(answer.body.contains("/sections/1?check=1&amp;from=check#q-nyc.hoTen"))
    }
  }

  @Test func `an unsure clock is confirmed before anything is promised`() async throws {
    try await withScreens { browser, desk, _ in
      let draft = try await filled(browser, desk)
      await desk.setClock(.unsure("Đồng hồ chỉ năm 1970."))
      #expect(try await browser.get("/today").body.contains("Đồng hồ chỉ năm 1970."))
      #expect(try await browser.post(draft + "/accept", []).location == "/clock")
      for (date, time) in [("32/11/2026", "10:00"), ("20/11/2026", "25:00"), ("1/1/1970", "8:00")] {
        let answer = try await browser.post("/clock", [("date", date), ("time", time)])
        #expect(answer.status == 422, "\(date) \(time)")
      }
      let answer = try await browser.post("/clock", [("date", "20/11/2026"), ("time", "10h05")])
      #expect(answer.location == draft + "/check")
      #expect(try await browser.post(draft + "/accept", []).location?.hasSuffix("/receipt") == true)
    }
  }

  @Test func `a dossier is opened only after saying why`() async throws {
    try await withScreens { browser, desk, _ in
      let draft = try await filled(browser, desk)
      let place = try #require(try await browser.post(draft + "/accept", []).location)
      let code = String(place.split(separator: "/")[1])
      await desk.forgetViews()
      let page = try await browser.get("/dossiers/\(code)/history")
      #expect(page.body.contains("name=\"reason\""))
      #expect(
        try await browser.post("/dossiers/\(code)/view", [("reason", "idle")]).status == 400)
      let opened = try await browser.post("/dossiers/\(code)/view", [("reason", "residentAsks")])
      #expect(opened.location == "/dossiers/\(code)/history")
    }
  }

  @Test func `a dossier goes through its life to the hand-over`() async throws {
    try await withScreens { browser, desk, _ in
      let draft = try await filled(browser, desk)
      let place = try #require(try await browser.post(draft + "/accept", []).location)
      let path = String(place.dropLast("/receipt".count))
      #expect(try await browser.get(path + "/status/10").status == 409)
      #expect(try await browser.post(path + "/status/5", []).status == 422)
      let asked = try await browser.post(
        path + "/status/5", [("reason", "Thiếu giấy"), ("data/papers", "Giấy A\nGiấy B")])
      #expect(asked.location == path)
      _ = try await browser.post(path + "/status/4", [("reason", "Đã bổ sung")])
      _ = try await browser.post(path + "/status/9", [("reason", "Đã ký")])
      #expect(try await browser.post(path + "/hand-over", [("takenBy", "")]).status == 422)
      let handed = try await browser.post(
        path + "/hand-over", [("takenBy", "Sùng A Thử"), ("form", "Bản giấy")])
      #expect(handed.location == path)
      let page = try await browser.get(path)
      #expect(page.body.contains("status-10"))
    }
  }

  @Test func `search keeps the text out of addresses and shows masked lines`() async throws {
    try await withScreens { browser, desk, _ in
      let draft = try await filled(browser, desk)
      _ = try await browser.post(draft + "/accept", [])
      let answer = try await browser.post("/dossiers", [("text", "261120")])
      #expect(answer.location == "/dossiers")
      let page = try await browser.get("/dossiers")
      #expect(page.body.contains("***"))
      _ = try await browser.post("/dossiers", [("text", "không có ai")])
      #expect(try await browser.get("/dossiers").body.contains("Không tìm thấy hồ sơ nào"))
    }
  }
}

extension MemoryDesk {
  func fill(_ id: String, from procedure: String) throws {
    let folder = Project.forms.appending(path: "\(procedure)/2026.1/samples")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in names.sorted() where name.hasPrefix("valid-") {
      let sample = try FormSample(json: Data(contentsOf: folder.appending(path: name)))
      try drafts[id]?.session.load(sample.answers)
      if drafts[id]?.session.validate().isEmpty == true { return }
    }
  }

  func forgetViews() { viewed = [] }
}
