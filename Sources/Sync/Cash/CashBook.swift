package import Dossiers
import Identity

/// One movement of cash, never changed: what was wrong is set right by another line.
package struct CashLine: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    case opening, fee, void, refund, deposit, correction
  }

  package let entry: EntryID
  package let kind: Kind
  /// Signed, in đồng: what it adds to the drawer.
  package let amount: Int
  /// The dossier it is about.
  package let dossier: SubjectID?
  package let text: String
  package let actor: String
  /// Milliseconds; shown, never compared to decide.
  package let time: Int64
}

/// Notes somebody counted, and what the book said then.
package struct CashCount: Sendable, Hashable {
  package let entry: EntryID
  package let notes: Banknotes
  package let expected: Int
}

/// A day's end as an officer signed it.
package struct CashClose: Sendable, Hashable {
  package let entry: EntryID
  package let counted: Int
  package let expected: Int
  package let reason: String
  package let lines: [CashAct.ClosedLine]
  package let actor: String
  package let time: Int64

  package var difference: Int { counted - expected }
}

/// What the journal says about one drawer.
package struct CashDrawer: Sendable, Hashable {
  package let id: DrawerID
  /// In the order of their times, then ids.
  package internal(set) var lines: [CashLine] = []
  /// Counts no other replaces.
  package internal(set) var counts: [CashCount] = []
  /// Closes no other replaces.
  package internal(set) var closes: [CashClose] = []

  init(id: DrawerID) { self.id = id }

  /// What must lie in the drawer by all lines known today.
  package var expected: Int {
    lines.reduce(0) { $0 + $1.amount } + erased.reduce(0) { $0 + $1.amount }
  }

  /// Lines a close had whose dossier was erased since: sum and code stay, for the book's sake.
  package var erased: [CashAct.ClosedLine] {
    let known = Set(lines.map(\.entry))
    var seen: Set<EntryID> = []
    return closes.flatMap(\.lines).filter {
      !known.contains($0.entry) && seen.insert($0.entry).inserted
    }
  }

  package var isClosed: Bool { !closes.isEmpty }

  /// Lines that came after the day was closed.
  package var late: [CashLine] {
    guard isClosed else { return [] }
    let covered = Set(closes.flatMap(\.lines).map(\.entry))
    return lines.filter { !covered.contains($0.entry) }
  }

  /// Counted less what the book says now; `nil` while the day is open.
  package var difference: Int? {
    isClosed ? (closes.map(\.counted).max() ?? 0) - expected : nil
  }

  package func sum(_ kinds: Set<CashLine.Kind>) -> Int {
    lines.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.amount }
  }
}

/// The unit's cash, computed from entries only: the same entries, the same book.
package struct CashBook: Sendable, Hashable {
  /// A sum beyond this is a slip or a forgery.
  package static let sumLimit = 1_000_000_000_000

  /// By day, officer and device.
  package private(set) var drawers: [CashDrawer] = []

  /// - Parameters:
  ///   - payments: Entries of kind `dossier.payment`.
  ///   - acts: Entries of kind `cash.act`.
  package init(payments: [Entry], acts: [Entry]) {
    var folding = CashFolding()
    let unique = DossierFold.unique(payments + acts)
    for entry in unique { folding.take(entry) }
    drawers = folding.finish()
  }

  package func drawer(_ id: DrawerID) -> CashDrawer {
    drawers.first { $0.id == id } ?? CashDrawer(id: id)
  }
}

/// Sorts entries into drawers.
private struct CashFolding {
  private struct Claim {
    let drawer: DrawerID
    let amount: Int
  }

  private var lines: [DrawerID: [CashLine]] = [:]
  private var claims: [EntryID: Claim] = [:]
  private var voids: [EntryID: Entry] = [:]
  private var counts: [DrawerID: Versions<CashCount>] = [:]
  private var closes: [DrawerID: Versions<CashClose>] = [:]

  mutating func take(_ entry: Entry) {
    guard let body = entry.content else { return }
    if entry.kind == CashAct.kind {
      if let drawer = DrawerID(body), let act = CashAct(body) { take(entry, act, drawer) }
    } else if let act = PaymentAct(body) {
      take(entry, act)
    }
  }

  private mutating func take(_ entry: Entry, _ act: PaymentAct) {
    switch act {
    case .claimed(.cash, let amount, _, let day):
      let drawer = DrawerID(day: day, officer: entry.head.actor, device: entry.head.author)
      claims[entry.id] = Claim(drawer: drawer, amount: amount.dong)
      add(entry, .fee, amount.dong, to: drawer, "")
    case .refunded(_, .cash, let amount, let day, let reason):
      let drawer = DrawerID(day: day, officer: entry.head.actor, device: entry.head.author)
      add(entry, .refund, -amount.dong, to: drawer, reason)
    case .voided(let claim, _):
      // Of two who call it a mistake the first by id counts: the money is taken out once.
      if voids[claim].map({ entry.id < $0.id }) ?? true { voids[claim] = entry }
    default: break
    }
  }

  private mutating func take(_ entry: Entry, _ act: CashAct, _ drawer: DrawerID) {
    switch act {
    case .opened(let sum): add(entry, .opening, sum.dong, to: drawer, "")
    case .deposited(let sum, let to): add(entry, .deposit, -sum.dong, to: drawer, to)
    case .corrected(let sum, let reason): add(entry, .correction, sum, to: drawer, reason)
    case .counted(let notes, let expected):
      counts[drawer, default: Versions()].add(
        CashCount(entry: entry.id, notes: notes, expected: expected), by: entry.id,
        over: entry.head.replaces)
    case .closed(let counted, let expected, let reason, let lines):
      closes[drawer, default: Versions()].add(
        CashClose(
          entry: entry.id, counted: counted, expected: expected, reason: reason, lines: lines,
          actor: entry.head.actor, time: entry.head.time),
        by: entry.id, over: entry.head.replaces)
    }
  }

  private mutating func add(
    _ entry: Entry, _ kind: CashLine.Kind, _ amount: Int, to drawer: DrawerID, _ text: String
  ) {
    lines[drawer, default: []].append(
      CashLine(
        entry: entry.id, kind: kind, amount: amount,
        dossier: entry.kind == CashAct.kind ? nil : entry.subjectID, text: text,
        actor: entry.head.actor, time: entry.head.time))
  }

  mutating func finish() -> [CashDrawer] {
    for (claim, entry) in voids {
      guard let known = claims[claim],
        case .voided(_, let reason)? = entry.content.flatMap(PaymentAct.init)
      else { continue }
      add(entry, .void, -known.amount, to: known.drawer, reason)
    }
    let ids = Set(lines.keys).union(counts.keys).union(closes.keys)
    return ids.sorted().map { id in
      var drawer = CashDrawer(id: id)
      drawer.lines = (lines[id] ?? []).sorted { ($0.time, $0.entry) < ($1.time, $1.entry) }
      let counted = counts[id] ?? Versions()
      let closed = closes[id] ?? Versions()
      drawer.counts = counted.heads.compactMap { counted.nodes[$0]?.value }
      drawer.closes = closed.heads.compactMap { closed.nodes[$0]?.value }
      return drawer
    }
  }
}
