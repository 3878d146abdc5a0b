package import DossierStore
package import Dossiers

/// Why a job did not get on, in one sentence for the officer.
package struct PrintProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// It may work later, and nothing has come out: try again by itself.
    case wait
    /// It will not work as it is: a person has to change something.
    case refused
    /// Paper may have come out: a person has to look.
    case uncertain
  }

  package let kind: Kind
  package let sentence: LocalizedText

  package init(_ kind: Kind, vi: String, en: String) {
    self.kind = kind
    sentence = LocalizedText(vi: vi, en: en)
  }

  init(_ kind: Kind, _ sentence: LocalizedText) {
    self.kind = kind
    self.sentence = sentence
  }

  package var description: String { sentence.en }

  static let unreachable = PrintProblem(
    .wait, vi: "Không nối được với máy in; hãy kiểm tra nguồn và dây. Sẽ tự thử lại.",
    en: "The printer cannot be reached; check power and cable. It is tried again by itself.")
  static let silent = PrintProblem(
    .wait, vi: "Máy in không trả lời; hãy tắt rồi bật lại máy in. Sẽ tự thử lại.",
    en: "The printer does not answer; switch it off and on. It is tried again by itself.")
  static let noPaper = PrintProblem(
    .wait, vi: "Máy in hết giấy; nạp giấy xong sẽ tự in tiếp.",
    en: "The printer is out of paper; it goes on by itself once paper is loaded.")
  static let coverOpen = PrintProblem(
    .wait, vi: "Nắp máy in đang mở; đóng nắp xong sẽ tự in tiếp.",
    en: "The printer's cover is open; it goes on by itself once it is closed.")
  static let brokenOff = PrintProblem(
    .uncertain,
    vi: "Mất liên lạc với máy in khi đang in; hãy xem giấy đã ra chưa rồi chọn “Đã in” hoặc "
      + "“In lại”.",
    en: "The printer was lost while it printed; look whether paper came out, then choose “Printed” "
      + "or “Reprint”.")
  static let interrupted = PrintProblem(
    .uncertain,
    vi: "Máy tính dừng khi đang in; có thể giấy đã ra. Hãy xem rồi chọn “Đã in” hoặc “In lại”.",
    en: "The computer stopped while it printed; paper may have come out. Look, then choose "
      + "“Printed” or “Reprint”.")
  static let cutShort = PrintProblem(
    .uncertain,
    vi: "Mất liên lạc với máy in khi đang gửi; bản in ra có thể thiếu. Hãy xem giấy rồi chọn “Đã "
      + "in” hoặc “In lại”.",
    en: "The printer was lost while it was being sent the paper; what came out may lack a part. "
      + "Look, then choose “Printed” or “Reprint”.")
  static let forgotten = PrintProblem(
    .uncertain,
    vi: "Máy in không còn nhớ lệnh in này; hãy xem giấy đã ra chưa rồi chọn “Đã in” hoặc "
      + "“In lại”.",
    en: "The printer does not remember this job; look whether paper came out, then choose "
      + "“Printed” or “Reprint”.")
  static let noPrinter = PrintProblem(
    .refused, vi: "Máy in này không còn trong danh sách; hãy in lại bằng máy khác.",
    en: "This printer is no longer set up; print on another one.")
  static let cancelledThere = PrintProblem(
    .refused, vi: "Lệnh in đã bị huỷ tại máy in.", en: "The job was cancelled at the printer.")

  static let noState = PrintProblem(
    .refused,
    vi: "Địa chỉ này không trả lời như máy in nhiệt; hãy kiểm tra địa chỉ, hoặc cài lại máy in "
      + "không có --answers.",
    en: "What answers at this address is no thermal printer's state; check the address, or set the "
      + "printer up without --answers.")

  /// What came back cannot be an answer of a printer.
  static func nonsense(_ detail: String) -> PrintProblem {
    PrintProblem(
      .refused, vi: "Địa chỉ này trả lời không đúng giao thức in IPP; hãy kiểm tra địa chỉ máy in.",
      en: "What answers at this address does not speak IPP (\(detail)); check the address.")
  }
}

/// How a printer is, as its own answers have it.
package struct PrinterStatus: Sendable, Hashable {
  package var name: String
  package var formats: [String]
  /// The pictures of pages it takes that suit us best, where it takes any.
  package var raster: PrinterRecord.PageRaster?
  package var isAccepting: Bool
  /// What hinders it now, a sentence each; empty when it is ready.
  package var hindrances: [LocalizedText]

  package init(
    name: String, formats: [String], raster: PrinterRecord.PageRaster? = nil,
    isAccepting: Bool, hindrances: [LocalizedText]
  ) {
    self.name = name
    self.formats = formats
    self.raster = raster
    self.isAccepting = isAccepting
    self.hindrances = hindrances
  }
}
