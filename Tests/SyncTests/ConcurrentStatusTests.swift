import Foundation
import Identity
import Sync
import Testing

/// Changes of status made at once, against a table written by a script of its own
/// (`Fixtures/concurrent-statuses.py`): every pair in every order of entries, every triple, from
/// every state, by commune and province, and the entries arriving in every order.
struct ConcurrentStatusTests {
  private struct Expected {
    let line: String
    let isDecidedByCommune: Bool
    let base: Int64
    let changes: [(to: Int64, isByHub: Bool)]
    let status: Int
    let order: [Int]
    let overruled: [Int]

    init?(_ line: Substring) {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count == 6, let base = Int64(parts[1]), let status = Int(parts[3]) else {
        return nil
      }
      self.line = String(line)
      self.base = base
      self.status = status
      isDecidedByCommune = parts[0] == "commune"
      changes = parts[2].split(separator: " ").map {
        (Int64($0.dropLast()) ?? 0, $0.last == "p")
      }
      order = parts[4].split(separator: " ").compactMap { Int($0) }
      overruled = parts[5].split(separator: " ").compactMap { Int($0) }
    }
  }

  private static func table() throws -> [Expected] {
    String(decoding: try Fixtures.data("concurrent-statuses.tsv", in: ""), as: UTF8.self)
      .split(separator: "\n").compactMap { Expected($0) }
  }

  /// Authors whose entries come in this order wherever entry ids decide.
  private static let seeds = [UInt64(1), 2, 3].sorted { Author($0).id < Author($1).id }

  @Test func `every pair and triple comes out as the independent table says`() throws {
    let table = try Self.table()
    #expect(table.count > 5000)
    for expected in table { try check(expected) }
  }

  private func check(_ expected: Expected) throws {
    let writer = Author(4)
    let dossier = writer.receive(decidedBy: expected.isDecidedByCommune ? "H99.88" : "H99")
    let base = writer.move(dossier, to: expected.base, over: [dossier.id])
    let changes = zip(Self.seeds, expected.changes).map { seed, change in
      Author(seed).move(
        dossier, to: change.to, over: [base.id], actor: change.isByHub ? "hub" : "local:1000")
    }
    let state = DossierFold.fold(writer.entries + changes)
    try #require(state.status == expected.status, "\(expected.line)")
    let told = state.timeline.dropFirst(2).map(\.entry)
    try #require(told == expected.order.map { changes[$0].id }, "\(expected.line)")
    let overruled = Set(state.timeline.filter(\.isOverruled).map(\.entry))
    try #require(overruled == Set(expected.overruled.map { changes[$0].id }), "\(expected.line)")
    try #require(state.isDisputed == !expected.overruled.isEmpty, "\(expected.line)")
    for order in Self.orders(changes) {
      try #require(DossierFold.fold(order + writer.entries) == state, "\(expected.line)")
    }
  }

  private static func orders(_ entries: [Entry]) -> [[Entry]] {
    guard entries.count > 1 else { return [entries] }
    return entries.indices.flatMap { index in
      var rest = entries
      let first = rest.remove(at: index)
      return orders(rest).map { [first] + $0 }
    }
  }
}
