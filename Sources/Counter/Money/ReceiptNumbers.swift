import DossierStore
package import Dossiers
import Identity
package import Sync

/// Where the numbers of this device's receipts stand.
package struct ReceiptNumberBook: Sendable, Hashable {
  package let form: String
  package let series: String
  /// The numbers this device may use, in order of use.
  package let ranges: [ReceiptSeries.Range]
  /// Every number used in the unit as far as this device knows, in order.
  package let used: [UsedReceiptNumber]
  /// The number that comes next here; `nil` when all are used.
  package let next: Int?

  /// Numbers of this device that are not used.
  package var left: Int {
    let taken = Set(used.map(\.number))
    return ranges.reduce(0) { $0 + ($1.first...$1.last).count { !taken.contains($0) } }
  }
}

/// Numbered receipts (biên lai) where the province hands out numbers; without them an office gives
/// a fee notice, which is no receipt.
extension OneStopOffice {
  /// - Throws: ``DossierError`` of kind refused when the province gave this device no numbers.
  package func receiptNumberBook() throws -> ReceiptNumberBook {
    guard let series = unit.receiptSeries, !series.ranges.isEmpty else {
      throw Self.refusal(
        "Tỉnh chưa cấp số biên lai cho đơn vị; chỉ dùng thông báo nộp phí, không có số.",
        "The province has given the unit no receipt numbers; print a fee notice instead.")
    }
    let index = try codeRange().first / 1000
    let ranges = series.ranges.filter { $0.device == index }
    guard !ranges.isEmpty else {
      throw Self.refusal(
        "Tỉnh chưa cấp số biên lai cho máy số \(index) của đơn vị.",
        "The province has given the unit's device \(index) no receipt numbers.")
    }
    let used = try store.entries(kind: UsedReceiptNumber.kind)
      .compactMap(UsedReceiptNumber.init)
      .filter { $0.form == series.form && $0.series == series.series }
      .sorted { ($0.number, $0.entry) < ($1.number, $1.entry) }
    let taken = Set(used.map(\.number))
    // A booklet is used from front to back: what was skipped stays for whoever names it.
    let next = ranges.lazy.compactMap { range -> Int? in
      let last = taken.filter { (range.first...range.last).contains($0) }.max() ?? range.first - 1
      return last < range.last ? last + 1 : nil
    }.first
    return ReceiptNumberBook(
      form: series.form, series: series.series, ranges: ranges, used: used, next: next)
  }

  /// Gives a payment the next number of this device's range, or the one on the paper in hand.
  ///
  /// A payment that has a number keeps it: asked again, the same is answered.
  @discardableResult
  package func giveReceiptNumber(
    _ code: String, claim: EntryID, number: Int? = nil, by actor: Actor
  ) throws -> PaymentClaim {
    try actor.require(.takeFees)
    try requireClock()
    let (id, state) = try state(code: code)
    guard let known = state.payment.claim(claim) else { throw Self.noPayment }
    guard known.counts else {
      throw Self.refusal(
        "Khoản nộp này không còn tính nên không có biên lai.",
        "This payment does not count any more and gets no receipt.")
    }
    guard known.receiptNumbers.isEmpty else { return known }
    let clock = clockSource()
    try store.write { writer in
      // The transaction holds the lock that every other writer waits for.
      guard try writer.state(of: id)?.payment.claim(claim)?.receiptNumbers.isEmpty == true else {
        return
      }
      let book = try receiptNumberBook()
      let number = try Self.free(number, in: book)
      _ = try writer.append(
        EntryDraft(
          kind: UsedReceiptNumber.kind, subject: .new,
          body: UsedReceiptNumber.body(book.form, book.series, number, use: .given(claim))),
        by: actor.id, clock: clock)
      _ = try writer.append(
        draft(
          id,
          .numbered(claim: claim, form: book.form, series: book.series, number: number)),
        by: actor.id, clock: clock)
    }
    try noteClock()
    guard let numbered = try self.state(code: code).state.payment.claim(claim) else {
      throw Self.noPayment
    }
    return numbered
  }

  /// Says that a numbered paper was spoilt; its number is never used.
  package func spoilReceiptNumber(_ number: Int, reason: String, by actor: Actor) throws {
    try actor.require(.takeFees)
    try requireClock()
    let reason = try Self.checked(reason: reason)
    let clock = clockSource()
    try store.write { writer in
      let book = try receiptNumberBook()
      _ = try writer.append(
        EntryDraft(
          kind: UsedReceiptNumber.kind, subject: .new,
          body: UsedReceiptNumber.body(
            book.form, book.series, try Self.free(number, in: book), use: .spoilt(reason))),
        by: actor.id, clock: clock)
    }
    try noteClock()
  }

  private static func free(_ wanted: Int?, in book: ReceiptNumberBook) throws -> Int {
    let ranges = book.ranges.map { "\($0.first)–\($0.last)" }.joined(separator: ", ")
    guard let number = wanted ?? book.next else {
      throw refusal(
        "Đã dùng hết số biên lai \(ranges) (mẫu \(book.form), ký hiệu \(book.series)); "
          + "hãy xin tỉnh cấp thêm.",
        "All receipt numbers \(ranges) (form \(book.form), series \(book.series)) are used; "
          + "ask the province for more.")
    }
    guard book.ranges.contains(where: { ($0.first...$0.last).contains(number) }) else {
      throw DossierError(
        .badInput, vi: "Số biên lai \(number) không thuộc dải \(ranges) của máy này.",
        en: "The receipt number \(number) is not one of this device's, \(ranges).")
    }
    guard !book.used.contains(where: { $0.number == number }) else {
      throw refusal(
        "Số biên lai \(number) đã dùng; mỗi số chỉ dùng một lần.",
        "The receipt number \(number) is used already; each is used once.")
    }
    return number
  }
}
