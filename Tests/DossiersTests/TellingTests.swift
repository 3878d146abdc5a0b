import Dossiers
import Foundation
import Testing

/// Messages counted as 3GPP TS 23.038 counts them, and the hours in which none goes out.
struct TellingTests {
  @Test(arguments: [
    (String(repeating: "a", count: 160), ShortMessage.Alphabet.gsm7, 160, 1),
    (String(repeating: "a", count: 161), .gsm7, 161, 2),
    (String(repeating: "a", count: 306), .gsm7, 306, 2),
    (String(repeating: "a", count: 307), .gsm7, 307, 3),
    // The euro takes two septets; one that would be cut goes to the next part whole.
    (String(repeating: "€", count: 80), .gsm7, 160, 1),
    (String(repeating: "a", count: 152) + "€" + String(repeating: "a", count: 152), .gsm7, 306, 3),
    (String(repeating: "ồ", count: 70), .ucs2, 70, 1),
    (String(repeating: "ồ", count: 71), .ucs2, 71, 2),
    (String(repeating: "ồ", count: 134), .ucs2, 134, 2),
    (String(repeating: "ồ", count: 135), .ucs2, 135, 3),
    ("à é ù ò", .gsm7, 7, 1), ("á", .ucs2, 1, 1), ("😀", .ucs2, 2, 1), ("", .gsm7, 0, 1),
  ])
  func `parts are counted`(
    text: String, alphabet: ShortMessage.Alphabet, units: Int, parts: Int
  ) {
    let message = ShortMessage(text)
    #expect(message.alphabet == alphabet)
    #expect(message.units == units)
    #expect(message.parts == parts)
  }

  @Test func `without diacritics every Vietnamese letter is of the GSM alphabet`() {
    let letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    let plain = ShortMessage.withoutDiacritics(letters + letters.uppercased())
    #expect(
      plain.lowercased()
        == String(
          repeating: String(repeating: "a", count: 18) + String(repeating: "e", count: 12)
            + String(repeating: "i", count: 6) + String(repeating: "o", count: 18)
            + String(repeating: "u", count: 12) + String(repeating: "y", count: 6) + "d", count: 2))
    #expect(ShortMessage(plain).alphabet == .gsm7)
    #expect(ShortMessage.withoutDiacritics("Đã có kết quả") == "Da co ket qua")
  }

  private func earliest(_ from: String, _ until: String, at now: String) throws -> String {
    let json = Data(#"{"quietFrom": "\#(from)", "quietUntil": "\#(until)"}"#.utf8)
    let policy = try JSONDecoder().decode(TellingPolicy.self, from: json)
    return policy.earliest(from: try #require(Instant(rfc3339: now))).rfc3339
  }

  @Test(arguments: [
    ("2026-11-20T19:59:59+07:00", "2026-11-20T19:59:59+07:00"),
    ("2026-11-20T20:00:00+07:00", "2026-11-21T07:00:00+07:00"),
    ("2026-11-20T23:59:00+07:00", "2026-11-21T07:00:00+07:00"),
    ("2026-11-21T00:30:00+07:00", "2026-11-21T07:00:00+07:00"),
    ("2026-11-21T07:00:00+07:00", "2026-11-21T07:00:00+07:00"),
  ])
  func `a message waits for the end of the quiet hours`(now: String, then: String) throws {
    #expect(try earliest("20:00", "07:00", at: now) == then)
  }

  @Test func `quiet hours may lie within one day, or be none`() throws {
    let noon = "2026-11-20T12:00:00+07:00"
    #expect(try earliest("11:30", "13:30", at: noon) == "2026-11-20T13:30:00+07:00")
    #expect(try earliest("20:00", "20:00", at: noon) == noon)
  }

  @Test func `a reminder after no sensible number of days is refused`() {
    #expect(throws: DossierError.self) {
      try JSONDecoder().decode(TellingPolicy.self, from: Data(#"{"reminderDays": -1}"#.utf8))
    }
  }
}
