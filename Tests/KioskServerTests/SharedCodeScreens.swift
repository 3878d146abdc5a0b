import Dossiers
import Foundation
import KioskServer
import Testing

/// A code that two dossiers have, on every screen that takes one.
@Suite(.serialized) struct SharedCodeScreens {
  private static let ids = ["abcdefghij234567.1.2", "abcdefghij234567.2.1"]

  /// Receives a dossier whose code then another one has, too.
  private func twice(_ browser: Browser, _ desk: MemoryDesk) async throws -> String {
    try await browser.signIn()
    let draft = try await browser.startDraft("1.004873")
    let id = String(draft.dropFirst("/drafts/".count))
    try await desk.fill(id, from: "1.004873")
    let components = try await desk.draft(id, Caller(officer: "x", language: .vietnamese))
      .components
    _ = try await browser.post(
      draft + "/papers",
      components.map { ($0.presentOnly ? "presented/\($0.id)" : "original/\($0.id)", "1") })
    let place = try #require(try await browser.post(draft + "/accept", []).location)
    let code = String(place.split(separator: "/")[1])
    await desk.giveTwice(code, ids: Self.ids)
    return code
  }

  private func expectChoice(_ page: Browser.Page, _ path: String) {
    #expect(page.status == 409, "\(path)")
    #expect(page.body.contains("Nhiều hồ sơ có cùng số này"), "\(path)")
    for id in Self.ids { #expect(page.body.contains("href=\"/dossiers/\(id)\""), "\(path)") }
  }

  @Test func `every screen asks which of two dossiers is meant`() async throws {
    try await withScreens { browser, desk, _ in
      let code = try await twice(browser, desk)
      let pages = [
        "", "/history", "/files/ab", "/status/4", "/hand-over", "/acts/pass", "/entry",
        "/receipt", "/documents/receipt/pdf",
      ]
      for path in pages {
        expectChoice(try await browser.get("/dossiers/\(code)\(path)"), path)
      }
      expectChoice(try await browser.get("/copies/\(code)"), "copies")
      let posts: [(String, [(String, String)])] = [
        ("/view", [("reason", "handling")]), ("/status/4", [("reason", "Xử lý")]),
        ("/hand-over", [("takenBy", "Sùng A Thử"), ("form", "Bản giấy")]),
        ("/acts/pass", []), ("/documents/receipt/issue", []),
        ("/print", [("kind", "receipt"), ("copies", "1"), ("printer", "p")]),
      ]
      for (path, form) in posts {
        expectChoice(try await browser.post("/dossiers/\(code)\(path)", form), path)
      }
      expectChoice(try await browser.post("/copies/\(code)/return", []), "return")
      for id in Self.ids { #expect(await desk.status(of: id) == 2) }
    }
  }

  @Test func `lists and the pages of each lead on by its id`() async throws {
    try await withScreens { browser, desk, _ in
      let code = try await twice(browser, desk)
      _ = try await browser.post("/dossiers", [("text", "261120")])
      for list in ["/dossiers", "/today", "/work"] {
        let page = try await browser.get(list).body
        #expect(!page.contains("/dossiers/\(code)"), "\(list)")
        for id in Self.ids { #expect(page.contains("/dossiers/\(id)\""), "\(list)") }
      }
      let (one, other) = ("/dossiers/\(Self.ids[0])", Self.ids[1])
      _ = try await browser.post(one + "/view", [("reason", "handling")])
      for path in ["", "/receipt", "/history"] {
        let page = try await browser.get(one + path)
        #expect(page.status == 200, "\(path)")
        #expect(page.body.contains("\(one)"), "\(path)")
        #expect(!page.body.contains("/dossiers/\(code)"), "\(path)")
      }
      let done = try await browser.post(one + "/status/4", [("reason", "Xử lý")])
      #expect(done.location == one)
      #expect(await desk.status(of: Self.ids[0]) == 4)
      #expect(await desk.status(of: other) == 2)
    }
  }

  @Test func `disputes list codes given twice and a copy of this machine`() async throws {
    try await withScreens { browser, desk, _ in
      try await browser.signIn()
      let quiet = try await browser.get("/disputes").body
      #expect(!quiet.contains("Số hồ sơ bị trùng") && !quiet.contains("bản sao dữ liệu"))
      _ = try await twice(browser, desk)
      await desk.setCopyInUse(Project.morning)
      let page = try await browser.get("/disputes").body
      #expect(page.contains("Số hồ sơ bị trùng") && page.contains("bản sao dữ liệu"))
      for id in Self.ids { #expect(page.contains("href=\"/dossiers/\(id)\"")) }
    }
  }
}
