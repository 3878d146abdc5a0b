import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// docs/protocol-formats.md, “Folds”: what is to be paid and what was. Expected sums are worked out
/// by hand.
struct PaymentFoldTests {
  private let kiosk = Author(1)
  private let other = Author(2)

  /// A dossier on which 12.000 đ are due: 8.000 for copies, 4.000 for a search.
  private func dossier(lines: JSONValue? = nil) -> Entry {
    kiosk.write(
      "dossier.received",
      [
        "secret": .string(Data(repeating: 5, count: 16).base64url), "code": "H99.88-261121-0001",
        "unit": "H99.88", "authority": "H99.88", "answers": [:],
        "fee": [
          "total": 12_000,
          "lines": lines ?? [
            ["id": "copies", "name": "Bản sao", "amount": 8000],
            ["id": "search", "name": "Tra cứu", "amount": 4000],
          ],
        ],
      ])
  }

  private func write(_ act: PaymentAct, by author: Author, on dossier: Entry, over: [EntryID] = [])
    -> Entry
  {
    author.write("dossier.payment", .object(act.body), of: dossier.id, over: over)
  }

  private func claim(
    _ dong: Int, by author: Author, on dossier: Entry, _ method: PaymentMethod = .cash,
    _ reference: String = ""
  ) throws -> Entry {
    let day = try #require(CivilDate("2026-11-21"))
    return write(
      .claimed(method: method, amount: Money(dong: dong), reference: reference, day: day),
      by: author, on: dossier)
  }

  private var payment: PaymentState {
    DossierFold.fold(kiosk.entries + other.entries).payment
  }

  @Test func `what the procedure asks for is due until somebody says it was paid`() throws {
    let dossier = dossier()
    #expect(payment.due.dong == 12_000)
    #expect(payment.standing == .due)
    let first = try claim(5000, by: kiosk, on: dossier)
    #expect(payment.standing == .due)
    #expect(payment.outstanding.dong == 7000)
    let second = try claim(7000, by: kiosk, on: dossier)
    #expect(payment.standing == .claimed)
    _ = write(
      .confirmed(claim: first.id, against: .count, reference: ""), by: kiosk, on: dossier)
    #expect(payment.standing == .claimed)
    #expect(payment.confirmed.dong == 5000)
    _ = write(
      .confirmed(claim: second.id, against: .count, reference: ""), by: kiosk, on: dossier)
    #expect(payment.standing == .paid)
  }

  @Test func `nothing due is nothing due, and money for it shows as overpaid`() throws {
    let dossier = dossier(lines: [])
    #expect(payment.standing == .nothingDue)
    _ = try claim(1000, by: other, on: dossier)
    #expect(payment.standing == .claimed)
    #expect(payment.overpaid.dong == 1000)
  }

  @Test func `cash taken at two counters at once is kept twice and shown as overpaid`() throws {
    let dossier = dossier()
    _ = try claim(12_000, by: kiosk, on: dossier)
    let twice = try claim(12_000, by: other, on: dossier)
    #expect(payment.received.dong == 24_000)
    #expect(payment.overpaid.dong == 12_000)
    let day = try #require(CivilDate("2026-11-22"))
    _ = write(
      .refunded(
        claim: twice.id, method: .cash, amount: Money(dong: 12_000), day: day, reason: "thu trùng"),
      by: other, on: dossier)
    #expect(payment.overpaid == .zero)
    #expect(payment.standing == .claimed)
  }

  @Test func `one transfer booked at two counters counts once, however it was typed`() throws {
    let dossier = dossier()
    let one = try claim(12_000, by: kiosk, on: dossier, .transfer, "FT 2632-5001")
    let two = try claim(12_000, by: other, on: dossier, .transfer, "ft26325001")
    #expect(payment.received.dong == 12_000)
    let kept = min(one.id, two.id)
    let left = max(one.id, two.id)
    #expect(payment.claim(left)?.standing == .duplicate(of: kept))
    // The one that was checked stands, whichever it is.
    _ = write(
      .confirmed(claim: left, against: .statement, reference: "dòng 4"), by: kiosk, on: dossier)
    #expect(payment.claim(kept)?.standing == .duplicate(of: left))
    #expect(payment.standing == .paid)
  }

  @Test func `a mistake counts no more, also if somebody checked it at the same time`() throws {
    let dossier = dossier()
    let claim = try claim(12_000, by: kiosk, on: dossier)
    _ = write(.voided(claim: claim.id, reason: "nhầm hồ sơ"), by: kiosk, on: dossier)
    _ = write(.confirmed(claim: claim.id, against: .count, reference: ""), by: other, on: dossier)
    #expect(payment.standing == .due)
    #expect(payment.received == .zero)
    #expect(payment.claim(claim.id)?.standing == .voided(reason: "nhầm hồ sơ"))
  }

  @Test func `everything given back is refunded, and never below nothing`() throws {
    let dossier = dossier()
    let claim = try claim(12_000, by: kiosk, on: dossier)
    let day = try #require(CivilDate("2026-11-22"))
    for author in [kiosk, other] {
      _ = write(
        .refunded(
          claim: claim.id, method: .cash, amount: Money(dong: 12_000), day: day, reason: "rút"),
        by: author, on: dossier)
    }
    #expect(payment.standing == .refunded)
    #expect(payment.received == .zero)
    #expect(payment.claim(claim.id)?.refunds.count == 2)
  }

