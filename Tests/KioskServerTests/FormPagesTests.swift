import Dossiers
import FormEngine
import Foundation
import KioskServer
import Testing

@Suite(.serialized) struct FormPagesTests {
  static let card =
    "099090000001|113456789|BÙI VĂN AN|05081990|Nam|Xóm Pà Khôm, Pà Cò, Mai Châu|10052021"

  @Test func `a scanned card is shown before it fills in the form`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let preview = try await browser.post(draft + "/scan", [("card", "\u{2}" + Self.card + "\r")])
      #expect(preview.status == 200)
      #expect(preview.body.contains("BÙI VĂN AN"))
      #expect(preview.body.contains("<strong>05/08/1990</strong>"))
      #expect(try await browser.get(draft + "/sections/1").value(of: "f/nyc/hoTen") == "")
      let applied = try await browser.post(
        draft + "/scan/apply", [("card", Self.card), ("path", "nyc/hoTen")])
      #expect(applied.location == draft)
      let page = try await browser.get(draft + "/sections/1")
      #expect(page.value(of: "f/nyc/hoTen") == "BÙI VĂN AN")
      #expect(page.value(of: "f/nyc/soDinhDanh") == "")
    }
  }

  @Test func `a card that cannot be read is refused with a sentence`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      for text in ["", "   ", "khong phai the"] {
        let answer = try await browser.post(draft + "/scan", [("card", text)])
        #expect(answer.status == 422)
        #expect(answer.body.contains("id=\"errors\""))
      }
    }
  }

  @Test func `dates are typed day first and kept as typed when they are no dates`() async throws {
    try await withScreens { browser, desk, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let id = String(draft.dropFirst("/drafts/".count))
      let caller = Caller(officer: "x", language: .vietnamese)
      for (typed, stored) in [
        ("5/8/1990", "1990-08-05"), ("05081990", "1990-08-05"), ("05-08-1990", "1990-08-05"),
        ("1990-08-05", "1990-08-05"), ("31/2/1990", "31/2/1990"), ("hôm qua", "hôm qua"),
      ] {
        _ = try await browser.post(
          draft + "/sections/1", [("f/nyc/ngaySinh", typed), ("_action", "update")])
        let form = try await desk.draft(id, caller).form
        let question = form.items.flatMap(\.questions).first { $0.path == "nyc/ngaySinh" }
        #expect(question?.value == stored, "\(typed)")
      }
      let page = try await browser.get(draft + "/sections/1")
      #expect(page.value(of: "f/nyc/ngaySinh") == "hôm qua")
      #expect(page.body.contains("ngày không đúng"))
    }
  }

  @Test func `going on with a gap shows the errors at the top, in the title and at the field`()
    async throws
  {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let fresh = try await browser.get(draft + "/sections/1")
      #expect(!fresh.body.contains("class=\"error\""))
      let page = try await browser.post(draft + "/sections/1", [("_action", "continue")])
      #expect(page.status == 422)
      #expect(page.body.contains("<title>Lỗi: "))
      #expect(page.body.contains("<a href=\"#q-nyc.hoTen\">"))
      #expect(page.body.contains("id=\"q-nyc.hoTen-error\""))
    }
  }

  @Test func `a live change answers the fields that follow from it and is saved`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let before = try await browser.get(draft + "/sections/1")
      #expect(!before.body.contains("f/nyc/noiCuTru/nuocNgoai"))
      let live = try await browser.post(
        draft + "/live", [("_section", "1"), ("f/nyc/noiCuTru/loai", "nuoc_ngoai")])
      #expect(live.status == 200)
      #expect(live.body.contains("f/nyc/noiCuTru/nuocNgoai"))
      #expect(!live.body.contains("<html"))
      _ = try await browser.get("/today")
      #expect(
        try await browser.get(draft + "/sections/1").body.contains("f/nyc/noiCuTru/nuocNgoai"))
    }
  }

  @Test func `rows are added and removed by plain buttons and what was typed stays`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("2.000815")
      let path = draft + "/sections/2"
      let typed = [("f/giayTo[1]/ten", "Giấy khai sinh"), ("f/giayTo[1]/soTrang", "1")]
      let two = try await browser.post(path, typed + [("_action", "add:giayTo")])
      #expect(two.status == 200)
      #expect(two.value(of: "f/giayTo[1]/ten") == "Giấy khai sinh")
      #expect(two.value(of: "f/giayTo[2]/ten") == "")
      let one = try await browser.post(
        path, [("f/giayTo[2]/ten", "Bằng tốt nghiệp"), ("_action", "remove:giayTo[1]")])
      #expect(one.value(of: "f/giayTo[1]/ten") == "Bằng tốt nghiệp")
      #expect(one.value(of: "f/giayTo[2]/ten") == nil)
      #expect(try await browser.post(path, [("_action", "remove:giayTo[9]")]).status >= 400)
      #expect(try await browser.post(path, [("_action", "add:khongCo")]).status >= 400)
    }
  }

  @Test func `fields the form does not have are refused`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      let answer = try await browser.post(
        draft + "/sections/1", [("f/nyc/khongCo", "x"), ("f/nyc/hoTen", "Sùng A Thử")])
      #expect(answer.status == 422)
      #expect(try await browser.get(draft + "/sections/1").value(of: "f/nyc/hoTen") == "")
    }
  }

  @Test func `what people type is shown, never run`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      // The combining breve makes one visible character of the quote and itself.
      let typed = "\"\u{306}><script>alert(1)</script>"
      _ = try await browser.post(
        draft + "/sections/1", [("f/nyc/hoTen", typed), ("_action", "update")])
      let page = try await browser.get(draft + "/sections/1")
      #expect(!page.body.contains("<script>alert"))
      #expect(page.body.contains("value=\"&quot;\u{306}&gt;&lt;script&gt;"))
    }
  }

  @Test func `switching the language keeps the page and the answers`() async throws {
    try await withScreens { browser, _, _ in
      try await browser.signIn()
      let draft = try await browser.startDraft("1.001193")
      _ = try await browser.post(
        draft + "/sections/1", [("f/nyc/hoTen", "Sùng A Thử"), ("_action", "update")])
      browser.headers["Referer"] = browser.base + draft + "/sections/1"
      let answer = try await browser.post("/language", [("language", "en")])
      #expect(answer.location == draft + "/sections/1")
      let page = try await browser.get(draft + "/sections/1")
      #expect(page.body.contains("<html lang=\"en\""))
      #expect(page.body.contains("Save and continue"))
      #expect(page.value(of: "f/nyc/hoTen") == "Sùng A Thử")
    }
  }
}

extension FormItem {
  /// All questions in it.
  var questions: [FormQuestion] {
    switch self {
    case .question(let question): [question]
    case .group(let group): group.items.flatMap(\.questions)
    case .rows(let rows): rows.rows.flatMap { $0.items.flatMap(\.questions) }
    }
  }
}
