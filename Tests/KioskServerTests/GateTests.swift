import Dossiers
import Foundation
import KioskServer
import Testing

@Suite(.serialized) struct GateTests {
  @Test func `a page carries the headers that keep others out and leaves nothing behind`()
    async throws
  {
    try await withScreens { browser, _, _ in
      let page = try await browser.get("/sign-in")
      #expect(page.status == 200)
      #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'self'") == true)
      #expect(page.headers["cache-control"] == "no-store")
      #expect(page.headers["x-content-type-options"] == "nosniff")
      let cookie = try #require(page.headers["set-cookie"])
      #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
      #expect(page.body.contains("<html lang=\"vi\" translate=\"no\">"))
      #expect(page.body.contains("<meta name=\"google\" content=\"notranslate\">"))
      #expect(!page.body.contains("<script>"))
    }
  }

  @Test func `a request under another host's name is refused`() async throws {
    try await withScreens { browser, _, _ in
      browser.headers["Host"] = "evil.example"
      let refused = try await browser.get("/sign-in")
      #expect(refused.status == 421)
      browser.headers["Host"] = "localhost:80"
      #expect(try await browser.get("/sign-in").status == 200)
    }
  }

  @Test func `a post from another site is refused and changes nothing`() async throws {
    try await withScreens { browser, desk, _ in
      try await browser.signIn()
      browser.headers["Origin"] = "http://evil.example"
      #expect(try await browser.post("/drafts", [("procedure", "1.001193")]).status == 403)
      browser.headers = ["Sec-Fetch-Site": "cross-site"]
      #expect(try await browser.post("/drafts", [("procedure", "1.001193")]).status == 403)
      browser.headers = [:]
      let forged = try await browser.post(
        "/drafts", [("procedure", "1.001193")], token: "guessed")
      #expect(forged.status == 403)
      #expect(await desk.draftCount == 0)
    }
  }

  @Test func `without a session a page asks to sign in and a post is refused`() async throws {
    try await withScreens { browser, _, _ in
      let page = try await browser.get("/dossiers")
      #expect(page.status == 303 && page.location == "/sign-in")
      let other = Browser(port: try #require(Int(browser.base.split(separator: ":")[2])))
      #expect(try await other.post("/drafts", [("procedure", "1.001193")]).status == 401)
    }
  }

  @Test func `a session ends when its officer may not sign in any more`() async throws {
    try await withScreens { browser, desk, _ in
      try await browser.signIn()
      #expect(try await browser.get("/today").status == 200)
      await desk.close()
      #expect(try await browser.post("/drafts", [("procedure", "1.001193")]).status == 401)
      let page = try await browser.get("/today")
      #expect(page.status == 303 && page.location == "/sign-in")
      #expect(await desk.draftCount == 0)
    }
  }

  @Test func `a session idle for half an hour has ended`() async throws {
    try await withScreens { browser, desk, steady in
      try await browser.signIn()
      steady.pass(seconds: 29 * 60)
      #expect(try await browser.get("/today").status == 200)
      // The link bar's own questions do not keep an officer signed in.
      steady.pass(seconds: 20 * 60)
      #expect(try await browser.get("/link").status == 200)
      steady.pass(seconds: 20 * 60)
      let answer = try await browser.post("/drafts", [("procedure", "1.001193")])
      #expect(answer.status == 401)
      #expect(answer.body.contains("Phiên làm việc đã hết"))
      #expect(await desk.draftCount == 0)
    }
  }

  @Test func `signing in takes a fresh session and signing out ends it`() async throws {
    try await withScreens { browser, _, _ in
      _ = try await browser.get("/sign-in")
      let before = browser.cookie
      try await browser.signIn()
      let during = browser.cookie
      #expect(before != during)
      _ = try await browser.post("/sign-out", [])
      browser.cookie = during
      #expect(try await browser.get("/today").status == 303)
    }
  }

  @Test func `wrong passwords are slowed down`() async throws {
    try await withScreens { browser, _, steady in
      _ = try await browser.get("/sign-in")
      for _ in 1...5 {
        let answer = try await browser.post(
          "/sign-in", [("name", "tiepnhan"), ("password", "sai")])
        #expect(answer.status == 401)
        #expect(answer.body.contains("<title>Lỗi: "))
      }
      let right = [("name", "tiepnhan"), ("password", MemoryDesk.password)]
      let early = try await browser.post("/sign-in", right)
      #expect(early.status == 429 && early.headers["retry-after"] == "2")
      steady.pass(seconds: 2)
      #expect(try await browser.post("/sign-in", right).status == 303)
    }
  }

  @Test func `malformed and oversized posts get one sentence`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let form = "application/x-www-form-urlencoded"
      for (body, status) in [("text=%F", 400), ("text=%ff%fe", 400), ("text=a%00b", 400)] {
        let answer = try await browser.send("POST", "/dossiers", body: Data(body.utf8), type: form)
        #expect(answer.status == status, "\(body)")
      }
      let long = Data(("text=" + String(repeating: "a", count: 10_000_000)).utf8)
      #expect(try await browser.send("POST", "/dossiers", body: long, type: form).status == 413)
      let field = String(repeating: "a", count: 40_000)
      #expect(try await browser.post("/dossiers", [("text", field)]).status == 413)
      let json = try await browser.send(
        "POST", "/dossiers", body: Data("{}".utf8), type: "application/json")
      #expect(json.status == 415)
      #expect(try await browser.send("DELETE", "/today", body: nil, type: nil).status == 405)
    }
  }

  @Test func `tricks with paths lead nowhere`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      for path in [
        "/styles/..%2Ftexts%2Fvi.json", "/styles/%2e%2e", "/modules/../texts/vi.json",
        "/texts/vi.json", "/templates/layout.mustache", "/drafts/..%2f..%2fetc/check",
        "/dossiers/%00", "/styles/motcua.css%00.js",
      ] {
        #expect([400, 404].contains(try await browser.get(path).status), "\(path)")
      }
      #expect(try await browser.get("/styles/motcua.css").status == 200)
      let long = "/dossiers/" + String(repeating: "a", count: 3_000)
      #expect(try await browser.get(long).status == 414)
    }
  }

  @Test func `no post of a form stays on the screen of a browser`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      browser.headers = ["Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"]
      let posted = try await browser.post("/copies", [("name", ""), ("title", "Bằng")])
      #expect(posted.status == 303)
      let place = try #require(posted.location)
      #expect(place.hasPrefix("/copies?posted="))
      let shown = try await browser.get(place)
      #expect(shown.status == 422)
      #expect(shown.body.contains("value=\"Bằng\""))
      // Another session gets nothing of it.
      browser.cookie = nil
      #expect(try await browser.get(place).status == 303)
    }
  }
}