  @Test func `a later charge replaces the one before, of two at once the smaller stands`() {
    let dossier = dossier()
    func lines(_ dong: Int) -> [ChargeLine] {
      [ChargeLine(id: "copies", name: "Bản sao", amount: Money(dong: dong))]
    }
    let one = write(
      .charged(lines: lines(6000), reason: "bớt bản"), by: kiosk, on: dossier, over: [dossier.id])
    #expect(payment.due.dong == 6000)
    let two = write(
      .charged(lines: lines(9000), reason: "thêm bản"), by: other, on: dossier, over: [dossier.id])
    #expect(payment.due.dong == 6000)
    #expect(payment.chargesDiffer)
    _ = write(
      .charged(lines: lines(9000), reason: "đúng là 9.000"), by: kiosk, on: dossier,
      over: [one.id, two.id])
    #expect(payment.due.dong == 9000)
    #expect(!payment.chargesDiffer)
  }

  @Test func `what cannot be understood is kept apart and changes no sum`() {
    let dossier = dossier()
    for body: JSONValue in [
      ["act": "claimed", "method": "cash", "amount": -5, "day": "2026-11-21"],
      ["act": "claimed", "method": "cash", "amount": 9_000_000_000_000, "day": "2026-11-21"],
      ["act": "claimed", "method": "gold", "amount": 5, "day": "2026-11-21"],
      ["act": "claimed", "method": "cash", "amount": 5, "day": "21/11/2026"],
      ["act": "confirmed", "claim": "?", "against": "count"], ["act": "given"], [:],
    ] {
      kiosk.write("dossier.payment", body, of: dossier.id)
    }
    let state = DossierFold.fold(kiosk.entries)
    #expect(state.unknownEntries.count == 7)
    #expect(state.payment.received == .zero)
    #expect(state.payment.standing == .due)
  }

  @Test func `a payment of a claim that has not come yet names it as missing`() {
    let dossier = dossier()
    let missing = EntryID(author: other.id, epoch: 1, seq: 7)
    _ = write(
      .confirmed(claim: missing, against: .count, reference: ""), by: kiosk, on: dossier)
    #expect(DossierFold.fold(kiosk.entries).missing == [missing])
  }

  /// Entries of three authors in every order and with repetitions: one state, one book.
  @Test func `the order of entries decides nothing`() throws {
    for seed in UInt64(1)...120 {
      let entries = try PaymentHistory(seed: seed).entries
      let state = DossierFold.fold(entries)
      let book = CashBook(payments: entries, acts: entries)
      let random = SeededRandom(seed: seed &+ 1000)
      for _ in 0..<4 {
        var shuffled = entries
        for index in shuffled.indices.dropLast() {
          let far = Int(random.number(below: UInt32(shuffled.count - index)))
          shuffled.swapAt(index, index + far)
        }
        shuffled.append(shuffled[0])
        #expect(DossierFold.fold(shuffled).payment == state.payment)
        #expect(DossierFold.fold(shuffled).told == state.told)
        #expect(CashBook(payments: shuffled, acts: shuffled) == book)
      }
      // No đồng is lost: cash in the drawers is cash claimed, less what was taken out.
      let inDrawers = book.drawers.reduce(0) { $0 + $1.sum([.fee, .void]) }
      let claimed = state.payment.claims.filter { claim in
        if case .voided = claim.standing { return false }
        return claim.method == .cash
      }.reduce(0) { $0 + $1.amount.dong }
      #expect(inDrawers == claimed)
    }
  }
}

/// Random acts of three authors on one dossier; each names what it happens to know.
private struct PaymentHistory {
  private(set) var entries: [Entry] = []

  init(seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    let authors = [Author(seed &+ 1), Author(seed &+ 2), Author(seed &+ 3)]
    let day = try #require(CivilDate("2026-11-21"))
    let dossier = authors[0].receive()
    entries = [dossier]
    func pick<T>(_ list: [T]) -> T { list[Int(random.number(below: UInt32(list.count)))] }
    for _ in 0..<16 {
      let author = pick(authors)
      let about = pick(entries).id
      let amount = Money(dong: Int(random.number(below: 5)) * 1000 + 1000)
      let over = entries.filter { _ in random.number(below: 2) == 0 }.map(\.id)
      let drawer = DrawerID(day: day, officer: "local:1000", device: pick(authors).id)
      let body: (String, [String: JSONValue])
      switch random.number(below: 9) {
      case 0, 1, 2:
        let method = pick(PaymentMethod.allCases)
        body = (
          "dossier.payment",
          PaymentAct.claimed(
            method: method, amount: amount, reference: pick(["A1", "a 1", "B2"]), day: day
          ).body
        )
      case 3:
        body = (
          "dossier.payment",
          PaymentAct.confirmed(claim: about, against: .count, reference: "").body
        )
      case 4: body = ("dossier.payment", PaymentAct.voided(claim: about, reason: "nhầm").body)
      case 5:
        body = (
          "dossier.payment",
          PaymentAct.refunded(
            claim: about, method: .cash, amount: amount, day: day, reason: "thừa"
          ).body
        )
      case 6:
        let line = ChargeLine(id: "a", name: "A", amount: amount)
        body = ("dossier.payment", PaymentAct.charged(lines: [line], reason: "đổi").body)
      case 7:
        body = (
          "dossier.told",
          ToldAct.consent(
            channels: pick([[], [.sms], [.call], [.sms, .call]]), phone: pick(["1", "2"]),
            village: ""
          ).body
        )
      default:
        let act: CashAct = pick([
          .opened(amount), .corrected(-amount.dong, reason: "rơi"),
          .closed(counted: amount.dong, expected: 0, reason: "x", lines: []),
        ])
        body = (CashAct.kind, act.body(drawer))
      }
      entries.append(author.write(body.0, .object(body.1), of: dossier.id, over: over))
    }
  }
}
