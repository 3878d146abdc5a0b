import Dossiers
import Foundation
import KioskServer

import struct KioskServer.Fee

extension MemoryDesk: Desk {
  func signIn(name: String, password: String, language: Language) async throws -> Officer {
    guard name == "tiepnhan", password == Self.password else {
      throw DeskError(.signInRefused, "Tên đăng nhập hoặc mật khẩu không đúng.")
    }
    return Self.officer
  }

  func officer(_ caller: Caller) async throws -> Officer? { isClosed ? nil : Self.officer }

  func office(language: Language) async throws -> Office {
    Office(
      unitCode: "H99.88", name: "UBND xã Pà Cò Thử", superior: "UBND tỉnh Thử Nghiệm",
      hotline: "0200 000 000", isDemo: true)
  }

  func today(_ caller: Caller) async throws -> Today {
    let lines = dossiers.values.map(\.line).sorted { $0.code > $1.code }
    return Today(
      date: now.civil.date, dayNote: nil,
      attention: Attention.allCases.map { reason in
        AttentionGroup(
          reason: reason, dossiers: lines.filter { $0.attention.first == reason })
      },
      drafts: drafts.values.filter { $0.code == nil }.sorted { $0.id < $1.id }.map {
        DraftLine(
          id: $0.id, procedure: $0.entry.procedure.name[caller.language], maskedSubject: "",
          savedAt: now)
      },
      receivedToday: lines.filter { $0.receivedAt.civil.date == now.civil.date })
  }

  func procedures(matching text: String, _ caller: Caller) async throws -> [ProcedureLine] {
    if text.isEmpty {
      return catalogue.inForce(on: now.civil.date).map { line($0.procedure, caller) }
    }
    return catalogue.search(text, on: now.civil.date).compactMap { hit in
      (try? entry(hit.code)).map { line($0.procedure, caller, why: hit.why[caller.language]) }
    }
  }

  func procedure(_ code: String, _ caller: Caller) async throws -> ProcedureSheet {
    let procedure = try entry(code).procedure
    return ProcedureSheet(
      line: line(procedure, caller), version: procedure.version, decidedBy: "UBND xã",
      level: procedure.level.new.name[caller.language],
      components: procedure.components.map { $0.name[caller.language] },
      fees: procedure.fees.map { $0.name[caller.language] },
      legalBasis: procedure.legalBasis.map(\.title))
  }

  func procedurePaper(_ paper: String, of code: String, _ caller: Caller) async throws -> Document {
    Document(
      data: picture, type: "application/pdf", name: "\(try entry(code).procedure.code)-\(paper).pdf"
    )
  }

  func labelMedia(_ name: String, of code: String, version: String, _ caller: Caller)
    async throws -> Document
  {
    throw DeskError(.notFound, "Biểu mẫu không có tệp này.")
  }

  func startDraft(procedure code: String, after dossier: String, _ caller: Caller) async throws
    -> String
  {
    _ = try kept(dossier)
    return try await startDraft(procedure: code, caller)
  }

  func quoteCopies(_ job: CopiesJob, _ caller: Caller) async throws -> CopiesQuote {
    // 2,000 đ for each of the first two pages, 1,000 đ for each further one, at most 200,000 đ.
    let fees = job.papers.map { paper in
      paper.copies * min(200_000, 2_000 * min(paper.pages, 2) + 1_000 * max(0, paper.pages - 2))
    }
    let promise = promise(try entry("2.000815").procedure, caller.language)
    let total = fees.reduce(0, +)
    return CopiesQuote(
      fee: Fee(total: total, lines: [Fee.Line(name: "Phí chứng thực", amount: total)]),
      paperFees: fees, promise: promise ?? Promise(due: nil, explanation: ""),
      slipRequired: now.civil.time.hour >= 15)
  }

  func certifyCopies(_ job: CopiesJob, _ caller: Caller) async throws -> CertifiedCopies {
    if let done = dossiers.values.compactMap(\.copies).first(where: {
      $0.job.request == job.request
    }) {
      return done
    }
    let entry = try entry("2.000815")
    let quote = try await quoteCopies(job, caller)
    let code = nextCode()
    let open = OpenDraft(
      id: code, entry: entry, session: try session(entry, caller), code: code)
    keep(code, open, screen(open, caller))
    dossiers[code]?.line.maskedSubject = Mask.name(job.name)
    viewed.insert(code)
    let done = CertifiedCopies(
      code: code, job: job, quote: quote,
      numbers: job.papers.indices.map { "\(125 + $0)/2026" }, book: "01/2026-SCT/BS",
      returnedAt: nil, hasSlip: job.wantsSlip || quote.slipRequired)
    dossiers[code]?.copies = done
    return done
  }

  func certifiedCopies(_ code: String, _ caller: Caller) async throws -> CertifiedCopies {
    guard let copies = try kept(code).copies else {
      throw DeskError(.notFound, "Hồ sơ \(code) không phải chứng thực bản sao.")
    }
    return copies
  }

  func returnCopies(_ code: String, _ caller: Caller) async throws -> CertifiedCopies {
    dossiers[code]?.copies?.returnedAt = now
    return try await certifiedCopies(code, caller)
  }

  func link(language: Language) async -> LinkState { linkState }

  func syncReport(_ caller: Caller) async throws -> SyncReport {
    SyncReport(
      link: linkState, hub: "https://hub.thunghiem.example", device: "abcdefghij234567",
      bytesUpToday: 18_400, bytesDownToday: 6_100,
      waiting: dossiers.values.map(\.line).filter { !$0.isSent }.sorted { $0.code > $1.code },
      olderEntries: olderEntries)
  }

  func syncNow(_ caller: Caller) async throws { linkState.condition = .exchanging }
  func pauseSync(minutes: Int?, _ caller: Caller) async throws {
    linkState.condition = .paused(until: now.adding(milliseconds: 3_600_000))
  }
  func resumeSync(_ caller: Caller) async throws {
    linkState.condition = .offline(nextAttempt: nil)
  }

  func clock(language: Language) async -> ClockReading {
    ClockReading(now: now, standing: clockStanding)
  }

  func confirmClock(_ time: Instant, _ caller: Caller) async throws {
    guard time.civil.date.year >= 2025 else {
      throw DeskError(.badInput, "Năm không đúng.", field: "date")
    }
    now = time
    clockStanding = .trusted
  }
}
