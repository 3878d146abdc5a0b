import Dossiers
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
}
