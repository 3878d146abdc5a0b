import DossierStore
import Dossiers
import Foundation
import Identity
import Printing
import Synchronization
import Testing

/// A printer in memory that does what it is told, one answer after the other.
final class FakePrinter: JobLine, RawLine {
  struct Memory {
    var opened = 0
    var names: [String] = []
    var documents: [Data] = []
    var cancelled: [Int] = []
    var answers: [RemoteJob] = []
    var openProblem: PrintProblem?
    var handProblem: PrintProblem?
    var sendProblem: PrintProblem?
  }

  let memory = Mutex(Memory())

  func status() async throws(PrintProblem) -> PrinterStatus {
    PrinterStatus(name: "", formats: [], isAccepting: true, hindrances: [])
  }

  func open(_ ticket: PrintTicket, paper: PrinterRecord.Paper, name: String)
    async throws(PrintProblem) -> Int
  {
    let (number, problem) = memory.withLock { memory in
      memory.opened += 1
      memory.names.append(name)
      return (memory.opened, memory.openProblem)
    }
    if let problem { throw problem }
    return number
  }

  func hand(_ content: Data, format: PrintFormat, remote: Int) async throws(PrintProblem) {
    if let problem = memory.withLock({ $0.handProblem }) { throw problem }
    memory.withLock { $0.documents.append(content) }
  }

  func job(_ remote: Int) async throws(PrintProblem) -> RemoteJob {
    memory.withLock { $0.answers.count > 1 ? $0.answers.removeFirst() : $0.answers.first }
      ?? .completed
  }

  func cancel(_ remote: Int) async throws(PrintProblem) {
    memory.withLock { $0.cancelled.append(remote) }
  }

  func cancelOpened(named prefix: String) async throws(PrintProblem) {}
  func ready() async throws(PrintProblem) {}

  func send(_ content: Data) async throws(PrintProblem) {
    memory.withLock { $0.documents.append(content) }
    if let problem = memory.withLock({ $0.sendProblem }) { throw problem }
  }
}

/// What was written into the journal.
final class Recorded: Sendable {
  let ids = Mutex<[Int64]>([])
}

/// A store with two printers in a folder of its own.
final class PrintRig {
  let url = FileManager.default.temporaryDirectory.appending(path: "print-\(UUID().uuidString)")
  let store: DossierStore
  let printer = FakePrinter()
  let recorded = Recorded()

