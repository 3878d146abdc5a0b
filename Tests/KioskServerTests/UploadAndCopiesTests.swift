import Dossiers
import Foundation
import KioskServer
import Testing

@Suite(.serialized) struct UploadTests {
  static let picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) + Data(count: 100)

  @Test func `a picture is attached, shown and taken away again`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let answer = try await browser.upload(
        draft + "/files", component: "giayChungSinh", name: "giấy chứng sinh.png",
        data: Self.picture)
      #expect(answer.location == draft + "/papers")
      let page = try await browser.get(draft + "/papers")
      #expect(page.body.contains("giấy chứng sinh.png"))
      let file = try #require(page.value(of: "file"))
      let shown = try await browser.get("\(draft)/files/\(file)")
      #expect(shown.headers["content-type"] == "image/png")
      _ = try await browser.post(
        draft + "/files/remove", [("file", file), ("component", "giayChungSinh")])
      #expect(try await browser.get(draft + "/papers").body.contains("chứng sinh.png") == false)
    }
  }

  @Test func `files of other types, sizes and names are refused`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let large = Self.picture + Data(count: KioskLimits.uploadByteLimit)
      for (name, data, status) in [
        ("a.png", Data("MZ program".utf8), 415), ("a.svg", Data("<svg/>".utf8), 415),
        ("a.png", Data(), 422), ("a.png", large, 413), ("../../a.png", Self.picture, 400),
        ("a/b.png", Self.picture, 400), (".htaccess", Self.picture, 400),
        ("a\u{202E}gnp.exe", Self.picture, 400), ("c:\\a.png", Self.picture, 400),
      ] {
        let answer = try await browser.upload(
          draft + "/files", component: "giayChungSinh", name: name, data: data)
        #expect(answer.status == status, "\(name) \(data.count)")
        #expect(answer.body.contains("id=\"errors\""), "\(name)")
      }
      let huge = try await browser.upload(
        draft + "/files", component: "giayChungSinh", name: "a.png",
        data: Self.picture + Data(count: 8_000_000))
      #expect(huge.status == 413)
      #expect(
        try await browser.get(draft + "/papers").body.contains("name=\"file\" value") == false)
    }
  }

  @Test func `counts that are no counts are refused`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      for count in ["-1", "100", "hai", "1.5"] {
        let answer = try await browser.post(
          draft + "/papers", [("original/giayChungSinh", count), ("_action", "save")])
        #expect(answer.status == 422, "\(count)")
      }
    }
  }
}

@Suite(.serialized) struct CopiesTests {
  private static let job = [
    ("request", "r-1"), ("name", "Mùa Thị Thử"), ("title", "Căn cước công dân"), ("pages", "1"),
    ("copies", "2"),
  ]

  @Test func `copies are priced, certified once and handed back on one screen`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let fee = try await browser.post("/copies/live", Self.job)
      // One page is 2,000 đ, two copies of it 4,000 đ.
      #expect(fee.body.contains("4.000 đồng"))
      let done = try await browser.post("/copies", Self.job)
      let place = try #require(done.location)
      #expect(try await browser.post("/copies", Self.job).location == place)
      let page = try await browser.get(place)
      #expect(page.body.contains("125/2026"))
      #expect(!page.body.contains("In giấy hẹn"))
      _ = try await browser.post(place + "/return", [])
      #expect(try await browser.get(place).body.contains("Đã trả lúc"))
    }
  }

  @Test func `after fifteen hours a slip must be printed`() async throws {
    try await withScreens { browser, desk, _ in
      await desk.setNow(Project.morning.adding(milliseconds: 5 * 3_600_000 + 600_000))
      try await browser.signIn()
      let fee = try await browser.post("/copies/live", Self.job)
      #expect(fee.body.contains("phải in giấy hẹn"))
      let place = try #require(try await browser.post("/copies", Self.job).location)
      #expect(try await browser.get(place).body.contains("In giấy hẹn"))
    }
  }

  @Test func `a card scanned into the name fills name and number`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let card = "099090000001|113456789|BÙI VĂN AN|05081990|Nam|Xóm Pà Khôm|10052021"
      let page = try await browser.post("/copies", [("name", card), ("title", "")])
      #expect(page.status == 200)
      #expect(page.value(of: "idNumber") == "099090000001")
      #expect(page.body.contains("value=\"BÙI VĂN AN\""))
      #expect(!page.body.contains("id=\"errors\""))
    }
  }

  @Test func `a slip that was asked for can be printed before fifteen hours`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let place = try #require(
        try await browser.post("/copies", Self.job + [("slip", "1")]).location)
      #expect(try await browser.get(place).body.contains("In giấy hẹn"))
    }
  }

  @Test func `a job with gaps names each of them`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let answer = try await browser.post(
        "/copies",
        [("name", ""), ("title", ""), ("pages", "0"), ("copies", "hai")])
      #expect(answer.status == 422)
      for field in ["name", "title-1", "pages-1", "copies-1"] {
        #expect(answer.body.contains("href=\"#\(field)\""), "\(field)")
      }
    }
  }

  @Test func `a machine whose work does not count says so on every page`() async throws {
    try await withScreens { browser, desk, _ in
      try await browser.signIn()
      for (reason, words) in [
        (LinkState.KeptApart.quarantined, "Tỉnh đang giữ riêng, chưa tính hồ sơ máy này gửi"),
        (.revoked, "Tỉnh đã thu hồi máy này: hồ sơ gửi từ đây không được tính"),
      ] {
        await desk.setLink(LinkState(condition: .keptApart(reason)))
        for path in ["/today", "/sync", "/link"] {
          let page = try await browser.get(path)
          #expect(page.body.contains(words) && page.body.contains("link-refused"), "\(path)")
        }
      }
    }
  }

  @Test func `the link is said on every page and can be paused`() async throws {
    try await withScreens { browser, desk, _ in
      await desk.setLink(
        LinkState(
          condition: .offline(nextAttempt: nil),
          lastContact: Project.morning.adding(milliseconds: -600_000), dossiersWaiting: 3))
      try await browser.signIn()
      for path in ["/today", "/procedures", "/copies", "/dossiers", "/sync", "/clock"] {
        let page = try await browser.get(path)
        #expect(page.body.contains("Đang ngoại tuyến, 3 hồ sơ chờ gửi"), "\(path)")
        #expect(page.body.contains("Liên lạc lần cuối 09:50"), "\(path)")
      }
      _ = try await browser.post("/sync/pause", [])
      #expect(try await browser.get("/sync").body.contains("Tạm dừng đồng bộ đến 11:00"))
      _ = try await browser.post("/sync/resume", [])
      #expect(try await browser.get("/sync").body.contains("Đang ngoại tuyến"))
      // A new machine says how much of what is older it still waits for.
      #expect(try await !browser.get("/sync").body.contains("Hồ sơ cũ còn tải về"))
      await desk.setOlderEntries(1_204)
      #expect(try await browser.get("/sync").body.contains("1.204 bản ghi"))
    }
  }
}
