import Dossiers
import Foundation
package import Identity

/// A printer as the office set it up.
package struct PrinterRecord: Sendable, Hashable, Identifiable {
  /// What it is loaded with.
  package enum Paper: String, Sendable, Hashable, CaseIterable {
    case a4, a5, mm80, mm58

    /// A roll: printed as dots, not as pages.
    package var isRoll: Bool { self == .mm80 || self == .mm58 }
  }

  /// Pages as pictures: `image/pwg-raster`.
  package struct PageRaster: Sendable, Hashable {
    package var dotsPerInch: Int
    /// A keyword of `pwg-raster-document-type-supported`.
    package var type: String

    package init(dotsPerInch: Int, type: String) {
      self.dotsPerInch = dotsPerInch
      self.type = type
    }
  }

  /// How bytes reach it.
  package enum Line: Sendable, Hashable {
    /// IPP over HTTP; the address libcurl calls and the one IPP names.
    case ipp(http: String, uri: String)
    case tcp(host: String, port: Int)
    case device(path: String)
  }

  /// 1 to 32 letters, digits, hyphens and underscores.
  package let id: String
  package var name: String
  package var address: String
  package var paper: Paper
  package var format: PrintFormat
  /// How it wants the pictures of pages; `nil` for one that takes PDF or has not been asked.
  package var raster: PageRaster?
  /// The thermal printer answers when asked for its state, so that prints are confirmed.
  package var answers: Bool

  /// - throws: `DossierError` naming what is wrong.
  package init(
    id: String, name: String, address: String, paper: Paper, format: PrintFormat? = nil,
    answers: Bool = false
  ) throws {
    let isName = id.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x5F
    }
    guard (1...32).contains(id.utf8.count), isName else {
      throw DossierError(
        .badInput, vi: "Tên máy in gồm 1 đến 32 chữ không dấu, chữ số, gạch nối.",
        en: "A printer's id has 1 to 32 letters, digits, hyphens and underscores.")
    }
    self.id = id
    self.name = name.isEmpty ? id : String(name.prefix(80))
    self.address = address
    self.paper = paper
    self.format = paper.isRoll ? .raw : format ?? .pdf
    self.answers = answers
    let line = try Self.line(of: address)
    if case .ipp = line { return }
    guard paper.isRoll else {
      throw DossierError(
        .badInput, vi: "Máy in A4, A5 cần địa chỉ ipp:// (IPP Everywhere hoặc hàng đợi CUPS).",
        en: "A printer of A4 or A5 needs an ipp:// address (IPP Everywhere or a CUPS queue).")
    }
  }

  package var line: Line {
    get throws { try Self.line(of: address) }
  }

  /// `ipp://host[:631]/path`, `ipps://…`, `socket://host[:9100]`, `file:///dev/usb/lp0`.
  private static func line(of address: String) throws -> Line {
    let wrong = DossierError(
      .badInput,
      vi: "Địa chỉ máy in phải có dạng ipp://máy/ipp/print, socket://máy:9100 hoặc "
        + "file:///dev/usb/lp0.",
      en: "A printer's address is ipp://host/ipp/print, socket://host:9100 or "
        + "file:///dev/usb/lp0.")
    let isPlain = address.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard address.utf8.count <= 500, isPlain, let url = URLComponents(string: address),
      url.user == nil, url.password == nil, url.query == nil, url.fragment == nil
    else { throw wrong }
    let host = url.host ?? ""
    switch url.scheme {
    case "ipp", "ipps":
      guard !host.isEmpty else { throw wrong }
      let scheme = url.scheme == "ipp" ? "http" : "https"
      let path = url.path.isEmpty ? "/" : url.percentEncodedPath
      return .ipp(http: "\(scheme)://\(host):\(url.port ?? 631)\(path)", uri: address)
    case "socket":
      guard !host.isEmpty, url.path.isEmpty || url.path == "/" else { throw wrong }
      return .tcp(host: host, port: url.port ?? 9100)
    case "file":
      guard host.isEmpty, url.path.hasPrefix("/dev/"), !url.path.contains("..") else {
        throw wrong
      }
      return .device(path: url.path)
    default: throw wrong
    }
  }
}

extension PrinterRecord: JSONConvertible {
  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "printer")
    guard let paper = Paper(rawValue: try fields.string("paper")) else {
      throw fields.wrong("paper")
    }
    guard let format = PrintFormat(rawValue: try fields.string("format")) else {
      throw fields.wrong("format")
    }
    try self.init(
      id: fields.string("id"), name: fields.string("name"), address: fields.string("address"),
      paper: paper, format: format, answers: fields.bool("answers"))
    if let dots = fields.take("dotsPerInch")?.integer {
      raster = PageRaster(
        dotsPerInch: Int(clamping: dots), type: try fields.string("rasterType"))
    }
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(id), "name": .string(name), "address": .string(address),
      "paper": .string(paper.rawValue), "format": .string(format.rawValue),
      "answers": .bool(answers),
    ]
    if let raster {
      members["dotsPerInch"] = .integer(Int64(raster.dotsPerInch))
      members["rasterType"] = .string(raster.type)
    }
    return .object(members)
  }
}

extension DossierStore {
  private static let printersKey = "printers"
  /// Most printers of one office.
  package static let printersLimit = 20

  /// The office's printers, in the order they were added.
  package func printers() throws -> [PrinterRecord] {
    try (setting(Self.printersKey)?.array ?? []).map { try PrinterRecord(json: $0) }
  }

  package func printer(_ id: String) throws -> PrinterRecord? {
    try printers().first { $0.id == id }
  }

  /// Adds a printer, or puts it in the place of the one with its id.
  package func keepPrinter(_ printer: PrinterRecord) throws {
    var all = try printers()
    if let index = all.firstIndex(where: { $0.id == printer.id }) {
      all[index] = printer
    } else {
      guard all.count < Self.printersLimit else {
        throw StoreError(.refused, "An office has at most \(Self.printersLimit) printers.")
      }
      all.append(printer)
    }
    try setSetting(Self.printersKey, .array(all.map(\.json)))
  }

  /// Removes a printer; jobs that wait for it are cancelled.
  package func removePrinter(_ id: String) throws {
    let jobs = try printJobs().filter { $0.printer == id && !$0.state.isFinished }
    if jobs.contains(where: { $0.state.name == .sending || $0.state.name == .stopping }) {
      throw StoreError(.refused, "The printer \(id) is printing; wait or cancel the job first.")
    }
    for job in jobs { try movePrintJob(job, to: .cancelled) }
    try setSetting(Self.printersKey, .array(printers().filter { $0.id != id }.map(\.json)))
  }
}
