package import Dossiers
package import FormEngine

/// What the officer's screens ask of the office: the use cases, in the field's words.
///
/// Texts come back in the caller's language. Everything that fails throws ``DeskError`` and has
/// changed nothing. What is returned from `accept`, `certify`, `changeStatus`, `handOver` and
/// `answer` is on disk. Every call is safe to repeat.
package protocol Desk: MoneyDesk, ReceiptNumberDesk, TellingDesk, SlipDesk, StickDesk, ReportDesk {
  // People and office
  /// - Throws: `signInRefused`.
  func signIn(name: String, password: String, language: Language) async throws -> Officer
  /// The caller as he is now; `nil` if his account is closed or he has another password than he
  /// signed in with.
  func officer(_ caller: Caller) async throws -> Officer?
  func office(language: Language) async throws -> Office
  func today(_ caller: Caller) async throws -> Today

  // Procedures
  /// Ranked; an empty text lists all that may be received.
  func procedures(matching text: String, _ caller: Caller) async throws -> [ProcedureLine]
  func procedure(_ code: String, _ caller: Caller) async throws -> ProcedureSheet

  /// Guide or blank declaration as PDF: `guide` or `blank`.
  func procedurePaper(_ paper: String, of code: String, _ caller: Caller) async throws -> Document
  /// A picture, sound or film that a label of one version's form names; nothing personal.
  /// - Throws: `notFound` for every other name.
  func labelMedia(_ name: String, of code: String, version: String, _ caller: Caller)
    async throws -> Document

  // Drafts
  /// Opens a draft of a procedure that usually comes next, filled from the dossier before it.
  /// - Throws: `reasonNeeded` as ``dossier(_:_:)`` does.
  func startDraft(procedure code: String, after dossier: String, _ caller: Caller) async throws
    -> String
  /// Answers the draft's id: 1…64 characters of `A–Z a–z 0–9 . _ -`.
  func startDraft(procedure code: String, _ caller: Caller) async throws -> String
  func draft(_ id: String, _ caller: Caller) async throws -> Draft
  /// Saves the answers that are chosen in view of the form as it stands, by path (rows count from
  /// 1), values as XForms writes them; an empty string clears one. Where none are chosen nothing is
  /// saved. A value not of its type is kept and shown as a problem. A path the form does not have
  /// is `badInput` and nothing of the call is saved.
  func answer(
    draft id: String, _ caller: Caller,
    _ choose: @escaping @Sendable (FormView) -> [String: String]
  ) async throws -> Draft
  /// Appends a row to the repeat at `path`.
  func addRow(to path: String, draft id: String, _ caller: Caller) async throws -> Draft
  /// Removes the row at a path such as `giayTo[2]`.
  func removeRow(at path: String, draft id: String, _ caller: Caller) async throws -> Draft
  func discardDraft(_ id: String, _ caller: Caller) async throws
  /// A page of the draft was opened: a section by its path, or with nil the last look. Cheap for
  /// forms that keep no log of their filling.
  func noteOpened(_ section: String?, draft id: String, _ caller: Caller) async throws
  /// Entries of the register a question offers, by an exact number or by words of their names;
  /// masked. Choosing one is ``answer(draft:_:_:)`` with its id.
  func findEntities(_ text: String, at path: String, draft id: String, _ caller: Caller)
    async throws -> EntitySearch
  /// What carrying the draft over to the newest version of its form would change.
  /// - Throws: `refused` if there is none.
  func versionChange(draft id: String, _ caller: Caller) async throws -> VersionChange
  /// Carries the draft over, if `version` is still the newest.
  func carryOver(draft id: String, to version: String, _ caller: Caller) async throws

  /// Reads what a scanner sent (control characters and all) and says what it would fill in.
  func readCard(_ text: String, draft id: String, _ caller: Caller) async throws -> CardPrefill
  /// Fills in the chosen paths of what ``readCard(_:draft:_:)`` offered for the same text.
  func applyCard(_ text: String, paths: Set<String>, draft id: String, _ caller: Caller)
    async throws -> Draft

  /// Sets what was handed in, by component id; components not named keep theirs.
  func setCounts(_ counts: [String: ComponentCounts], draft id: String, _ caller: Caller)
    async throws -> Draft
  func attach(_ upload: Upload, draft id: String, _ caller: Caller) async throws -> Draft
  func detach(file: String, component: String, draft id: String, _ caller: Caller) async throws
    -> Draft
  /// Answers the question at the upload's component, a path, with a file; a recording gets one part
  /// more. Whether the file is what the question asks for is for the desk to say.
  func answer(file upload: Upload, draft id: String, _ caller: Caller) async throws -> Draft
  func draftFile(_ file: String, draft id: String, _ caller: Caller) async throws -> Document
  /// Makes the draft a dossier and answers its code; again for the same draft, the same code.
  /// - Throws: `incomplete`, `clockUnconfirmed`, `refused` (version no longer in force …).
  func accept(draft id: String, _ caller: Caller) async throws -> String

  // Dossiers
  /// Name without diacritics in any word order, number, phone or code. Masked; not a view.
  func find(_ text: String, _ caller: Caller) async throws -> [DossierLine]
  /// Records why the officer opens it; one entry per officer, dossier, reason and day.
  func recordView(_ code: String, reason: ViewReason, _ caller: Caller) async throws
  /// Local or official code.
  /// - Throws: `reasonNeeded` unless this officer recorded a view today or accepted it today.
  func dossier(_ code: String, _ caller: Caller) async throws -> DossierPage
  /// Newest first. Needs a recorded view as ``dossier(_:_:)`` does.
  func history(_ code: String, _ caller: Caller) async throws -> [HistoryEvent]
  func dossierFile(_ file: String, dossier code: String, _ caller: Caller) async throws
    -> Document
  func changeStatus(_ code: String, _ change: StatusChange, _ caller: Caller) async throws
  /// What waits for a decision, the longest waiting first, and how past ones went.
  func disputes(_ caller: Caller) async throws -> DisputeList
  /// Decides a dispute; what is not kept stays in the history.
  func settle(_ code: String, _ settlement: Settlement, _ caller: Caller) async throws
  /// Puts an answer right that breaks the form's rules together with others.
  func correct(_ code: String, _ correction: Correction, _ caller: Caller) async throws
  /// Says whether another dossier is about the same matter; neither is changed by it.
  func judgeTwin(_ code: String, twin: String, isSame: Bool, reason: String, _ caller: Caller)
    async throws
  func handOver(_ code: String, _ handOver: HandOver, _ caller: Caller) async throws

  /// Does an act that ``DossierPage/acts`` offers.
  func perform(_ act: ActRequest, on code: String, _ caller: Caller) async throws
  /// Does an act that ``Draft/acts`` offers.
  /// - Returns: the code, if the draft became a dossier by it.
  func conclude(_ act: ActRequest, draft id: String, _ caller: Caller) async throws -> String?
  /// What waits at this officer's desks. Masked; not a view.
  func work(_ caller: Caller) async throws -> [WorkSheet]
  /// Needs a recorded view as ``dossier(_:_:)`` does.
  func entrySheet(_ code: String, _ caller: Caller) async throws -> EntrySheet

  // Paper
  /// - Parameter kind: ``DocumentKind/id``.
  func document(_ kind: String, format: DocumentFormat, dossier code: String, _ caller: Caller)
    async throws -> Document
  /// The paper to be printed from the browser: recorded as printed, a later one marked as reprint.
  /// ``document(_:format:dossier:_:)`` gives previews.
  func issue(_ kind: String, dossier code: String, _ caller: Caller) async throws -> Document
  /// The slip with which somebody goes on with a draft another day, as PDF.
  func draftSlip(_ draft: String, _ caller: Caller) async throws -> Document
  /// Empty if none is set up; the screens then offer files only.
  func printers() async -> [Printer]
  /// - Parameter copies: 1…9.
  /// Puts it into the printer's queue; when this returns it is on the disk.
  func print(
    _ kind: String, dossier code: String, printer: String, copies: Int, _ caller: Caller
  ) async throws

  func printQueue(_ caller: Caller) async throws -> PrintQueue
  /// - Throws: `refused` when the job has moved on meanwhile.
  func settlePrint(_ job: Int, _ act: QueuedPrint.Act, _ caller: Caller) async throws
  /// Asks a printer how it is; one sentence.
  func testPrinter(_ id: String, _ caller: Caller) async throws -> String

  // Certified copies while the resident waits
  /// - Throws: `badInput` with the field `name`, `papers[1]/title`, `papers[1]/pages` …
  func quoteCopies(_ job: CopiesJob, _ caller: Caller) async throws -> CopiesQuote
  /// Receives, certifies and numbers in one step.
  func certifyCopies(_ job: CopiesJob, _ caller: Caller) async throws -> CertifiedCopies
  func certifiedCopies(_ code: String, _ caller: Caller) async throws -> CertifiedCopies
  /// The resident has the copies.
  func returnCopies(_ code: String, _ caller: Caller) async throws -> CertifiedCopies

  // Link and clock
  /// Cheap: asked for every page.
  func link(language: Language) async -> LinkState
  func syncReport(_ caller: Caller) async throws -> SyncReport
  /// Begins an exchange now; does not wait for it.
  func syncNow(_ caller: Caller) async throws
  func pauseSync(minutes: Int?, _ caller: Caller) async throws
  func resumeSync(_ caller: Caller) async throws
  /// Limits what attached files take of the link; entries never wait.
  /// - Throws: `badInput`.
  func limitFiles(megabytes: Int?, from: TimeOfDay?, to: TimeOfDay?, _ caller: Caller)
    async throws
  /// Cheap: asked for every page.
  func clock(language: Language) async -> ClockReading
  /// The officer says what time it is; becomes the baseline.
  func confirmClock(_ time: Instant, _ caller: Caller) async throws
}
