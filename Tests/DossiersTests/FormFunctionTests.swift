import Dossiers
import Foundation
import Testing

@Suite struct FormFunctionTests {
  struct Call: Sendable {
    let name: String
    let arguments: [String]
    let result: FormFunctionValue
  }

  @Test(arguments: [
    Call(name: "mc:personal-number-year", arguments: ["099205000001"], result: .number(2005)),
    Call(name: "mc:personal-number-sex", arguments: ["099190000001"], result: .string("Nữ")),
    Call(name: "mc:personal-number-sex", arguments: ["x"], result: .string("")),
    Call(name: "mc:personal-number-valid", arguments: ["099090000001"], result: .boolean(true)),
    Call(name: "mc:personal-number-valid", arguments: ["09909"], result: .boolean(false)),
    Call(name: "mc:personal-number-valid", arguments: [""], result: .boolean(true)),
    Call(name: "mc:personal-number-test", arguments: ["000090000001"], result: .boolean(true)),
    Call(name: "mc:phone-valid", arguments: ["0912345678"], result: .boolean(true)),
    Call(name: "mc:phone", arguments: ["+84912345678"], result: .string("0912345678")),
    Call(name: "mc:name-valid", arguments: ["An 2"], result: .boolean(false)),
    Call(name: "mc:surname", arguments: ["Bùi Văn An"], result: .string("Bùi")),
    Call(name: "mc:given-name", arguments: ["Bùi Văn An"], result: .string("An")),
    Call(name: "mc:upper", arguments: ["mường"], result: .string("MƯỜNG")),
    Call(name: "mc:fold", arguments: ["Đỗ  Hoà"], result: .string("do hoa")),
    Call(
      name: "mc:date-in-words", arguments: ["2026-11-20"],
      result: .string("Ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu")),
    Call(name: "mc:date-in-words", arguments: [""], result: .string("")),
    Call(name: "mc:partial-date-valid", arguments: ["08/1990"], result: .boolean(true)),
    Call(name: "mc:partial-date-year", arguments: ["08/1990"], result: .number(1990)),
    Call(name: "mc:days-between", arguments: ["2026-09-20", "2026-11-20"], result: .number(61)),
    Call(
      name: "mc:days-between", arguments: ["2026-11-20T10:00:00+07:00", "2026-11-19"],
      result: .number(-1)),
    Call(name: "mc:full-years", arguments: ["2006-11-21", "2026-11-20"], result: .number(19)),
    Call(name: "mc:full-years", arguments: ["2006-11-20", "2026-11-20"], result: .number(20)),
    Call(name: "mc:money", arguments: ["12000"], result: .string("12.000 đ")),
    Call(
      name: "mc:personal-number-doubts", arguments: ["099190000001", "1990-05-05", "nu"],
      result: .string("")),
    Call(
      name: "mc:personal-number-doubts", arguments: ["099190000001", "1991", "Nữ"],
      result: .string("year")),
    Call(
      name: "mc:personal-number-doubts", arguments: ["099190000001", "05/1990", "nam"],
      result: .string("sex")),
    Call(
      name: "mc:personal-number-doubts", arguments: ["099190000001", "1890", "Nam"],
      result: .string("year sex")),
    Call(
      name: "mc:personal-number-doubts", arguments: ["099190000001", ""],
      result: .string("")),
    Call(
      name: "mc:personal-number-doubts", arguments: ["0991900000", "1991", "nam"],
      result: .string("")),
    Call(
      name: "mc:personal-number-province", arguments: ["099190000001"],
      result: .string("099")),
    Call(
      name: "mc:personal-number-province", arguments: ["x"],
      result: .string("")),
    Call(
      name: "mc:old-number-valid", arguments: ["099123456"],
      result: .boolean(true)),
    Call(
      name: "mc:old-number-valid", arguments: ["0991234567"],
      result: .boolean(false)),
    Call(
      name: "mc:partial-date", arguments: ["8/1990"],
      result: .string("08/1990")),
    Call(
      name: "mc:partial-date", arguments: ["1990-08-05"],
      result: .string("05/08/1990")),
    Call(
      name: "mc:partial-date", arguments: ["không nhớ"],
      result: .string("không nhớ")),
    Call(
      name: "mc:partial-date-first", arguments: ["1990"],
      result: .string("1990-01-01")),
    Call(
      name: "mc:partial-date-first", arguments: ["08/1990"],
      result: .string("1990-08-01")),
    Call(
      name: "mc:partial-date-last", arguments: ["02/2024"],
      result: .string("2024-02-29")),
    Call(
      name: "mc:partial-date-last", arguments: ["02/1900"],
      result: .string("1900-02-28")),
    Call(
      name: "mc:partial-date-last", arguments: ["1990"],
      result: .string("1990-12-31")),
    Call(
      name: "mc:partial-date-last", arguments: ["5/8/1990"],
      result: .string("1990-08-05")),
    Call(
      name: "mc:partial-date-last", arguments: ["x"],
      result: .string("")),
    Call(
      name: "mc:money-valid", arguments: ["8000"],
      result: .boolean(true)),
    Call(
      name: "mc:money-valid", arguments: ["8.000"],
      result: .boolean(false)),
    Call(
      name: "mc:money-valid", arguments: ["-1"],
      result: .boolean(false)),
    Call(
      name: "mc:money-valid", arguments: ["1000000001"],
      result: .boolean(false)),
    Call(
      name: "mc:money-valid", arguments: [""],
      result: .boolean(true)),
    Call(
      name: "mc:money-in-words", arguments: ["12000"],
      result: .string("Mười hai nghìn đồng")),
    Call(
      name: "mc:money-in-words", arguments: ["x"],
      result: .string("")),
    Call(
      name: "mc:address", arguments: ["Số 1", "", "  xóm   Pà Khôm ", "xã Pà Cò"],
      result: .string("Số 1, xóm Pà Khôm, xã Pà Cò")),
    Call(
      name: "mc:address", arguments: ["", ""],
      result: .string("")),
    Call(
      name: "mc:address-valid", arguments: ["Số 12/3, thôn Buôn Ma Thuột (cũ)"],
      result: .boolean(true)),
    Call(
      name: "mc:address-valid", arguments: ["123"],
      result: .boolean(false)),
    Call(
      name: "mc:address-valid", arguments: ["<b>xã</b>"],
      result: .boolean(false)),
    Call(
      name: "mc:address-valid", arguments: ["xã\nPà Cò"],
      result: .boolean(false)),
    Call(
      name: "mc:address-valid", arguments: [""],
      result: .boolean(true)),
    Call(name: "mc:number-in-words", arguments: ["3"], result: .string("ba")),
  ])
  func `forms get what the papers say`(call: Call) throws {
    let function = try #require(FormFunctions.all[call.name])
    #expect(function.arity.contains(call.arguments.count))
    #expect(try function.call(call.arguments) == call.result)
  }

  @Test func `what has no value is not a number`() throws {
    for (name, arguments) in [
      ("mc:personal-number-year", [""]), ("mc:days-between", ["", "2026-11-20"]),
      ("mc:full-years", ["x", "y"]), ("mc:partial-date-year", ["?"]),
    ] {
      let function = try #require(FormFunctions.all[name])
      guard case .number(let value) = try function.call(arguments) else {
        Issue.record("\(name) gives no number")
        continue
      }
      #expect(value.isNaN)
    }
  }

  /// docs/forms.md is where an author looks for them.
  @Test func `every function is documented`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/forms.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    for name in FormFunctions.all.keys { #expect(text.contains("`\(name)("), "\(name)") }
  }
}
