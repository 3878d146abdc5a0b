import Dossiers
import Foundation
import Testing

@Suite struct UnitTests {
  static func object() throws -> [String: Any] {
    let file = Repository.root.appendingPathComponent("Forms/demo-unit.json")
    return try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
  }

  static func unit(_ key: String, _ value: Any?) throws -> Dossiers.Unit {
    var object = try object()
    object[key] = value
    let data = try JSONSerialization.data(withJSONObject: object)
    return try JSONFile.decode(Dossiers.Unit.self, from: data, named: "unit.json")
  }

  @Test func `the unit of the demonstration is read and written again`() throws {
    let unit = try Self.unit("demo", true)
    #expect(unit.code == "H99.88" && unit.demo && unit.promise == .closeOfSession)
    #expect(unit.hours.opens == TimeOfDay("07:00") && unit.hours.closes == TimeOfDay("17:00"))
    let again = try JSONDecoder().decode(
      Dossiers.Unit.self, from: JSONEncoder().encode(unit))
    #expect(again == unit)
  }

  @Test func `what a unit file leaves out has its usual value`() throws {
    #expect(try Self.unit("promise", nil).promise == .closeOfSession)
    #expect(try Self.unit("cutOffBelongsTo", nil).promisePolicy.cutOff == nil)
    #expect(try Self.unit("demo", nil).demo == false)
    #expect(try Self.unit("codePattern", nil).codePattern == .standard)
  }

  @Test func `a bad unit file gets one sentence`() throws {
    let cases: [(String, Any?, String)] = [
      ("code", "h99", "Mã đơn vị “h99” không đúng dạng, ví dụ H25.15."),
      ("code", nil, "thiếu mục code."),
      ("name", "  ", "Mục name của đơn vị không được để trống."),
      (
        "codePattern", "{unit}",
        "Mẫu mã hồ sơ “{unit}” không hợp lệ, ví dụ {unit}-{yyMMdd}-{seq:4}."
      ),
      ("trackingURL", "javascript:alert(1)", "trackingURL phải là địa chỉ"),
      ("trackingURL", "http://a b/", "trackingURL phải là địa chỉ"),
      ("communeCode", "123", "Mã xã phải có 5 chữ số."),
      ("promise", "whenever", "mục promise có giá trị không hợp lệ."),
      ("hours", ["morning": ["07:00"]], "Mỗi buổi làm việc cần hai giờ"),
      (
        "hours", ["morning": ["11:00", "07:00"]], "Giờ mở cửa 11:00 phải trước giờ đóng cửa 07:00."
      ),
      ("hours", [String: Any](), "Giờ làm việc phải có buổi sáng hoặc buổi chiều."),
      (
        "hours", ["morning": ["07:00", "14:00"], "afternoon": ["13:00", "17:00"]],
        "Buổi sáng phải kết thúc trước khi buổi chiều bắt đầu."
      ),
    ]
    for (key, value, sentence) in cases {
      let why = refusal { _ = try Self.unit(key, value) }
      #expect(why.hasPrefix("unit.json: ") && why.contains(sentence), "\(key): \(why)")
    }
  }

  @Test func `an office may work one session only`() throws {
    let hours: [String: Any] = ["afternoon": ["13:00", "17:00"]]
    let unit = try Self.unit("hours", hours)
    #expect(unit.hours.sessions.count == 1 && unit.hours.opens == TimeOfDay("13:00"))
    let again = try JSONDecoder().decode(
      OfficeHours.self, from: JSONEncoder().encode(unit.hours))
    #expect(again == unit.hours)
  }
}
