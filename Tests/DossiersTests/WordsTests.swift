import Dossiers
import Foundation
import Testing

@Suite struct WordsTests {
  @Test func `search ignores marks, case and the place of the tone`() {
    #expect(FoldedText("Đặng Thị HOÀ").key == "dang thi hoa")
    #expect(FoldedText("Hòa").key == FoldedText("Hoà").key)
    #expect(FoldedText("Thu\u{309}y").key == FoldedText("Thuỷ").key)
    #expect(FoldedText("Ước mơ").key == "uoc mo")
  }

  @Test func `search finds words in any order and by their beginnings`() {
    let name = FoldedText("Nguyễn Văn An")
    for query in ["an nguyen", "van", "ngu", "NGUYỄN AN", "", "  "] {
      #expect(name.matches(FoldedText(query)))
    }
    #expect(!name.matches(FoldedText("an binh")) && !name.matches(FoldedText("guyen")))
    #expect(FoldedText("H'Hen Niê").matches(FoldedText("hhen")))
    #expect(FoldedText("H’Hen Niê").matches(FoldedText("nie h'hen")))
  }

  @Test(arguments: [
    (0, "không"), (4, "bốn"), (10, "mười"), (15, "mười lăm"), (21, "hai mươi mốt"),
    (24, "hai mươi tư"), (55, "năm mươi lăm"), (100, "một trăm"), (105, "một trăm linh năm"),
    (111, "một trăm mười một"), (1000, "một nghìn"), (1004, "một nghìn không trăm linh tư"),
    (1990, "một nghìn chín trăm chín mươi"), (2005, "hai nghìn không trăm linh năm"),
    (2026, "hai nghìn không trăm hai mươi sáu"), (12_000, "mười hai nghìn"),
    (200_000, "hai trăm nghìn"), (1_000_000, "một triệu"),
    (1_050_000, "một triệu không trăm năm mươi nghìn"),
    (2_000_000_001, "hai tỷ không trăm linh một"), (-5, "âm năm"),
    (3_000_000_000_000, "ba nghìn tỷ"),
  ])
  func `numbers are said in Vietnamese`(number: Int, words: String) {
    #expect(NumberInWords.text(number) == words)
  }

  @Test func `no number is too large or too small to be said`() {
    #expect(NumberInWords.text(.max).contains("tỷ") && NumberInWords.text(.min).hasPrefix("âm"))
  }

  @Test func `the register of date words and the functions agree`() throws {
    let file = Repository.root.appendingPathComponent("Forms/registers/date-words.csv")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let number = try #require(Int(cells[0]))
      if !cells[1].isEmpty {
        let day = try #require(CivilDate(year: 2000, month: 1, day: number))
        #expect(DateInWords.text(day) == "Ngày \(cells[1]) tháng một năm hai nghìn")
      }
      if !cells[2].isEmpty {
        let month = PartialDate.month(number, year: 2000)
        #expect(DateInWords.text(month) == "Tháng \(cells[2]) năm hai nghìn")
      }
      if !cells[3].isEmpty {
        let words = "Năm hai nghìn không trăm \(cells[3])"
        #expect(DateInWords.text(.year(2000 + number)) == words)
      }
    }
  }

  @Test func `a date is written in words`() throws {
    let born = try date("1990-04-15")
    #expect(
      DateInWords.text(born) == "Ngày mười lăm tháng tư năm một nghìn chín trăm chín mươi")
    #expect(DateInWords.text(.year(1985)) == "Năm một nghìn chín trăm tám mươi lăm")
  }

  @Test func `amounts are written with dots and in words`() {
    let amounts = [0, 999, 1000, 12_000, 1_000_000, 200_000, -5000].map(Money.init(dong:))
    #expect(
      amounts.map(\.formatted)
        == ["0 đ", "999 đ", "1.000 đ", "12.000 đ", "1.000.000 đ", "200.000 đ", "-5.000 đ"])
    #expect(Money(dong: 14_000).inWords == "Mười bốn nghìn đồng")
  }

  @Test(arguments: [
    ("1990", "1990"), ("8/1990", "08/1990"), ("08/1990", "08/1990"), ("5/8/1990", "05/08/1990"),
    ("1990-08", "08/1990"), ("1990-08-05", "05/08/1990"), ("29/02/2000", "29/02/2000"),
  ])
  func `dates of old registers may be partial`(typed: String, written: String) throws {
    #expect(try PartialDate(typed).description == written)
  }

  @Test(arguments: [
    "", "90", "13/1990", "0/1990", "29/02/1990", "1/1/90", "a/1990", "1/2/3/4", "//",
  ])
  func `what is not even a partial date is refused`(typed: String) {
    #expect(throws: DossierError.self) { try PartialDate(typed) }
  }
}
