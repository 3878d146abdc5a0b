import Dossiers
import FormEngine
import Foundation
import KioskServer

/// A desk without a store: the real forms and rules, everything else in memory.
actor MemoryDesk {
  static let officer = Officer(
    id: "d.1.1", fullName: "Bàn Thị Thử",
    role: LocalizedText(vi: "Công chức tiếp nhận", en: "Reception officer"))
  static let password = "thu-nghiem-1"

  struct OpenDraft {
    var id: String
    var entry: ProcedureCatalogue.Entry
    var session: FormSession
    var counts: [String: ComponentCounts] = [:]
    var files: [String: [(file: AttachedFile, data: Data)]] = [:]
    var code: String?
  }

  struct Kept {
    var line: DossierLine
    var draft: OpenDraft
    var promise: Promise
    var timeline: [TimelineEvent]
    var copies: CertifiedCopies?
  }

  let catalogue: ProcedureCatalogue
  let calculator: PromiseCalculator
  let registers: URL
  /// A picture for previews; a test needs none.
  let picture: Data
  var now: Instant
  /// What a newer version of every form would change; nil while there is none.
  var newer: VersionChange?
  var drafts: [String: OpenDraft] = [:]
  var dossiers: [String: Kept] = [:]
  var settlements: [Settlement] = []
  var corrections: [Correction] = []
  var verdicts: [String] = []
  var performed: [ActRequest] = []
  var issued: [String] = []
  var disputed: [DisputeList.Line] = []
  var disputeFigures: [DisputeList.Figure] = []
  var viewed: Set<String> = []
  var olderEntries = 0
  var linkState = LinkState(
    condition: .offline(nextAttempt: nil), lastContact: nil, dossiersWaiting: 0)
  var clockStanding = ClockReading.Standing.trusted
  var printerList: [Printer] = []
  var printLines: [QueuedPrint] = []
  var count = 0
  /// Whether the officer's account is.
  var isClosed = false
  var sharedCode: String?
  var copyInUse: Instant?

  /// - Parameter forms: the project's `Forms` folder.
  init(forms: URL, now: Instant, picture: Data = Data("picture".utf8)) throws {
    catalogue = try ProcedureCatalogue(load: forms)
    registers = forms.appending(path: "registers")
    let unit = try JSONFile.read(Unit.self, at: forms.appending(path: "demo-unit.json"))
    calculator = PromiseCalculator(
      calendar: try JSONFile.read(
        WorkCalendar.self, at: forms.appending(path: "calendar.json")),
      hours: unit.hours, policy: unit.promisePolicy)
    self.now = now
    self.picture = picture
  }

  func setOlderEntries(_ count: Int) { olderEntries = count }
  func setLink(_ link: LinkState) { linkState = link }
  func setClock(_ standing: ClockReading.Standing) { clockStanding = standing }
  func setPrinters(_ printers: [Printer]) { printerList = printers }
  func setPrintLines(_ lines: [QueuedPrint]) { printLines = lines }
  func setNewer(_ change: VersionChange?) { newer = change }
  func setNow(_ instant: Instant) { now = instant }
  func close() { isClosed = true }
  func setCopyInUse(_ since: Instant?) { copyInUse = since }
  var draftCount: Int { drafts.count }

  func open(_ id: String, _ caller: Caller) throws -> OpenDraft {
    guard let draft = drafts[id] else {
      throw DeskError(.notFound, "Không có bản khai \(id).")
    }
    draft.session.language = caller.language.rawValue
    return draft
  }

  /// A second dossier with the code of one that is there; each is called by its id from now on.
  func giveTwice(_ code: String, ids: [String]) {
    guard let kept = dossiers.removeValue(forKey: code) else { return }
    for id in ids {
      dossiers[id] = kept
      dossiers[id]?.line.reference = id
    }
    sharedCode = code
  }

  func status(of reference: String) -> Int? { dossiers[reference]?.line.status }

  var sharedLines: [DossierLine] {
    dossiers.values.map(\.line).filter { $0.code == sharedCode }
      .sorted { $0.reference < $1.reference }
  }

  func kept(_ code: String) throws -> Kept {
    if code == sharedCode {
      throw DeskError(.codeShared(sharedLines), "Số hồ sơ \(code) có ở nhiều hồ sơ.")
    }
    guard let dossier = dossiers[code] else {
      throw DeskError(.notFound, "Không có hồ sơ \(code).")
    }
    return dossier
  }

  func entry(_ code: String) throws -> ProcedureCatalogue.Entry {
    do {
      return try catalogue.entry(code, on: now.civil.date)
    } catch {
      throw DeskError(.notFound, "Không có thủ tục \(code).")
    }
  }

  func session(_ entry: ProcedureCatalogue.Entry, _ caller: Caller) throws -> FormSession {
    var functions = FunctionLibrary()
    for (name, function) in FormFunctions.all {
      functions.register(name, arity: function.arity) { arguments in
        switch try function.call(arguments.map(\.text)) {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        }
      }
    }
    let definition = try FormDefinition(
      xml: Data(contentsOf: entry.folder.appending(path: "form.xml")),
      resources: .folder(registers), functions: functions)
    return try FormSession(
      definition,
      environment: FormEnvironment(
        now: now.milliseconds, language: caller.language.rawValue, messages: .vietnamese))
  }

  func nextCode() -> String {
    count += 1
    let date = now.civil.date.description.replacing("-", with: "").dropFirst(2)
    return "H99.88-\(date)-\(String(1_000 + count))"
  }

  func promise(_ procedure: Procedure, _ language: Language) -> Promise? {
    guard let promised = try? calculator.promise(received: now, term: procedure.term) else {
      return nil
    }
    return Promise(due: promised.due, explanation: promised.explanation[language])
  }
}
