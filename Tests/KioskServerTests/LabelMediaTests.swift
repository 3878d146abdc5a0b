import Foundation
import KioskServer
import Testing

/// Pictures, sounds and films of labels on the screens.
@Suite(.serialized) struct LabelMediaTests {
  private static let form = """
    <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>x</h:title><model><itext>
    <translation lang="Tiếng Việt (vi)" default="true()">
    <text id="g"><value>Giấy tờ</value><value form="image">jr://images/nhom.png</value></text>
    <text id="a"><value>Thẻ nào</value><value form="image">jr://images/the.png</value>
    <value form="big-image">jr://images/the-to.png</value>
    <value form="audio">jr://audio/the.mp3</value></text>
    <text id="c-0"><value>Căn cước</value><value form="image">jr://images/cc.png</value></text>
    <text id="c-1"><value form="image">jr://images/khac.png</value>
    <value form="video">jr://video/khac.mp4</value></text>
    <text id="c-2"><value>Không có</value></text>
    <text id="n"><value>Xem phim</value><value form="video">jr://video/\
    <output value="/data/g/a"/>.webm</value></text>
    </translation><translation lang="English (en)">
    <text id="g"><value>Papers</value></text>
    <text id="a"><value>Which card</value><value form="image">jr://images/card.png</value></text>
    <text id="c-0"><value>Card</value></text><text id="n"><value>Watch</value></text>
    </translation></itext>
    <instance><data id="x" version="1"><g><a>k</a><m/><n/></g></data></instance>
    <instance id="c"><root><item><v>k</v><t>c-0</t></item><item><v>o</v><t>c-1</t></item>
    <item><v>z</v><t>c-2</t></item></root></instance>
    <bind nodeset="/data/g/n" type="string" readonly="true()"/></model></h:head><h:body>
    <group ref="/data/g"><label ref="jr:itext('g')"/>
    <select1 ref="/data/g/a"><label ref="jr:itext('a')"/><itemset nodeset="instance('c')/root/item">
    <value ref="v"/><label ref="jr:itext(t)"/></itemset></select1>
    <select1 ref="/data/g/m" appearance="minimal"><label>Rút gọn</label>
    <itemset nodeset="instance('c')/root/item"><value ref="v"/><label ref="jr:itext(t)"/></itemset>
    </select1><input ref="/data/g/n"><label ref="jr:itext('n')"/></input></group></h:body></h:html>
    """
  private static let sound = Document(
    data: Data("0123456789".utf8), type: "audio/mpeg", name: "the.mp3")

  @Test func `pictures, sounds and films of labels and choices are shown with their words`()
    async throws
  {
    try await withPreview(xml: Self.form) { browser in
      let page = try await browser.get("/officer/1")
      #expect(page.body.contains("<img src=\"/media/nhom.png\" alt=\"Giấy tờ\">"))
      let question = page.field("g.a")
      #expect(question.contains("<img src=\"/media/the.png\" alt=\"Thẻ nào\">"))
      #expect(question.contains("href=\"/media/the-to.png\""))
      #expect(question.contains("<audio controls preload=\"none\" src=\"/media/the.mp3\""))
      #expect(!page.body.contains("autoplay"))
      // Read aloud once: by the picture, and not again by the words beside it.
      #expect(
        question.contains(
          "<img src=\"/media/cc.png\" alt=\"Căn cước\"><span aria-hidden=\"true\">Căn cước</span>"))
      // A choice without words is known by its value.
      #expect(question.contains("<img src=\"/media/khac.png\" alt=\"o\">"))
      #expect(question.contains("<video controls preload=\"none\" src=\"/media/khac.mp4\""))
      #expect(question.contains("type=\"radio\"") && question.contains("Không có</span>"))
      // The name of a film may depend on an answer.
      #expect(page.field("g.n").contains("src=\"/media/k.webm\""))
      // A list that opens cannot hold pictures: they stand beside it.
      let list = page.field("g.m")
      #expect(list.contains("<select") && list.contains("choice-legend"))
      #expect(list.contains("<img src=\"/media/cc.png\" alt=\"Căn cước\">"))
      let resident = try await browser.get("/resident/1").body
      #expect(resident.contains("/media/the.png") && resident.contains("/media/cc.png"))
    }
  }

  @Test func `a language has its own picture, else that of the form's first language`()
    async throws
  {
    try await withPreview(xml: Self.form) { browser in
      _ = try await browser.get("/")
      _ = try await browser.post("/language", [("language", "en")])
      let page = try await browser.get("/officer/1")
      let question = page.field("g.a")
      #expect(question.contains("<img src=\"/media/card.png\" alt=\"Which card\">"))
      #expect(question.contains("<img src=\"/media/cc.png\" alt=\"Card\">"))
      #expect(question.contains("src=\"/media/the.mp3\" aria-label=\"Listen: Which card\""))
      #expect(page.body.contains("<img src=\"/media/nhom.png\" alt=\"Papers\">"))
    }
  }

  @Test func `a file of a label is served whole or in part, and nothing else is`() async throws {
    let files = ["the.mp3": Self.sound, "other.mp3": Self.sound]
    try await withPreview(xml: Self.form, media: files) { browser in
      let whole = try await browser.get("/media/the.mp3")
      #expect(whole.status == 200 && whole.body == "0123456789")
      #expect(whole.headers["content-type"] == "audio/mpeg")
      #expect(whole.headers["accept-ranges"] == "bytes")
      #expect(whole.headers["x-content-type-options"] == "nosniff")
      #expect(whole.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
      browser.headers["Range"] = "bytes=4-6"
      let part = try await browser.get("/media/the.mp3")
      #expect(part.status == 206 && part.body == "456")
      #expect(part.headers["content-range"] == "bytes 4-6/10")
      browser.headers["Range"] = "bytes=-2"
      #expect(try await browser.get("/media/the.mp3").body == "89")
      browser.headers["Range"] = "bytes=10-"
      #expect(try await browser.get("/media/the.mp3").status == 416)
      for header in ["bytes=6-4", "bytes=a-", "lines=1-2", "bytes=1-2,4-5", "bytes=-"] {
        browser.headers["Range"] = header
        #expect(try await browser.get("/media/the.mp3").body == "0123456789", "\(header)")
      }
      browser.headers["Range"] = nil
      for name in ["other.mp3", "..%2Fform.xml", "nhom.png", "%2E%2E"] {
        #expect(try await browser.get("/media/\(name)").status == 404, "\(name)")
      }
    }
  }
}
