import Documents
import Dossiers
import Foundation
import Testing

/// Layout files: what is read, what is said of mistakes, and that the print stands where the file
/// says.
@Suite struct LayoutTests {
  static let shipped = [
    "01", "01-batch", "02", "03", "04", "05", "06", "07", "access", "calls", "draft", "fee",
    "results",
    "month", "slip",
  ]

  @Test func `every layout that is shipped can be used`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Samples.layouts.path)
    #expect(Set(files) == Set(Self.shipped.map { $0 + ".json" }))
    for id in Self.shipped {
      let layout = try Samples.layout(id)
      #expect(layout.gazetteNote == nil, "nobody has compared \(id) with the gazette")
    }
  }

  private static let base = """
    {"title": "Giấy thử", "page": {"left": 20, "right": 18, "top": 15, "bottom": 15},
     "variants": ["a"], "blocks": [
      {"kind": "text", "text": "Mã: {code}"},
      {"kind": "table", "rows": "components", "columns": [
        {"title": "TT", "width": 10, "value": "{row.n}"},
        {"title": "Tên", "value": "{row.name}"}]}]}
    """

  /// What is changed in the file, where the mistake is said to be, and a word of the sentence.
  static let mistakes: [(String, String, String, String)] = [
    (#""{code}""#, "", "", ""),
    ("{code}", "{mahoso}", "blocks[0].text", "{mahoso}"),
    ("{code}", "{Code}", "blocks[0].text", "{code}"),
    ("{code}", "{code", "blocks[0].text", "}"),
    ("{code}", "{code|lower}", "blocks[0].text", "upper"),
    ("{code}", "**{code}", "blocks[0].text", "**"),
    ("{row.name}", "{row.nam}", "blocks[1].columns[1].value", "{row.nam}"),
    ("Mã: {code}", "{row.n}", "blocks[0].text", "{row.n}"),
    (#""components""#, #""giayTo""#, "blocks[1].rows", "components"),
    (#""kind": "text""#, #""kind": "txt""#, "blocks[0].kind", "letterhead"),
    (#""text": "Mã"#, #""colour": 1, "text": "Mã"#, "blocks[0].colour", "align"),
    (#""text": "Mã"#, #""align": "middle", "text": "Mã"#, "blocks[0].align", "center"),
    (#""text": "Mã"#, #""only": ["b"], "text": "Mã"#, "blocks[0].only", "a"),
    (#""text": "Mã"#, #""when": "cod", "text": "Mã"#, "blocks[0].when", "{cod}"),
    (#""text": "Mã"#, #""at": {"x": 300, "y": 2}, "text": "Mã"#, "blocks[0].at", "off the page"),
    (#""text": "Mã"#, #""at": {"x": "1", "y": 2}, "text": "Mã"#, "blocks[0].at.x", "number"),
    (#""width": 10"#, #""width": 120"#, "blocks[1].columns", "110"),
    (#""width": 10"#, #""width": -1"#, "blocks[1].columns[0].width", "3"),
    (#""title": "Tên""#, #""title": """#, "blocks[1].columns[1].title", "empty"),
    (#""left": 20, "#, "", "page.left", "missing"),
    (#""left": 20"#, #""left": 95"#, "page", "40 mm"),
    (#""title": "Giấy thử", "#, "", "title", "missing"),
    (#""variants""#, #""about": "person", "variants""#, "about", "dossier"),
    ("]}]}", "]}", "", "JSON"),
  ]

  @Test(arguments: mistakes.dropFirst())
  func `a mistake is named with its place`(mistake: (String, String, String, String)) throws {
    let (old, new, place, word) = mistake
    #expect(Self.base.contains(old))
    let text = Self.base.replacingOccurrences(of: old, with: new)
    let error = #expect(throws: LayoutFileError.self) {
      try PaperLayout(Data(text.utf8), id: "x", file: "x.json")
    }
    let problem = try #require(error?.problems.first)
    #expect(error?.problems.count == 1, "\(error?.problems ?? [])")
    #expect(problem.place == place)
    #expect("\(problem)".contains(word), "\(problem)")
    for sentence in [problem.message.vi, problem.message.en] {
      #expect(sentence.hasSuffix(".") && !sentence.contains("\n"))
    }
  }

  @Test func `several mistakes are all named`() throws {
    let text = Self.base.replacingOccurrences(of: "{code}", with: "{x} {y}")
      .replacingOccurrences(of: "{row.n}", with: "{row.z}")
    let error = #expect(throws: LayoutFileError.self) {
      try PaperLayout(Data(text.utf8), id: "x", file: "x.json")
    }
    #expect(
      error?.problems.map(\.place) == [
        "blocks[0].text", "blocks[0].text", "blocks[1].columns[0].value",
      ])
  }

  @Test func `a paper says what its data say, and blocks hold their conditions`() throws {
    let text = """
      {"title": "Giấy thử", "page": {"left": 20, "right": 18, "top": 15, "bottom": 15},
       "variants": ["a", "b"], "slip": true, "blocks": [
        {"kind": "text", "text": "Chủ {owner|upper}, {code|capital}."},
        {"kind": "text", "text": "rỗng {email} hết"},
        {"kind": "text", "text": "{email}"},
        {"kind": "text", "text": "một", "only": ["a"]},
        {"kind": "text", "text": "hai", "only": ["b"]},
        {"kind": "text", "text": "ba", "when": "email"},
        {"kind": "text", "text": "bốn", "unless": "email"},
        {"kind": "text", "text": "năm", "when": "components"},
        {"kind": "text", "text": "sáu", "on": ["slip", "text"]}]}
      """
    let layout = try PaperLayout(Data(text.utf8), id: "x", file: "x.json")
    let paper = FilledPaper(
      layout, PaperData(texts: ["owner": "vàng a thử", "code": "mã 1", "email": " "]),
      variants: ["a"])
    let onSheet = try Tools.text(ofPDF: paper.pdf(createdAt: Samples.birth.receivedAt))
    #expect(onSheet == "ChủVÀNGATHỬ,Mã1.rỗng……………hếtmộtbốn")
    #expect(paper.text() == "Chủ VÀNG A THỬ, Mã 1.\nrỗng …………… hết\nmột\nbốn\nsáu\n")
  }
}
