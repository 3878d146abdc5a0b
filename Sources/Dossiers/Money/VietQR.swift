/// The payment code of Vietnamese banks: EMVCo's merchant-presented QR with NAPAS's account
/// template. A payment made by it is a claim until somebody sees the money.
package enum VietQR {
  /// What EMVCo allows for a bill number and for a purpose, in characters.
  package static let referenceLengthLimit = 25
  private static let applicationID = "A000000727"
  private static let dong = "704"

  /// The text of the code; `amount` `nil` leaves the sum to the payer and gives a static code.
  ///
  /// - Parameters:
  ///   - purpose: Goes into 62.08; ASCII, the dossier code for instance.
  ///   - bill: Goes into 62.01.
  /// - Throws: ``DossierError`` for an amount that cannot be paid or a text that does not fit.
  package static func payload(
    account: PaymentAccount, amount: Money? = nil, purpose: String = "", bill: String = ""
  ) throws -> String {
    if let amount { try amount.checkPayable() }
    for text in [purpose, bill] { try check(text) }
    let beneficiary = field("00", account.bin) + field("01", account.number)
    let provider =
      field("00", applicationID) + field("01", beneficiary) + field("02", account.kind.service)
    let additional = field("01", bill) + field("08", purpose)
    let text =
      field("00", "01") + field("01", amount == nil ? "11" : "12") + field("38", provider)
      + field("53", dong) + field("54", amount.map { String($0.dong) } ?? "") + field("58", "VN")
      + field("62", additional) + "6304"
    return text + CRC16.hex(text.utf8)
  }

  /// An identifier, a length of two digits and the value; nothing for an empty value.
  private static func field(_ id: String, _ value: String) -> String {
    value.isEmpty ? "" : id + Digits.padded(value.utf8.count, 2) + value
  }

  private static func check(_ text: String) throws {
    guard text.utf8.count <= referenceLengthLimit,
      text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
    else {
      throw DossierError(
        .badInput,
        vi: "Nội dung chuyển khoản trong mã QR dài quá \(referenceLengthLimit) ký tự hoặc có dấu.",
        en: "The text in a payment code has at most \(referenceLengthLimit) characters, ASCII only."
      )
    }
  }
}

/// CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, not reflected.
package enum CRC16 {
  /// Four upper-case hexadecimal digits.
  package static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let text = String(value(bytes), radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - text.count) + text
  }

  package static func value(_ bytes: some Sequence<UInt8>) -> UInt16 {
    var crc: UInt16 = 0xFFFF
    for byte in bytes {
      crc ^= UInt16(byte) << 8
      for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : (crc << 1) ^ 0x1021 }
    }
    return crc
  }
}

extension Money {
  /// Refuses what nobody can pay at a counter: nothing, a negative sum, an absurd one.
  package func checkPayable() throws {
    guard dong > 0, dong <= Self.largestFee else {
      throw DossierError(
        .badInput,
        vi: "Số tiền phải từ 1 đ đến \(Money(dong: Self.largestFee).formatted), không phải "
          + "\(formatted).",
        en: "An amount is 1 to \(Self.largestFee) đồng, not \(dong).")
    }
  }

  /// Reads "12000", "12.000", "12 000 đ"; `nil` for anything else.
  package init?(typed text: String) {
    var digits = ""
    for character in text.trimmingPrefix(while: \.isWhitespace) {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else if !" .,\u{A0}đ₫".contains(character) {
        return nil
      }
    }
    guard (1...12).contains(digits.count), let dong = Int(digits) else { return nil }
    self.init(dong: dong)
  }
}
