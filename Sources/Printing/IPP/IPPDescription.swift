import DossierStore
import Dossiers

/// What a printer says of itself, as far as printing a dossier's papers needs it.
struct IPPDescription {
  static let wanted = [
    "printer-make-and-model", "printer-state", "printer-state-reasons",
    "printer-is-accepting-jobs", "document-format-supported", "operations-supported",
    "media-supported", "copies-supported", "job-creation-attributes-supported",
    "print-scaling-supported", "pwg-raster-document-resolution-supported",
    "pwg-raster-document-type-supported",
  ]

  private let group: IPPMessage.Group
  let formats: [String]

  init(_ group: IPPMessage.Group) throws(PrintProblem) {
    self.group = group
    formats = group["document-format-supported"]?.compactMap(\.text) ?? []
    guard group["printer-state"]?.first?.number != nil else { throw .nonsense("no printer-state") }
  }

  var status: PrinterStatus {
    var hindrances = reasons.sentences
    if !isAccepting { hindrances.append(Self.notAccepting.sentence) }
    return PrinterStatus(
      name: group["printer-make-and-model"]?.first?.text ?? "", formats: formats, raster: raster,
      isAccepting: isAccepting, hindrances: hindrances)
  }

  /// Units of a resolution (RFC 8011, 5.1.16).
  private static let perInch: UInt8 = 3
  /// Finer dots make the job larger and the letters no better.
  private static let enoughDots: Int32 = 300

  private var raster: PrinterRecord.PageRaster? {
    let squares = (group["pwg-raster-document-resolution-supported"] ?? []).compactMap { value in
      if case .resolution(let x, let y, Self.perInch) = value, x == y, x > 0 { x } else { nil }
    }
    let types = Set((group["pwg-raster-document-type-supported"] ?? []).compactMap(\.text))
    guard let dots = squares.filter({ $0 <= Self.enoughDots }).max() ?? squares.min(),
      let type = ["sgray_8", "black_1", "srgb_8"].first(where: types.contains)
    else { return nil }
    return PrinterRecord.PageRaster(dotsPerInch: Int(dots), type: type)
  }

  private var reasons: IPPReasons {
    IPPReasons(group["printer-state-reasons"]?.compactMap(\.text) ?? [])
  }

  private var isAccepting: Bool { group["printer-is-accepting-jobs"]?.first != .boolean(false) }

  /// - throws: why a job cannot be opened.
  func accepts(_ ticket: PrintTicket) throws(PrintProblem) {
    let operations = Set((group["operations-supported"] ?? []).compactMap(\.number))
    for needed in [IPPOperation.createJob, .sendDocument, .getJobAttributes]
    where !operations.contains(Int(needed.rawValue)) {
      throw Self.tooOld
    }
    guard formats.contains(ticket.format.rawValue) else { throw Self.wrongFormat }
    guard isAccepting else { throw Self.notAccepting }
    if ticket.copies > 1, case .range(let most)? = group["copies-supported"]?.first,
      !most.contains(Int32(clamping: ticket.copies))
    {
      throw PrintProblem(
        .refused, vi: "Máy in này chỉ nhận tối đa \(most.upperBound) bản một lần.",
        en: "This printer takes at most \(most.upperBound) copies at a time.")
    }
  }

  func jobAttributes(_ ticket: PrintTicket, _ paper: PrinterRecord.Paper) -> [IPPAttribute] {
    guard ticket.format != .raw else {
      return ticket.copies > 1 ? [IPPAttribute("copies", .integer(Int32(ticket.copies)))] : []
    }
    var attributes = [IPPAttribute("copies", .integer(Int32(ticket.copies)))]
    let known = Set((group["media-supported"] ?? []).compactMap(\.text))
    let media = paper == .a5 ? ["iso_a5_148x210mm", "iso_a4_210x297mm"] : ["iso_a4_210x297mm"]
    if let fitting = media.first(where: known.contains) {
      attributes.append(IPPAttribute("media", .string(.keyword, fitting)))
    }
    // Papers are drawn to the millimetre: nothing is made to fit.
    if (group["print-scaling-supported"] ?? []).contains(.string(.keyword, "none")) {
      attributes.append(IPPAttribute("print-scaling", .string(.keyword, "none")))
    }
    return attributes
  }

  static let wrongFormat = PrintProblem(
    .refused,
    vi: "Máy in không nhận kiểu dữ liệu này; hãy bấm “Kiểm tra” máy in rồi bấm “Thử lại”.",
    en: "The printer does not take this format; press “Test” for the printer, then “Retry”.")
  static let tooOld = PrintProblem(
    .refused,
    vi: "Máy in không theo IPP Everywhere; hãy đưa nó vào CUPS và dùng địa chỉ hàng đợi CUPS.",
    en: "The printer is not an IPP Everywhere one; add it to CUPS and use the queue's address.")
  static let notAccepting = PrintProblem(
    .wait, vi: "Máy in đang không nhận lệnh in. Sẽ tự thử lại.",
    en: "The printer takes no jobs at present. It is tried again by itself.")
}
