import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// Birth registrations of many families: what an office without a link has gathered by the day the
/// link comes back. Every answer that differs between families differs here too, because how well
/// they compress is what is measured.
///
/// The first goes the office's own way; its entry is then written again for other families.
struct Crowd {
  /// Between two dossiers, in milliseconds. The office knows the time, so none can lie behind it,
  /// and all lie within what a clock may be ahead.
  private static let pause: Int64 = 1_700
  private static let procedure = "1.001193"
  /// Entries of one transaction: nobody waits here for a single one.
  private static let batch = 100

  let office: MeasuredOffice

  private struct Report: Encodable {
    let codes: [String]
  }

  /// Receives `count` dossiers.
  func run(_ count: Int) throws -> String {
    office.clock.set(milliseconds: SystemClock().milliseconds)
    let received = try office.office.receive(
      procedure: Self.procedure,
      answers: office.sample(Self.procedure, "valid-father-on-time"), files: [], token: nil,
      by: office.actor)
    let pattern = try office.office.store.entries(of: received.id)
    var codes = [received.code]
    while codes.count < count {
      try office.office.store.write { writer in
        for _ in 0..<min(Self.batch, count - codes.count) {
          office.clock.set(milliseconds: office.clock.milliseconds + Self.pause)
          let family = Family(number: codes.count)
          codes.append(
            try Repetition(office: office, person: Invented(number: codes.count)) { answers in
              family.fill(&answers)
            }.write(pattern, with: writer))
        }
      }
    }
    return try line(Report(codes: codes))
  }

  /// Changes the telephone number in the first `count` dossiers of the list: one entry each, as the
  /// office writes it, in one transaction. Invented families do not pass the form's check.
  func edit(_ count: Int) throws -> String {
    let codes = try office.office.store.summaries().map(\.code).sorted().prefix(count)
    let path = "nyc/dienThoai"
    let states = try codes.map { try office.office.state(code: $0) }
    try office.office.store.write { writer in
      for (number, (id, state)) in states.enumerated() {
        let change: JSONValue = [
          "v": .string(Family(number: number + 7_919).phone),
          "over": .array(state.heads(of: path).map { .string($0.description) }),
        ]
        _ = try writer.append(
          EntryDraft(
            kind: "dossier.edited", subject: .existing(id),
            body: ["source": "officer", "changes": [path: change]]), by: office.actor.id)
      }
    }
    return try line(Report(codes: Array(codes)))
  }
}

/// An invented family, the same for the same number.
struct Family {
  private static let hamlets = [
    "xóm Pà Khôm", "bản Thung Mặn", "xóm Chà Đáy", "tổ 3", "bản Hang Kia", "xóm Xà Lĩnh", "khu 7",
    "bản Bò Báu", "xóm Pà Háng Lớn", "thôn Cun Pheo", "tổ dân phố 12", "xóm Thung Ẳng",
  ]
  private static let births = [
    "Trạm y tế xã", "Bệnh viện đa khoa huyện", "Tại nhà", "Bệnh viện Sản Nhi tỉnh",
  ]
  let number: Int

  var phone: String { "09" + digits(8, salt: 1) }

  func fill(_ answers: inout [String: JSONValue]) {
    let father = Invented(number: pick(1053, salt: 2)).name
    let mother = Invented(number: pick(1053, salt: 3)).name
    let child = Invented(number: pick(1053, salt: 4)).name
    let (fatherID, motherID) = ("0990" + digits(8, salt: 5), "0991" + digits(8, salt: 6))
    let place = Self.hamlets[pick(Self.hamlets.count, salt: 7)]
    let hamlet = "\(place), số nhà \(1 + pick(180, salt: 8))"
    let fatherBorn = date(1970...2004, salt: 9)
    let motherBorn = date(1975...2007, salt: 10)
    let values = [
      "nyc/hoTen": father, "cha/hoTen": father, "me/hoTen": mother, "nks/hoTen": child,
      "nyc/soDinhDanh": fatherID, "cha/soDinhDanh": fatherID, "me/soDinhDanh": motherID,
      "nyc/ngaySinh": fatherBorn.iso, "cha/ngaySinh": fatherBorn.written,
      "me/ngaySinh": motherBorn.written, "nyc/ngayCap": date(2021...2025, salt: 11).iso,
      "nks/ngaySinh": date(2025...2026, salt: 12).iso, "nyc/dienThoai": phone,
      "nyc/noiCuTru/chiTiet": hamlet, "me/noiCuTru/chiTiet": hamlet,
      "nks/noiSinh/chiTiet": Self.births[pick(Self.births.count, salt: 13)],
      "nks/gioiTinh": pick(2, salt: 14) == 0 ? "nam" : "nu",
      "kethon/so": String(1 + pick(220, salt: 15)), "kethon/ngay": date(1998...2025, salt: 16).iso,
      "ketQua/soLuongBanSao": String(1 + pick(5, salt: 17)),
    ]
    for (path, value) in values where answers[path] != nil { answers[path] = .string(value) }
  }

  /// A number below `bound` that looks like chance and is none (SplitMix64).
  private func pick(_ bound: Int, salt: UInt64) -> Int {
    var z = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ salt &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }

  private func digits(_ count: Int, salt: UInt64) -> String {
    let text = String(pick(100_000_000, salt: salt))
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  private func date(_ years: ClosedRange<Int>, salt: UInt64) -> (iso: String, written: String) {
    let year = years.lowerBound + pick(years.count, salt: salt)
    let (month, day) = (1 + pick(12, salt: salt + 100), 1 + pick(28, salt: salt + 200))
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return ("\(year)-\(two(month))-\(two(day))", "\(two(day))/\(two(month))/\(year)")
  }
}
