import Counter
import DossierStore
import Dossiers
import Foundation
package import KioskServer
import Printing

/// The queue of papers.
extension OfficeDesk {
  package func printQueue(_ caller: Caller) async throws -> PrintQueue {
    try await act(caller) { office, actor in
      try actor.require(.printPapers)
      let printers = try office.store.printers()
      let names = Dictionary(uniqueKeysWithValues: printers.map { ($0.id, $0.name) })
      let jobs = try office.store.printJobs().reversed().sorted { $0.order < $1.order }
      return PrintQueue(
        printers: printers.map { Printer(id: $0.id, name: $0.name) },
        jobs: try jobs.map { job in
          let reference = try job.subject.map {
            try office.reference(to: $0, code: job.ticket.code)
          }
          return job.line(names, reference ?? job.ticket.code, caller.language)
        })
    }
  }

  package func settlePrint(_ job: Int, _ act: QueuedPrint.Act, _ caller: Caller) async throws {
    try await self.act(caller) { office, actor in
      let id = Int64(job)
      switch act {
      case .retry: try office.retryPrint(id, by: actor)
      case .cancel: try office.cancelPrint(id, by: actor)
      case .reprint: try office.reprint(id, by: actor)
      case .done: try office.confirmPrint(id, by: actor)
      }
    }
  }

  package func testPrinter(_ id: String, _ caller: Caller) async throws -> String {
    do {
      try actor(caller).require(.printPapers)
      switch try await OfficePrinting.test(id, of: office) {
      case .failure(let problem): return problem.sentence[caller.language]
      case .success(let status):
        let said = status.hindrances.map { $0[caller.language] }.joined(separator: " ")
        let ready = LocalizedText(vi: "Máy in sẵn sàng.", en: "The printer is ready.")
        return said.isEmpty ? ready[caller.language] : said
      }
    } catch {
      throw DeskErrors.translate(error, office, caller.language)
    }
  }
}

extension PrintJob {
  /// Who asks for a person comes first, then what is on its way, then what is through.
  fileprivate var order: Int {
    switch state.name {
    case .uncertain, .failed: 0
    case .sending, .stopping, .queued: 1
    case .printed, .cancelled: 2
    }
  }

  fileprivate func line(
    _ printers: [String: String], _ reference: String, _ language: Language
  ) -> QueuedPrint {
    QueuedPrint(
      id: Int(id), printer: printers[printer] ?? printer,
      document: (try? PaperKind(named: ticket.document))?.name[language] ?? ticket.document,
      code: ticket.code, reference: reference, copies: ticket.copies, reprint: ticket.reprint,
      askedAt: Instant(milliseconds: ticket.askedAt), state: state.name.words[language],
      problem: state.problem?[language], acts: acts,
      needsPerson: state.name == .uncertain || state.name == .failed)
  }

  private var acts: [QueuedPrint.Act] {
    switch state {
    case .queued: [.retry, .cancel]
    case .sending(let step, _): step == .handing(remote: nil) ? [] : [.cancel]
    case .uncertain: [.done, .reprint, .cancel]
    case .failed: [.retry, .cancel]
    case .printed: [.reprint]
    case .stopping, .cancelled: []
    }
  }
}
