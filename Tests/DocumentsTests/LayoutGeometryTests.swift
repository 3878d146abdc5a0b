import Documents
import Foundation
import Testing

/// What is printed stands where the layout file says, to half a millimetre; measured on the page as
/// poppler draws it, against the numbers of the file as JSON.
@Suite struct LayoutGeometryTests {
  private static let half = 0.5

  private func file(_ blocks: String) throws -> PaperLayout {
    let text = """
      {"title": "Giấy thử", "page": {"left": 20, "right": 18, "top": 15, "bottom": 15},
       "type": {"sizes": [10], "gap": 0}, "blocks": [\(blocks)]}
      """
    return try PaperLayout(Data(text.utf8), id: "x", file: "x.json")
  }

  private func scan(_ layout: PaperLayout) throws -> Scan {
    let data = PaperData(
      texts: ["code": "HHHH", "qr": "https://example.vn/r/1"],
      rows: ["components": [["n": "1", "name": "H"], ["n": "2", "name": "H"]]])
    return try Scan(FilledPaper(layout, data).pdf(createdAt: Samples.birth.receivedAt))
  }

  private func near(_ value: Double?, _ wanted: Double) -> Bool {
    value.map { abs($0 - wanted) <= Self.half } ?? false
  }

  @Test(arguments: [(30.0, 40.0), (37.0, 101.5), (55.5, 160.0)])
  func `things with a place stand there`(x: Double, y: Double) throws {
    let rule = try scan(
      file(#"{"kind": "rule", "thickness": 1, "at": {"x": \#(x), "y": \#(y), "width": 44}}"#))
    let line = try #require(rule.ink(in: Rect(x: 0, y: 0, width: 148, height: 210)))
    #expect(near(line.x, x) && near(line.y, y) && near(line.width, 44) && near(line.height, 1))

    let box = try scan(
      file(
        #"{"kind": "box", "padding": 6, "at": {"x": \#(x), "y": \#(y), "width": 50}, "blocks": ["#
          + #"{"kind": "gap", "height": 9}]}"#))
    let frame = try #require(box.ink(in: Rect(x: 0, y: 0, width: 148, height: 210)))
    #expect(near(frame.x, x) && near(frame.y, y) && near(frame.width, 50))
    #expect(near(frame.height, 21), "9 mm and a padding of 6 mm on both sides")

    let text = try scan(
      file(#"{"kind": "text", "text": "{code}", "at": {"x": \#(x), "y": \#(y)}}"#))
    let letters = try #require(text.ink(in: Rect(x: 0, y: 0, width: 148, height: 210)))
    #expect(near(letters.x, x), "\(letters)")
    // The H begins below the line's top by the ascent's rest, less than a line of 10 points.
    #expect(letters.y >= y && letters.bottom <= y + 4.1, "\(letters)")
  }

  @Test func `a QR code stands in the middle of its side, in whole dots`() throws {
    let page = try scan(
      file(#"{"kind": "qr", "value": "{qr}", "side": 33, "at": {"x": 40, "y": 50}}"#))
    let ink = try #require(page.ink(in: Rect(x: 0, y: 0, width: 148, height: 210)))
    // 22 bytes at level M need version 2, 25 modules, and 4 white ones on each side (ISO 18004).
    // 33 modules in 33 mm: 11 dots of 1/300 inch each, as 12 would be 1.016 mm.
    let module = 11 * 25.4 / 300
    let edge = (33 - 33 * module) / 2 + 4 * module
    #expect(near(ink.x, 40 + edge) && near(ink.y, 50 + edge))
    #expect(near(ink.width, 25 * module) && near(ink.height, 25 * module))
  }

  @Test func `what follows stands below, at the margins`() throws {
    let page = try scan(
      file(
        #"{"kind": "rule", "thickness": 1}, {"kind": "gap", "height": 37},"#
          + #"{"kind": "columns", "gap": 10, "columns": [{"width": 25, "blocks": ["#
          + #"{"kind": "rule", "thickness": 1}]}, {"blocks": [{"kind": "rule", "thickness": 1}]}]}"#
      ))
    let all = Rect(x: 0, y: 0, width: 148, height: 30)
    let first = try #require(page.ink(in: all))
    #expect(near(first.x, 20) && near(first.y, 15) && near(first.right, 130))
    let left = try #require(page.ink(in: Rect(x: 0, y: 30, width: 50, height: 60)))
    #expect(near(left.x, 20) && near(left.width, 25) && near(left.y, 15 + 1 + 37))
    let right = try #require(page.ink(in: Rect(x: 50, y: 30, width: 98, height: 60)))
    #expect(near(right.x, 55) && near(right.right, 130))
  }

  /// Tables of the shipped files: the lines between columns stand at the sum of the widths.
  @Test(arguments: ["01", "01-batch", "02", "06", "07", "access", "fee", "results"])
  func `columns are as wide as the file says`(id: String) throws {
    let root = try JSONSerialization.jsonObject(
      with: Data(contentsOf: Samples.layouts.appending(path: "\(id).json")))
    let json = try #require(root as? [String: Any])
    let page = try #require(json["page"] as? [String: Any])
    func number(_ key: String) -> Double { (page[key] as? NSNumber)?.doubleValue ?? .nan }
    let isLandscape = page["landscape"] as? Bool ?? false
    let short = page["size"] as? String == "A4" ? 210.0 : 148
    let long = page["size"] as? String == "A4" ? 297.0 : 210
    let width = isLandscape ? long : short

    let tables = ((json["blocks"] as? [[String: Any]]) ?? []).filter {
      $0["kind"] as? String == "table" && ($0["only"] as? [String] ?? ["normal"]) == ["normal"]
    }
    let columns = try #require(tables.first?["columns"] as? [[String: Any]])
    let given = columns.map { ($0["width"] as? NSNumber)?.doubleValue }
    let body = width - number("left") - number("right")
    let open = body - given.compactMap(\.self).reduce(0, +)
    #expect(given.count { $0 == nil } == 1)

    let scan = try Scan(
      LayoutSamples.paper(id).pdf(createdAt: Samples.birth.receivedAt))
    #expect(abs(Double(scan.width) / 10 - width) < 0.2)
    #expect(abs(Double(scan.height) / 10 - (isLandscape ? short : long)) < 0.2)
    var x = number("left")
    for edge in [0] + given.map({ $0 ?? open }) {
      x += edge
      let dots = Int(((x - Self.half) * 10).rounded())...Int(((x + Self.half) * 10).rounded())
      // A row of the smallest table is higher than 4 mm.
      #expect(dots.contains { scan.verticalRun(at: $0) >= 40 }, "\(id): no line at \(x) mm")
    }
    #expect(near(x, width - number("right")))
    let ink = try #require(scan.ink(in: Rect(x: 0, y: 0, width: width, height: 400)))
    #expect(ink.x >= number("left") - Self.half, "\(id): ink left of the margin")
    #expect(ink.right <= width - number("right") + Self.half, "\(id): ink right of the margin")
  }
}
