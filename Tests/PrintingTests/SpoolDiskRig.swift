import CFaultVFS
import DossierStore
import Dossiers
import Foundation
import Identity
import Printing
import Simulator
import Sync
import Synchronization

/// A printer with its own memory, beside a machine whose power may fail: what it was handed comes
/// out, and it hears nothing of a machine that is off.
final class Desktop: JobLine, RawLine {
  struct Memory {
    /// Names of jobs that were opened and not yet handed anything, by number.
    var open: [Int: String] = [:]
    var count = 0
    var printed: [String] = []
  }

  let memory = Mutex(Memory())
  let disk: FaultyDisk

  init(_ disk: FaultyDisk) { self.disk = disk }

  private func reach() throws(PrintProblem) {
    if disk.isDown { throw PrintProblem(.wait, vi: "tắt", en: "off") }
  }

  func status() async throws(PrintProblem) -> PrinterStatus {
    PrinterStatus(name: "", formats: [], isAccepting: true, hindrances: [])
  }

  func open(_ ticket: PrintTicket, paper: PrinterRecord.Paper, name: String)
    async throws(PrintProblem) -> Int
  {
    try reach()
    return memory.withLock { memory in
      memory.count += 1
      memory.open[memory.count] = name
      return memory.count
    }
  }

  func hand(_ content: Data, format: PrintFormat, remote: Int) async throws(PrintProblem) {
    try reach()
    memory.withLock { memory in
      guard memory.open.removeValue(forKey: remote) != nil else { return }
      memory.printed.append(String(decoding: content.prefix(8), as: UTF8.self))
    }
  }

  func job(_ remote: Int) async throws(PrintProblem) -> RemoteJob {
    try reach()
    return memory.withLock { $0.open[remote] == nil ? .completed : .incomplete }
  }

  func cancel(_ remote: Int) async throws(PrintProblem) {
    try reach()
    memory.withLock { _ = $0.open.removeValue(forKey: remote) }
  }

  func cancelOpened(named prefix: String) async throws(PrintProblem) {
    try reach()
    memory.withLock { memory in memory.open = memory.open.filter { !$1.hasPrefix(prefix) } }
  }

  func ready() async throws(PrintProblem) { try reach() }

  func send(_ content: Data) async throws(PrintProblem) {
    try reach()
    memory.withLock { $0.printed.append(String(decoding: content.prefix(8), as: UTF8.self)) }
  }
}

/// An office's spool on a disk that fails when it is told to, from after its founding on.
final class SpoolDiskRig {
  let disk: FaultyDisk
  let printer: Desktop
  let folder = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)")
  private let keys = DeviceKeys(random: SeededRandom(seed: 7))
  private let random = SeededRandom(seed: 11)
  let clock = ManualClock(milliseconds: 1_795_230_000_000)
  private(set) var dossier: Entry?

  init(seed: UInt64) throws {
    disk = FaultyDisk(folder: folder.path, seed: seed)
    printer = Desktop(disk)
    let store = try open()
    for (id, address, paper) in [
      ("a5", "ipp://p/ipp/print", PrinterRecord.Paper.a5), ("slip", "socket://p", .mm80),
    ] {
      try store.keepPrinter(PrinterRecord(id: id, name: "", address: address, paper: paper))
    }
    dossier = try receive(store)
    try store.close()
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func open() throws -> DossierStore {
    try DossierStore.open(
      at: folder, keys: keys, clock: clock, random: random, options: StoreOptions(readers: 1))
  }

  private func receive(_ store: DossierStore) throws -> Entry {
    try store.write { journal in
      let day = Instant(milliseconds: clock.milliseconds).civil.date
      let number = 1000 + (try journal.nextDossierCounter(on: day))
      let body: [String: JSONValue] = [
        "code": .string("H99.88-261121-\(number)"), "lookup": "7K3MPA", "procedure": "1.001193",
        "version": "2026.1", "unit": "H99.88", "authority": "H99.88", "returnUnit": "H99.88",
        "channel": "1", "receivedAt": .integer(clock.milliseconds),
        "answers": ["nks/hoTen": "Thử"], "rows": [:], "frozen": [:], "components": [],
        "fee": [:], "sets": 1, "request": "t1",
      ]
      return try journal.append(
        EntryDraft(kind: "dossier.received", subject: .new, body: body), by: "local:1000")
    }
  }

  /// A paper whose first eight bytes are its name; it begins with nothing that is on the disk yet.
  func put(_ name: String, on printer: String, in store: DossierStore, bytes: Int = 600) throws
    -> PrintJob
  {
    var content = Data(name.utf8)
    content.append(contentsOf: (content.count..<bytes).map { UInt8(truncatingIfNeeded: $0 * 7) })
    return try store.enqueue(
      content,
      ticket: PrintTicket(
        document: name, code: "H99.88-261121-1000", copies: 1, reprint: 0,
        format: printer == "a5" ? .pdf : .raw, actor: "local:1000"),
      printer: printer, subject: dossier?.id)
  }

  /// The spooler with the office's own way of recording. Waiting for the disk frees it.
  func spooler(_ store: DossierStore) -> Spooler {
    let (printer, disk) = (printer, disk)
    return Spooler(
      store: store, makeLine: { $0.paper.isRoll ? .bytes(printer) : .jobs(printer) },
      record: { journal, job in
        guard let subject = job.subject else { return }
        _ = try journal.append(
          EntryDraft(
            kind: "dossier.printed", subject: .existing(subject),
            body: ["document": .string(job.ticket.document), "copy": 1, "format": "pdf"]),
          by: job.ticket.actor)
      },
      pause: { _ in
        if disk.isDown { throw CancellationError() }
        disk.setCapacity(nil)
        disk.fail(atCall: nil)
      })
  }

  /// Papers on both printers, printed; names of the papers somebody was told are in the queue.
  func day(_ store: DossierStore) async throws -> [String] {
    var told: [String] = []
    func ask(_ name: String, _ printer: String) {
      guard (try? put(name, on: printer, in: store)) != nil else { return }
      told.append(name)
    }
    ask("paper--1", "a5")
    ask("paper--2", "slip")
    let spooler = spooler(store)
    for printer in ["a5", "slip"] {
      do { while try await spooler.turn(printer) == .moved {} } catch {}
    }
    ask("paper--3", "a5")
    for printer in ["a5", "slip"] {
      do { while try await spooler.turn(printer) == .moved {} } catch {}
    }
    return told
  }

  /// Kinds and papers of the dossier's printing entries.
  func recorded(_ store: DossierStore) throws -> [String] {
    guard let id = dossier?.id else { return [] }
    return try store.entries(of: id).compactMap { entry in
      guard entry.kind == "dossier.printed" else { return nil }
      return entry.content?["document"]?.string
    }
  }
}
