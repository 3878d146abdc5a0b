import Counter
import Dossiers
import Identity
package import KioskServer
import Sync

/// Telling residents who agreed.
extension OfficeDesk {
  package func calls(_ caller: Caller) async throws -> CallSheet {
    try await act(caller) { office, actor in
      let lines = try office.callList(by: actor)
      var villages: [CallSheet.Village] = []
      for line in lines {
        if villages.last?.name != line.village {
          villages.append(CallSheet.Village(name: line.village, lines: []))
        }
        villages[villages.count - 1].lines.append(
          CallSheet.Line(
            code: line.code,
            reference: try office.reference(to: line.dossier, code: line.code), name: line.name,
            phone: line.phone,
            event: line.event.name[caller.language], attempts: line.attempts))
      }
      return CallSheet(
        villages: villages,
        messages: try office.outbox(by: actor).filter { $0.state != .exported }.count)
    }
  }

  package func callPaper(_ caller: Caller) async throws -> KioskServer.Document {
    try await act(caller) { office, actor in
      KioskServer.Document(
        data: try office.callPaper(by: actor), type: ReportFormat.pdf.mediaType,
        name: "goi-bao-\(office.now.civil.date).pdf")
    }
  }

  package func called(_ code: String, reached: Bool, note: String, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      try office.recordCall(code, reached: reached, note: note, by: actor)
    }
  }

  package func consent(_ code: String, _ caller: Caller) async throws -> ConsentSheet {
    let page = try await dossier(code, caller)
    return try await act(caller) { office, _ in
      let state = try office.state(code: code).state
      let told = state.told
      return ConsentSheet(
        code: state.code, subject: page.subject, isAsked: !told.consentHeads.isEmpty,
        sms: told.channels.contains(.sms), call: told.channels.contains(.call),
        phone: office.phone(of: state), village: told.village, villages: office.unit.villages,
        told: told.tellings.map { telling in
          let words = [telling.event.name, telling.how.name, telling.result.name]
          let time = Instant(milliseconds: telling.time).civil
          return "\(Spoken.full(time.date)): "
            + words.map { $0[caller.language] }.joined(separator: ", ")
            + (telling.note.isEmpty ? "" : " (\(telling.note))")
        })
    }
  }

  package func agree(
    _ code: String, sms: Bool, call: Bool, phone: String, village: String, _ caller: Caller
  ) async throws {
    try await act(caller) { office, actor in
      let channels = [sms ? TellingChannel.sms : nil, call ? .call : nil].compactMap(\.self)
      try office.recordConsent(
        code, channels: Set(channels), phone: phone, village: village, by: actor)
    }
  }
}
