import Foundation
import Testing

/// The registers that forms share: totals and units known from the law, keys never confused.
@Suite struct RegisterTests {
  /// Rows by column. A cell with a comma stands in quotes; none holds a quote or a line break.
  private static func rows(_ name: String) throws -> [[String: String]] {
    let file = ProcedureFormTests.root.appendingPathComponent("registers/\(name).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(cells)
    let head = try #require(lines.first)
    return try lines.dropFirst().map { line in
      try #require(line.count == head.count, "\(name): \(line)")
      return Dictionary(uniqueKeysWithValues: zip(head, line))
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var quoted = false
    for letter in line {
      switch letter {
      case "\"": quoted.toggle()
      case "," where !quoted: cells.append("")
      default: cells[cells.count - 1].append(letter)
      }
    }
    return cells
  }

  @Test(arguments: [
    ("communes", 3_321), ("provinces34", 34), ("provinces63", 63), ("ethnic", 56),
    ("countries", 245), ("relations", 17),
  ])
  func `a register has as many rows as the law names, each with a key of its own`(
    name: String, count: Int
  ) throws {
    let rows = try Self.rows(name)
    #expect(rows.count == count)
    #expect(Set(rows.compactMap { $0["code"] }).count == count)
    for row in rows {
      #expect(row["name_vi"]?.isEmpty == false && row["name_en"]?.isEmpty == false, "\(row)")
      #expect(row["name_en"]?.contains(where: { "đĐơưăâê".contains($0) }) == false, "\(row)")
      #expect(row["name_vi"] == row["name_vi"]?.precomposedStringWithCanonicalMapping)
    }
  }

  @Test func `every commune is a xã, phường or đặc khu of one of today's provinces`() throws {
    let provinces = Set(try Self.rows("provinces34").compactMap { $0["code"] })
    let communes = try Self.rows("communes")
    var kinds: [String: Int] = [:]
    for commune in communes {
      let name = try #require(commune["name_vi"])
      let kind = name.hasPrefix("Đặc khu ") ? "Đặc khu" : String(name.prefix { $0 != " " })
      kinds[kind, default: 0] += 1
      #expect(commune["code"]?.wholeMatch(of: /[0-9]{5}/) != nil)
      #expect(provinces.contains(try #require(commune["province"])), "\(commune)")
    }
    // Decision 19/2025/QĐ-TTg.
    #expect(kinds == ["Xã": 2_621, "Phường": 687, "Đặc khu": 13])
    #expect(Set(communes.compactMap { $0["province"] }) == provinces)
    let sizes = communes.reduce(into: [:]) { $0[$1["province"] ?? "", default: 0] += 1 }
    #expect(sizes["01"] == 126 && sizes["46"] == 40 && sizes["79"] == 168)
    let named = communes.map { "\($0["province"] ?? "") \($0["name_vi"] ?? "")" }
    #expect(Set(named).count == named.count)
  }

  @Test(arguments: [
    ("00004", "Phường Ba Đình", "01"), ("05212", "Xã Pà Cò", "25"),
    ("20333", "Đặc khu Hoàng Sa", "48"), ("22736", "Đặc khu Trường Sa", "56"),
    ("31078", "Đặc khu Phú Quốc", "91"), ("24184", "Xã Ea H'Leo", "66"),
  ])
  func `a known commune stands under its code`(code: String, name: String, province: String) throws
  {
    let row = try Self.rows("communes").first { $0["code"] == code }
    #expect(row?["name_vi"] == name)
    #expect(row?["province"] == province)
  }

  @Test func `the provinces of today and the former ones never share a key`() throws {
    let today = Set(try Self.rows("provinces34").compactMap { $0["code"] })
    let former = try Self.rows("provinces63")
    #expect(today.isDisjoint(with: former.compactMap { $0["code"] }))
    // As a personal identification number begins: 015 was Yên Bái, 15 is Lào Cai today.
    let named = former.reduce(into: [:]) { $0[$1["code"] ?? ""] = $1["name_vi"] }
    #expect(named["015"] == "Tỉnh Yên Bái")
    #expect(named["010"] == "Tỉnh Lào Cai")
    #expect(named["046"] == "Tỉnh Thừa Thiên Huế")
    let now = try Self.rows("provinces34").reduce(into: [:]) {
      $0[$1["code"] ?? ""] = $1["name_vi"]
    }
    #expect(now["15"] == "Tỉnh Lào Cai")
    #expect(now["75"] == "Thành phố Đồng Nai")
    #expect(now.values.filter { $0.hasPrefix("Thành phố ") }.count == 7)
  }

  @Test func `the two ethnic entries beside the 54 groups are marked as uncertain`() throws {
    let rows = try Self.rows("ethnic")
    #expect(rows.filter { $0["mark"] == "S hi" }.count == 54)
    #expect(rows.filter { $0["mark"] == "M med" }.compactMap { $0["code"] } == ["55", "56"])
  }
}
