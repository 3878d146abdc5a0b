import Documents
import Foundation

/// Every shipped layout filled with invented data, long and short.
enum LayoutSamples {
  /// Longer than any line: wraps, stacked marks, Khmer.
  static let long =
    "H'Hen Niê Kđăm Ê Ban Mlô Ksơ̆r ê̆ សុខ សុភាព, buôn Kŏ Sia, xã Čư M'gar Thử Nghiệm, "
    + "tỉnh Thử Nghiệm (nơi ở cũ: thôn Nậm Khăm, xã Huổi Lếch)"

  /// All names of the vocabulary, in lists `rows` rows each.
  static func data(_ subject: PaperSubject, rows: Int, long isLong: Bool = false) -> PaperData {
    let vocabulary = PaperVocabulary.of(subject)
    var data = Samples.birth.data
    for name in vocabulary.texts.sorted() where data.texts[name] == nil {
      data.texts[name] = name.hasPrefix("due.none") ? "" : "Chữ \(name)"
    }
    if data.texts["fee.payment"] != nil { data.texts["fee.payment"] = "000201PAY" }
    if isLong {
      for name in ["owner", "applicant", "address", "subject", "request.reason", "stop.reason"] {
        data.texts[name] = long
      }
    }
    for (list, columns) in vocabulary.rows {
      data.rows[list] = (0..<rows).map { row in
        Dictionary(
          uniqueKeysWithValues: columns.map { column in
            (column, column == "n" ? "\(row + 1)" : cell(column, row, isLong))
          })
      }
    }
    return data
  }

  private static func cell(_ column: String, _ row: Int, _ isLong: Bool) -> String {
    switch column {
    case "original", "certified", "copy", "pages", "copies", "sets": "\(row % 4)"
    case "code": "H99.88-261121-\(1000 + row)"
    case "received", "due", "returned": "17:00 25/11/2026"
    case "amount", "fee": "120.000"
    case "byPost": "X"
    case "day": "21/11/2026"
    default: isLong && row.isMultiple(of: 3) ? long : "Dòng \(row + 1)"
    }
  }

  static func paper(
    _ id: String, rows: Int = 3, long: Bool = false, mark: PaperMark = .original
  ) throws -> FilledPaper {
    let layout = try Samples.layout(id)
    return FilledPaper(
      layout, data(layout.subject, rows: rows, long: long), variants: ["normal"], mark: mark)
  }
}
