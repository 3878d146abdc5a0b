import Counter
import Documents
import Dossiers
import Foundation
import Sync

/// Times of every kind of paper in one process, layout file read each time as the office does, and
/// the memory the process ever used.
struct PaperTimes {
  let office: MeasuredOffice
  let out: URL

  struct Kind: Encodable {
    let kind: String
    let format: String
    let bytes: Int
    let perSecond: Double
    let time: Timing
  }

  struct Report: Encodable {
    let code: String
    let kinds: [Kind]
    /// MiB, the highest there ever was.
    let peakMemory: Double
  }

  /// - Parameter count: How often each paper is drawn.
  func run(_ count: Int) throws -> String {
    let code = try receive("1.004873", "valid-single-for-marriage")
    let copies = try receive("2.000815", "valid-several-papers")
    let started = office.office
    try started.changeStatus(
      code,
      StatusRequest(
        to: .supplementAsked, reason: "Thiếu giấy tờ", data: [.papers: "Giấy tờ tuỳ thân"]),
      by: office.actor)
    var kinds: [Kind] = []
    for kind in try started.papers(of: started.state(code: code).state) {
      kinds.append(try measure(kind, .pdf, code, count))
    }
    for format in [PaperFormat.png, .escpos, .text] {
      kinds.append(try measure(.receipt, format, code, count))
    }
    kinds.append(try measure(.receipt, .pdf, copies, count))
    let list = Array(repeating: code, count: 500)
    var time = Timing()
    var data = Data()
    for _ in 0..<max(1, count / 20) {
      data = try time.measure {
        try started.list(.ledger, format: .pdf, codes: list, by: office.actor)
      }
    }
    kinds.append(report("07, 500 rows", .pdf, data, time))
    try started.document(.receipt, format: .pdf, code: code, by: office.actor)
      .write(to: out.appending(path: "receipt.pdf"))
    return try line(Report(code: code, kinds: kinds, peakMemory: Self.peakMemory))
  }

  private func receive(_ procedure: String, _ sample: String) throws -> String {
    try office.office.receive(
      procedure: procedure, answers: office.sample(procedure, sample), files: [], token: nil,
      by: office.actor
    ).code
  }

  private func measure(
    _ kind: PaperKind, _ format: PaperFormat, _ code: String, _ count: Int
  ) throws -> Kind {
    var time = Timing()
    var data = Data()
    for _ in 0..<count {
      data = try time.measure {
        try office.office.document(kind, format: format, code: code, by: office.actor)
      }
    }
    return report(kind.rawValue, format, data, time)
  }

  private func report(_ kind: String, _ format: PaperFormat, _ data: Data, _ time: Timing) -> Kind {
    Kind(
      kind: kind, format: format.rawValue, bytes: data.count,
      perSecond: rounded(1000 / time.percentile(0.5)), time: time)
  }

  private static var peakMemory: Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let kibibytes = status.firstMatch(of: #/VmHWM:\s+(\d+) kB/#).flatMap { Double($0.1) } ?? 0
    return rounded(kibibytes / 1024)
  }
}
