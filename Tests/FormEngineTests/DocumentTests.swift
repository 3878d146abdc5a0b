import FormEngine
import Foundation
import Testing

/// What the reader of XML makes of documents from outside.
@Suite struct DocumentTests {
  private func read(_ text: String) throws -> FormSession {
    try TestSupport.session(text)
  }

  private func error(_ bytes: Data) -> FormError? {
    do {
      _ = try FormDefinition(xml: bytes)
      return nil
    } catch {
      return error as? FormError
    }
  }

  private func error(_ text: String) -> FormError? { error(Data(text.utf8)) }

  @Test func `characters, references and sections become text`() throws {
    let session = try read(
      TestSupport.form(
        instance: """
          <a> &lt;b&gt; &amp;&quot;&apos; &#x1EC5;&#7877; <![CDATA[<x> & ]]]]>\r\n\u{1EA1}<!-- no --> </a>
          <b><?target data?>1<!-- 2 -->3</b><c\n/><d>e\u{301} \u{FB00}</d>
          """))
    #expect(session.value(at: "a") == "<b> &\"' \u{1EC5}\u{1EC5} <x> & ]]\n\u{1EA1}")
    #expect(session.value(at: "b") == "13")
    #expect(session.value(at: "c") == "")
    #expect(session.value(at: "d") == "e\u{301} \u{FB00}")
  }

  @Test func `attributes lose their line breaks, not their references`() throws {
    let session = try read(
      TestSupport.form(
        instance: "<a/><b/>",
        model: "<bind nodeset = '/data/a'\n calculate=\"concat('x',\n\t'&#10;&lt;', \r\n'é')\" />"))
    #expect(session.value(at: "a") == "x\n<é")
  }

  @Test func `a byte order mark and a declaration may stand first`() throws {
    let whole = TestSupport.form(instance: "<a>1</a>")
    #expect(try read("\u{FEFF}" + whole).value(at: "a") == "1")
    let declared = whole.replacing(
      "<?xml version=\"1.0\"?>", with: "<?xml version='1.0' encoding='utf-8' standalone='yes'?>")
    #expect(try read(declared).value(at: "a") == "1")
    #expect(error(declared.replacing("utf-8", with: "UTF-16"))?.kind == .unsupported)
  }

  /// Each of them ends with one sentence and a place.
  @Test(arguments: [
    "<a>", "<a></b>", "</a>", "<a/><b/>", "<a/>x", "x<a/>", "<a b/>", "<a b=1/>", "<a b='1/>",
    "<a b='1'c='2'/>", "<a b='1' b='2'/>", "<a b='<'/>", "<a>&nbsp</a>", "<a>& b</a>",
    "<a>&#0;</a>",
    "<a>&#xD800;</a>", "<a>&#xFFFE;</a>", "<a>&#x110000;</a>", "<a>&#-5;</a>", "<a>&#+5;</a>",
    "<a>\u{1}</a>", "<a>\u{FFFF}</a>", "<a>]]></a>", "<a><!-- -- --></a>", "<a><!-- </a>",
    "<a><![CDATA[ </a>", "<a><?xml version='1.0'?></a>", "<a><? x?></a>", "<a><?x </a>", "<1/>",
    "<a:\u{D7}/>", "< a/>", "<a", "<a ", "<a b", "<a b=", "<", "<!", "<!--", "<![CDATA[x]]>",
  ])
  func `a document that is not well-formed is refused`(text: String) throws {
    let found = try #require(error(text))
    #expect(found.kind == .malformed || found.kind == .unsupported)
    #expect(found.message.hasSuffix("."))
    #expect(found.place?.hasPrefix("line 1, column ") == true, "\(found)")
  }

  @Test func `an error names its line and column in characters`() throws {
    let found = try #require(error("<a>\n<b>ễ</b><c>\nđ&x</c></a>"))
    #expect(found.place == "line 3, column 2")
  }

  @Test func `entities are refused, not expanded`() throws {
    var laughs = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">"
    for level in 1...9 {
      let inner = String(repeating: "&lol\(level - 1);", count: 10)
      laughs += "<!ENTITY lol\(level) \"\(inner)\">"
    }
    for text in [
      laughs + "]><a>&lol9;</a>", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
      "<!doctype a><a/>", "<a>&lol;</a>", "<a b='&lol;'/>",
    ] {
      #expect(try #require(error(text)).kind == .unsupported)
    }
    // In a comment or a section it is text like any other.
    let harmless = TestSupport.form(
      instance: "<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>")
    #expect(try read(harmless).value(at: "a") == "<!DOCTYPE a>")
  }

  @Test func `bytes that are no UTF-8 text are refused`() {
    for bytes: [UInt8] in [
      [0x3C, 0x61, 0xFF, 0x2F, 0x3E], [0xFE, 0xFF, 0x00, 0x3C], [0x3C, 0x61, 0x3E, 0xC0, 0x80],
      [0x3C, 0x61, 0x3E, 0xED, 0xA0, 0x80], [0x3C, 0x61, 0x3E, 0x00],
    ] {
      #expect(error(Data(bytes))?.message == "The document is not UTF-8 text.")
    }
  }

  @Test func `a document may be large in any way`() throws {
    let many = 200_000
    let attributes = (0..<many).map { " a\($0)='1'" }.joined()
    let cases = [
      // One text of many pieces, one element of many attributes, many elements of one name or of
      // many, and one name that is too long.
      TestSupport.form(instance: "<a>" + String(repeating: "x<!---->", count: many) + "</a>"),
      TestSupport.form(instance: "<a\(attributes)/>"),
      TestSupport.form(instance: String(repeating: "<a/>", count: many)),
      TestSupport.form(instance: (0..<many).map { "<a\($0)/>" }.joined()),
    ]
    for text in cases { #expect(error(text) == nil || error(text)?.kind == .limit) }
    #expect(error("<\(String(repeating: "a", count: 2_000))/>")?.kind == .malformed)
    #expect(
      error(TestSupport.form(instance: String(repeating: "<a>", count: 1_000_000)))?.place
        == "line 5, column 323")
  }
}