  init() throws {
    store = try DossierStore.open(
      at: url, keys: DeviceKeys(random: SeededRandom(seed: 1)),
      clock: ManualClock(milliseconds: 1_790_000_000_000), random: SystemRandom())
    for (id, address, paper) in [
      ("a5", "ipp://p/ipp/print", PrinterRecord.Paper.a5), ("slip", "socket://p", .mm80),
    ] {
      try store.keepPrinter(PrinterRecord(id: id, name: "", address: address, paper: paper))
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var spooler: Spooler {
    let (printer, recorded) = (printer, recorded)
    return Spooler(
      store: store,
      makeLine: { $0.paper.isRoll ? .bytes(printer) : .jobs(printer) },
      record: { _, job in recorded.ids.withLock { $0.append(job.id) } }, pause: { _ in })
  }

  func put(_ text: String, on printer: String, copies: Int = 1) throws -> PrintJob {
    try store.enqueue(
      Data(text.utf8),
      ticket: PrintTicket(
        document: "receipt", code: "H99.88-261121-1000", copies: copies, reprint: 0,
        format: printer == "a5" ? .pdf : .raw, actor: "local:0"), printer: printer, subject: nil)
  }

  func state(_ job: PrintJob) throws -> PrintState? { try store.printJob(job.id)?.state }
  var texts: [String] {
    printer.memory.withLock { $0.documents.map { String(decoding: $0, as: UTF8.self) } }
  }
}

struct SpoolerTests {
  @Test func `jobs of a printer come out in the order in which they were asked for`() async throws {
    let rig = try PrintRig()
    for text in ["one", "two", "three"] { _ = try rig.put(text, on: "a5") }
    while try await rig.spooler.turn("a5") == .moved {}
    #expect(rig.texts == ["one", "two", "three"])
    #expect(rig.recorded.ids.withLock { $0 } == [1, 2, 3])
    #expect(throws: StoreError.self) { try rig.store.printContent(1) }
  }

  @Test func `a printer that cannot be reached keeps the order and the job`() async throws {
    let rig = try PrintRig()
    let problem = PrintProblem(.wait, vi: "tắt", en: "off")
    rig.printer.memory.withLock { $0.openProblem = problem }
    let first = try rig.put("one", on: "a5")
    _ = try rig.put("two", on: "a5")
    for _ in 0..<3 { #expect(try await rig.spooler.turn("a5") == .wait) }
    #expect(try rig.state(first) == .queued(problem: problem.sentence))
    rig.printer.memory.withLock { $0.openProblem = nil }
    while try await rig.spooler.turn("a5") == .moved {}
    #expect(rig.texts == ["one", "two"])
    // Each attempt has a name of its own at the printer.
    #expect(Set(rig.printer.memory.withLock { $0.names }).count == 5)
  }

  @Test func `what the printer says of a job decides what becomes of it`() async throws {
    let nothing = IPPReasons([])
    let cases: [(RemoteJob, PrintState.Name)] = [
      (.completed, .printed), (.cancelled, .failed), (.unknown, .uncertain),
      (.aborted(nothing, hasPrinted: true), .uncertain),
      (.aborted(nothing, hasPrinted: false), .failed), (.incomplete, .queued),
    ]
    for (answer, name) in cases {
      let rig = try PrintRig()
      rig.printer.memory.withLock {
        $0.answers = [.waiting(IPPReasons(["media-empty-error"])), .waiting(nothing), answer]
      }
      let job = try rig.put("one", on: "a5")
      _ = try await rig.spooler.turn("a5")
      #expect(try rig.state(job)?.name == name, "\(answer)")
      #expect(rig.recorded.ids.withLock { $0.count } == (name == .printed ? 1 : 0))
    }
  }

  @Test func `completed without the printer's word that it has all of it is uncertain`()
    async throws
  {
    let rig = try PrintRig()
    rig.printer.memory.withLock {
      $0.handProblem = PrintProblem(.wait, vi: "đứt", en: "cut")
      $0.answers = [.completed]
    }
    let job = try rig.put("one", on: "a5")
    _ = try await rig.spooler.turn("a5")
    #expect(try rig.state(job)?.name == .uncertain)
    #expect(try await rig.spooler.turn("a5") == .idle)
  }

  /// A stop of the program after each step that is on the disk.
  @Test func `a program that stopped leaves what the next one can tell apart`() async throws {
    let steps: [(PrintStep, String, PrintState.Name)] = [
      (.opening, "a5", .printed), (.handing(remote: 9), "a5", .uncertain),
      (.handed(remote: 9), "a5", .printed), (.handing(remote: nil), "slip", .uncertain),
    ]
    for (step, printer, name) in steps {
      let rig = try PrintRig()
      let job = try rig.put("one", on: printer)
      try rig.store.movePrintJob(job, to: .sending(step, problem: nil))
      try rig.spooler.recover()
      while try await rig.spooler.turn(printer) == .moved {}
      #expect(try rig.state(job)?.name == name, "\(step)")
      #expect(rig.texts.count == (step == .opening ? 1 : 0), "\(step)")
    }
  }

  @Test func `bytes that were cut off are never sent again by themselves`() async throws {
    let rig = try PrintRig()
    rig.printer.memory.withLock {
      $0.sendProblem = PrintProblem(.uncertain, vi: "đứt", en: "cut")
    }
    let job = try rig.put("one", on: "slip", copies: 2)
    for _ in 0..<3 { _ = try await rig.spooler.turn("slip") }
    try rig.spooler.recover()
    _ = try await rig.spooler.turn("slip")
    #expect(try rig.state(job)?.name == .uncertain)
    #expect(rig.texts == ["oneone"])
  }

  @Test func `a job an officer stops is cancelled at the printer`() async throws {
    let rig = try PrintRig()
    let job = try rig.put("one", on: "a5")
    try rig.store.movePrintJob(job, to: .stopping(.handed(remote: 4)))
    rig.printer.memory.withLock { $0.answers = [.cancelled] }
    _ = try await rig.spooler.turn("a5")
    #expect(try rig.state(job) == .cancelled)
    #expect(rig.printer.memory.withLock { $0.cancelled } == [4])
  }

  @Test func `a full queue refuses and keeps what it has`() throws {
    let rig = try PrintRig()
    for number in 0..<SpoolLimits.openJobs { _ = try rig.put("\(number)", on: "slip") }
    #expect(throws: StoreError.self) { try rig.put("more", on: "slip") }
    #expect(throws: StoreError.self) { try rig.put("", on: "slip") }
    #expect(try rig.store.printJobs().count == SpoolLimits.openJobs)
    #expect(try rig.store.check().filter { $0.part == .sealed } == [])
  }
}
