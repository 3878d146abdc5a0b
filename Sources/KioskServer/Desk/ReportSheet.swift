package import Dossiers

/// What waits for somebody for one reason.
package struct WaitingSheet: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var code: String
    /// ``DossierLine/reference``, or the slip's code.
    package var reference: String
    /// Whether there is a page of it.
    package var isDossier: Bool
    package var maskedSubject: String
    package var procedure: String
    /// When it is due, or since when it waits.
    package var time: Instant?
    package var days: Int

    package init(
      code: String, reference: String, isDossier: Bool, maskedSubject: String, procedure: String,
      time: Instant?, days: Int
    ) {
      self.code = code
      self.reference = reference
      self.isDossier = isDossier
      self.maskedSubject = maskedSubject
      self.procedure = procedure
      self.time = time
      self.days = days
    }
  }

  /// One word for the style sheet.
  package var id: String
  package var name: String
  package var lines: [Line]

  package init(id: String, name: String, lines: [Line]) {
    self.id = id
    self.name = name
    self.lines = lines
  }
}

/// A unit's month in figures.
package struct ReportSheet: Sendable, Hashable {
  /// A procedure or an officer; the figures go by the columns' names.
  package struct Row: Sendable, Hashable {
    package var name: String
    package var figures: [String: Int]

    package init(name: String, figures: [String: Int]) {
      self.name = name
      self.figures = figures
    }
  }

  package struct Indicator: Sendable, Hashable {
    package var id: String
    package var name: String
    /// "12/40"; empty where nothing is counted here.
    package var count: String
    package var value: String
    package var score: String

    package init(id: String, name: String, count: String, value: String, score: String) {
      self.id = id
      self.name = name
      self.count = count
      self.value = value
      self.score = score
    }
  }

  package struct Sum: Sendable, Hashable {
    package var name: String
    package var amount: String

    package init(name: String, amount: String) {
      self.name = name
      self.amount = amount
    }
  }

  package var month: CivilMonth
  package var isNewest: Bool
  package var closing: Instant
  package var total: Row
  package var procedures: [Row]
  package var officers: [Row]
  package var index: [Indicator]
  package var basis: String
  package var money: [Sum]

  package init(
    month: CivilMonth, isNewest: Bool, closing: Instant, total: Row, procedures: [Row],
    officers: [Row], index: [Indicator], basis: String, money: [Sum]
  ) {
    self.month = month
    self.isNewest = isNewest
    self.closing = closing
    self.total = total
    self.procedures = procedures
    self.officers = officers
    self.index = index
    self.basis = basis
    self.money = money
  }
}

/// A list of dossiers to take along, by days.
package enum DayList: String, Sendable, Hashable, CaseIterable {
  /// Form 07 of the dossiers received on these days.
  case ledger
  /// Results of these days, handed to the counter.
  case handover
}

package enum ReportFileType: String, Sendable, Hashable, CaseIterable { case pdf, csv }

/// Figures of the office and what waits in it.
package protocol ReportDesk: Sendable {
  /// Most urgent first; masked, not a view.
  func waiting(_ caller: Caller) async throws -> [WaitingSheet]
  /// - Parameter month: `nil`: the one that runs.
  func report(_ month: CivilMonth?, _ caller: Caller) async throws -> ReportSheet
  func reportFile(_ month: CivilMonth, _ type: ReportFileType, _ caller: Caller) async throws
    -> Document
  /// Names and addresses are on it: it counts as a view of each dossier.
  func listFile(
    _ list: DayList, from: CivilDate, to: CivilDate, _ type: ReportFileType, _ caller: Caller
  ) async throws -> Document
}
