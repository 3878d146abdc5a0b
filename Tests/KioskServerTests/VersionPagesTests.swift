import Foundation
import KioskServer
import Testing

@Suite(.serialized) struct VersionPagesTests {
  private static let change = VersionChange(
    from: "2026.1", to: "2026.2", renamed: [.init(label: "Họ tên", value: "Bùi Văn An")],
    lost: [.init(label: "Địa chỉ cũ", value: "Xóm <Thử>")], lostPapers: ["Sổ hộ khẩu"])

  @Test func `a draft is carried over only after the officer saw what is left out`() async throws {
    try await withScreens { browser, desk, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("2.000815")
      #expect(try await !browser.get(draft + "/sections/1").body.contains("/version"))
      await desk.setNewer(Self.change)
      #expect(try await browser.get(draft + "/sections/1").body.contains("\(draft)/version"))
      let page = try await browser.get(draft + "/version")
      #expect(page.status == 200)
      for text in ["2026.2", "Họ tên", "Bùi Văn An", "Địa chỉ cũ", "Xóm &lt;Thử&gt;", "Sổ hộ khẩu"]
      {
        #expect(page.body.contains(text), "\(text)")
      }
      let other = try await browser.post(draft + "/version", [("version", "2026.3")])
      #expect(other.status == 409)
      let done = try await browser.post(draft + "/version", [("version", "2026.2")])
      #expect(done.location == draft + "/check")
      #expect(try await browser.get(draft + "/version").status == 409)
    }
  }
}
