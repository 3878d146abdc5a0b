import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// A hub in a folder of its own with a clock moved by hand.
final class TestHub {
  let folder: URL
  let clock = ManualClock(milliseconds: TestHub.start)
  let hub: Hub
  /// 2026-11-21T10:00:00+07:00.
  static let start: Int64 = 1_795_230_000_000
  static let units = ["H99.88", "H99.89", "H99.90"]

  init(limits: HubLimits = HubLimits()) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "hub-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = try HubFolder.create(
      at: folder, mode: .plainFile, credentialsDirectory: nil, clock: clock,
      random: SystemRandom())
    hub = try HubFolder.open(
      at: folder, credentialsDirectory: nil, clock: clock, random: SystemRandom(),
      limits: limits)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var database: URL { folder.appending(path: HubFolder.storeName) }

  static func unitFile(_ code: String, name: String = "UBND xã Pà Cò Thử") -> JSONValue {
    [
      "code": .string(code), "name": .string(name), "superior": "UBND tỉnh Thử Nghiệm",
      "province": "Tỉnh Thử Nghiệm", "place": "Pà Cò Thử",
      "address": "Xóm Thử Nghiệm, xã Pà Cò Thử", "hotline": "0200 000 000",
      "codePattern": "{unit}-{yyMMdd}-{seq:4}",
      "hours": ["morning": ["07:00", "11:30"], "afternoon": ["13:30", "17:00"]],
      "promise": "closeOfSession", "trackingURL": "http://127.0.0.1:8800/t/", "demo": true,
    ]
  }

  /// A new device that has joined `unit`; adds the unit where needed.
  func device(_ seed: UInt64, unit: String = "H99.88") async throws -> FakeDevice {
    if try await hub.units().first(where: { $0.code == unit }) == nil {
      _ = try await hub.addUnit(Self.unitFile(unit), actor: "local:0")
    }
    let device = FakeDevice(seed: seed, clock: clock)
    let invitation = try await hub.invite(unit: unit, actor: "local:0")
    try device.take(
      enrolment: try await hub.enrol(device.enrolmentRequest(code: invitation.code)))
    return device
  }

  /// One exchange that must succeed.
  @discardableResult
  func exchange(_ device: FakeDevice) async throws -> ExchangeAnswer {
    try device.take(answer: try await hub.exchange(try device.request()))
  }
}

/// Synthetic dossiers.
enum Samples {
  static let due: Int64 = 1_795_600_800_000

  static func received(
    code: String, unit: String, authority: String? = nil, returnUnit: String? = nil,
    lookup: String = "7K3MPA"
  ) -> [String: JSONValue] {
    [
      "code": .string(code), "lookup": .string(lookup), "procedure": "1.001193",
      "version": "2026.1", "unit": .string(unit), "authority": .string(authority ?? unit),
      "returnUnit": .string(returnUnit ?? unit), "channel": "1",
      "receivedAt": .integer(TestHub.start),
      "due": [
        "instant": .integer(due), "rule": "R5", "calendar": "2026.2",
        "vi": "Nhận 10:00 thứ Bảy; hẹn thứ Tư 25/11, 17:00.",
        "en": "Received 10:00 Saturday; promised Wednesday 25/11, 17:00.",
      ],
      "answers": ["nks/hoTen": "Nguyễn Văn Thử", "nyc/soDinhDanh": "099090000001"],
      "rows": [:], "frozen": [:],
      "components": [["id": "giayChungSinh", "original": 1]], "fee": ["total": 0], "sets": 1,
    ]
  }
}
