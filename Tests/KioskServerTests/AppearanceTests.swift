import Dossiers
import FormEngine
import Foundation
import Hummingbird
import KioskServer
import Testing

/// What the `appearance` column of a form does on our screens, with the preview as the screen.
@Suite(.serialized) struct AppearanceTests {
  /// Serves the form of all appearances, shared with the engine's tests.
  private func withForm(_ body: @escaping @Sendable (Browser) async throws -> Void) async throws {
    try await withForm(xml: nil, body)
  }

  private func withForm(
    xml: String?, _ body: @escaping @Sendable (Browser) async throws -> Void
  ) async throws {
    try await withPreview(xml: xml, body)
  }

  /// The markup of one field.
  private static func field(_ id: String, _ page: Browser.Page) -> String { page.field(id) }

  @Test func `choices are a list, radios, columns or buttons as the form wants`() async throws {
    try await withForm { browser in
      let page = try await browser.get("/officer/1")
      let field = { (name: String) in Self.field("part1.\(name)", page) }
      #expect(field("minimal").contains("<select"))
      #expect(field("search").contains("<select") && field("minimal2").contains("<select"))
      #expect(field("quick").contains("type=\"radio\"") && field("quick").contains("data-quick"))
      #expect(!field("two").contains("data-quick"))
      #expect(field("two").contains("choice-list columns columns-2"))
      #expect(field("columns").contains("choice-list columns\""))
      #expect(field("pack").contains("choice-list pack") && field("pack").contains("checkbox"))
      #expect(field("plain").contains("choice-list no-buttons"))
      #expect(field("likert").contains("choice-list likert"))
      #expect(field("inlist").contains("choice-list in-table"))
    }
  }

  @Test func `a number is counted up and down, a scanned code is not shown`() async throws {
    let xml = """
      <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
      <h:head><h:title>x</h:title><model><instance><data id="x" version="1"><a><n>3</n><t/><c>K7</c></a>
      </data></instance><bind nodeset="/data/a/n" type="int"/><bind nodeset="/data/a/t" type="string"/>
      <bind nodeset="/data/a/c" type="barcode"/></model></h:head><h:body><group ref="/data/a">
      <label>a</label><input ref="/data/a/n" appearance="counter"><label>n</label></input>
      <input ref="/data/a/t" appearance="counter"><label>t</label></input>
      <input ref="/data/a/c" appearance="hidden-answer"><label>c</label></input></group></h:body>
      </h:html>
      """
    try await withForm(xml: xml) { browser in
      let page = try await browser.get("/officer/1")
      let number = Self.field("a.n", page)
      #expect(number.contains("data-count=\"-1\"") && number.contains("data-count=\"1\""))
      #expect(number.contains("value=\"3\""))
      #expect(!Self.field("a.t", page).contains("data-count"), "counting is for numbers")
      #expect(Self.field("a.c", page).contains("type=\"password\""))
    }
  }

  @Test func `a file is taken, drawn, recorded or chosen as the form wants; a range is slid`()
    async throws
  {
    let questions = [
      ("i", "image", "", "photo"), ("n", "image", "new", "photo"),
      ("f", "image", "new-front", "selfie"), ("d", "image", "draw", "draw"),
      ("m", "image", "annotate", "annotate"), ("s", "image", "signature", "signature"),
      ("a", "audio", "", "sound"), ("v", "video", "", "film"), ("x", "application", "", ""),
    ]
    let uploads = questions.map { name, kind, appearance, _ in
      "<upload ref=\"/data/a/\(name)\" mediatype=\"\(kind)/*\" appearance=\"\(appearance)\">"
        + "<label>\(name)</label></upload>"
    }
    let xml = """
      <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
      <h:head><h:title>x</h:title><model><instance><data id="x" version="1"><a>
      \(questions.map { "<\($0.0)/>" }.joined())<r>7</r></a></data></instance>
      \(questions.map { "<bind nodeset=\"/data/a/\($0.0)\" type=\"binary\"/>" }.joined())
      <bind nodeset="/data/a/r" type="int"/></model></h:head><h:body><group ref="/data/a">
      <label>a</label>\(uploads.joined())<range ref="/data/a/r" start="0" end="10" step="1"
      appearance="no-ticks"><label>r</label></range></group></h:body></h:html>
      """
    try await withForm(xml: xml) { browser in
      let page = try await browser.get("/officer/1")
      for (name, kind, _, making) in questions {
        let field = Self.field("a.\(name)", page)
        #expect(field.contains("type=\"file\"") && field.contains("accept=\"\(kind)"), "\(name)")
        #expect(field.contains("data-make=\"\(making)\"") == !making.isEmpty, "\(name)")
        #expect(field.contains("made-only") == ["n", "f"].contains(name), "\(name)")
      }
      let range = Self.field("a.r", page)
      #expect(range.contains("type=\"range\"") && range.contains("max=\"10\" step=\"1\""))
      #expect(page.value(of: "f/a/r") == "7")
      #expect(page.headers["permissions-policy"]?.contains("camera=(self)") == true)
      _ = try await browser.post(
        "/officer/1", [("file/a/i", "anh.png"), ("f/a/v", "typed"), ("_action", "file:a/i")])
      let answers = try await browser.get("/answers.json").body
      #expect(answers.contains("anh.png") && !answers.contains("typed"))
      let check = try await browser.get("/check")
      #expect(check.headers["permissions-policy"]?.contains("camera=()") == true)
    }
  }

