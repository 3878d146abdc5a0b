import Counter
import Documents
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// Papers in the queue of a printer, without a printer.
struct PrintTests {
  private func office() throws -> (TestOffice, String) {
    let test = try TestOffice()
    for (id, address, paper) in [
      ("A5", "ipp://127.0.0.1:1/ipp/print", PrinterRecord.Paper.a5),
      ("wide", "socket://127.0.0.1:1", .mm80), ("narrow", "socket://127.0.0.1:1", .mm58),
    ] {
      try test.office.store.keepPrinter(
        PrinterRecord(id: id, name: id, address: address, paper: paper))
    }
    return (test, try test.receive(TestOffice.birth, "valid-father-on-time").code)
  }

  @Test func `a job holds exactly the paper that would be written to a file`() throws {
    let (test, code) = try office()
    let store = test.office.store
    for (printer, format) in [("A5", PaperFormat.pdf), ("wide", .escpos)] {
      let dossier = try test.receive(TestOffice.birth, "valid-father-on-time").code
      let job = try test.office.print(
        .receipt, code: dossier, on: printer, copies: 2, by: test.admin)
      #expect(job.state == .queued(problem: nil) && job.ticket.copies == 2)
      #expect(
        try store.printContent(job.id)
          == test.office.document(.receipt, format: format, code: dossier, by: test.admin))
    }
    let narrow = try test.office.print(
      .receipt, code: code, on: "narrow", copies: 1, by: test.admin)
    // GS v 0 with 48 bytes, 384 dots, in a row.
    #expect(
      try store.printContent(narrow.id).prefix(8).elementsEqual([
        0x1B, 0x40, 0x1D, 0x76, 0x30, 0x00, 48, 0,
      ]))
  }

  @Test func `what may exist on paper already is a reprint with the next number`() throws {
    let (test, code) = try office()
    let store = test.office.store
    func put() throws -> PrintJob {
      try test.office.print(.receipt, code: code, on: "A5", copies: 1, by: test.admin)
    }
    let first = try put()
    #expect(first.ticket.reprint == 0)
    #expect(try put().ticket.reprint == 1)
    // A job that failed or was cancelled never became paper.
    try test.office.cancelPrint(2, by: test.admin)
    try store.movePrintJob(first, to: .failed(LocalizedText(vi: "x", en: "x")))
    #expect(try put().ticket.reprint == 0)
    let third = try #require(try store.printJob(3))
    try store.movePrintJob(third, to: .uncertain(LocalizedText(vi: "x", en: "x")))
    try test.office.confirmPrint(3, by: test.admin)
    let print = try #require(test.state(code).prints.first)
    #expect(print.document == "receipt" && print.copy == 1 && print.actor == test.admin.id)
    let again = try test.office.reprint(3, by: test.admin)
    #expect(again.ticket.reprint == 1)
    #expect(
      try store.printContent(again.id)
        == test.office.document(
          .receipt, format: .pdf, code: code, mark: .reprint(1), by: test.admin))
  }

  @Test func `a job that may have been printed is settled by a person only`() throws {
    let (test, code) = try office()
    let store = test.office.store
    let job = try test.office.print(.receipt, code: code, on: "wide", copies: 1, by: test.admin)
    try store.movePrintJob(job, to: .sending(.handing(remote: nil), problem: nil))
    for act in [test.office.cancelPrint, test.office.retryPrint, test.office.confirmPrint] {
      try test.expectRefusal(.refused) { _ in try act(job.id, test.admin) }
    }
    let sending = try #require(try store.printJob(job.id))
    try store.movePrintJob(sending, to: .uncertain(LocalizedText(vi: "x", en: "x")))
    try test.expectRefusal(.refused) { _ in try test.office.retryPrint(job.id, by: test.admin) }
    let again = try test.office.reprint(job.id, by: test.admin)
    #expect(again.ticket.reprint == 1)
    #expect(try store.printJob(job.id)?.state == .cancelled)
    #expect(try test.state(code).prints.isEmpty)
  }

  @Test func `an officer's wish to stop a job at an IPP printer waits for the printer`() throws {
    let (test, code) = try office()
    let job = try test.office.print(.receipt, code: code, on: "A5", copies: 1, by: test.admin)
    let sending = PrintState.sending(.handed(remote: 7), problem: nil)
    try test.office.store.movePrintJob(job, to: sending)
    try test.office.cancelPrint(job.id, by: test.admin)
    #expect(try test.office.store.printJob(job.id)?.state == .stopping(.handed(remote: 7)))
  }

  @Test func `bad orders are refused and leave no job`() throws {
    let (test, code) = try office()
    func refuse(_ kind: DossierError.Kind, _ code: String, _ printer: String, _ copies: Int) throws
    {
      try test.expectRefusal(kind) { office in
        try office.print(.receipt, code: code, on: printer, copies: copies, by: test.admin)
      }
    }
    try refuse(.badInput, code, "A5", 0)
    try refuse(.badInput, code, "A5", 10)
    try refuse(.notFound, code, "nobody", 1)
    try refuse(.notFound, "x", "A5", 1)
    try test.expectRefusal(.badInput) { office in
      try office.print(.declaration, code: code, on: "wide", copies: 1, by: test.admin)
    }
    #expect(try test.office.store.printJobs().isEmpty)
  }
}