  @Test func `a table has its heads once and rows without labels`() async throws {
    try await withForm { browser in
      let page = try await browser.get("/officer/2")
      // pyxform numbers the field of the heads by its row.
      let name = try #require(
        page.body.firstMatch(of: /data-item="q-(part2.reserved_name_[a-z_0-9]+)"/))
      let heads = Self.field(String(name.output.1), page)
      #expect(heads.contains("choice-list heads in-table") && !heads.contains("<input"))
      for row in ["row1", "row2"] {
        let field = Self.field("part2.\(row)", page)
        #expect(field.contains("choice-list no-labels in-table") && field.contains("radio"))
      }
      let check = try await browser.get("/check")
      #expect(!check.body.contains("reserved_name"))
    }
  }

  @Test func `texts are long, of digits or hidden as the form wants`() async throws {
    try await withForm { browser in
      let page = try await browser.get("/officer/3")
      #expect(Self.field("part3.long", page).contains("<textarea"))
      #expect(Self.field("part3.long", page).contains("rows=\"6\""))
      #expect(Self.field("part3.digits", page).contains("inputmode=\"numeric\""))
      #expect(Self.field("part3.secret", page).contains("type=\"password\""))
      #expect(Self.field("part3.typed", page).contains("type=\"text\" inputmode=\"numeric\""))
      _ = try await browser.post(
        "/officer/3",
        [
          ("f/part3/secret", "mật khẩu"), ("f/part3/money", "1.234.567"), ("f/part3/year", "1950"),
          ("f/part3/month", "5/1950"), ("_action", "update"),
        ])
      let answers = try await browser.get("/answers.json").body
      for expected in ["\"1234567\"", "\"1950-01-01\"", "\"1950-05-01\""] {
        #expect(answers.contains(expected), "\(expected)")
      }
      let again = try await browser.get("/officer/3")
      #expect(again.value(of: "f/part3/money") == "1.234.567")
      #expect(again.value(of: "f/part3/year") == "1950")
      #expect(again.value(of: "f/part3/month") == "05/1950")
      let check = try await browser.get("/check").body
      #expect(check.contains("••••••••") && !check.contains("mật khẩu"))
    }
  }

  @Test func `questions of a list of fields share a page where others have their own`()
    async throws
  {
    try await withForm { browser in
      let first = try await browser.get("/resident/1")
      #expect(first.body.contains("part1.minimal") && !first.body.contains("part1.quick"))
      // Ten questions, a table and seven texts later.
      let page = try await browser.get("/resident/19")
      for name in ["order", "rating", "many", "half"] {
        #expect(page.body.contains("part4.\(name)"), "\(name)")
      }
      let table = try await browser.get("/resident/11")
      #expect(table.body.contains("part2.row1") && table.body.contains("part2.row2"))
    }
  }

  @Test func `a date of which a part is asked takes nothing else`() async throws {
    try await withForm { browser in
      _ = try await browser.get("/officer/3")
      for typed in ["195", "năm 1950", "13/1950"] {
        _ = try await browser.post(
          "/officer/3", [("f/part3/month", typed), ("_action", "update")])
        let page = try await browser.get("/officer/3")
        #expect(page.value(of: "f/part3/month") == typed)
        #expect(Self.field("part3.month", page).contains("id=\"q-part3.month-error\""), "\(typed)")
      }
    }
  }

  @Test func `things are put in order and ranges chosen without scripts`() async throws {
    try await withForm { browser in
      let page = try await browser.get("/officer/4")
      #expect(Self.field("part4.order", page).components(separatedBy: "<select").count == 4)
      #expect(Self.field("part4.rating", page).components(separatedBy: "type=\"radio\"").count == 7)
      #expect(Self.field("part4.many", page).contains("<select"))
      #expect(Self.field("part4.picked", page).contains("<select"))
      #expect(Self.field("part4.tall", page).contains("choice-list column"))
      #expect(Self.field("part4.half", page).contains(">1,5<"))
      _ = try await browser.post(
        "/officer/4",
        [
          ("f/part4/order", "c"), ("f/part4/order", "a"), ("f/part4/order", "b"),
          ("f/part4/rating", "4"), ("f/part4/many", "35"), ("f/part4/half", "1.5"),
          ("_action", "update"),
        ])
      let answers = try await browser.get("/answers.json").body
      for expected in ["\"c a b\"", "\"4\"", "\"35\"", "\"1.5\""] {
        #expect(answers.contains(expected), "\(expected)")
      }
      #expect(try await browser.get("/check").body.contains("Ba, Một, Hai"))
      let wrong = try await browser.post(
        "/officer/4",
        [
          ("f/part4/order", "c"), ("f/part4/order", "c"), ("f/part4/order", ""),
          ("_action", "continue"),
        ])
      #expect(wrong.status == 422 && wrong.body.contains("mỗi mục một lần"))
    }
  }
}
