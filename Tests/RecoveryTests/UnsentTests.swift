import DossierStore
import Identity
import Sync
import Testing

struct UnsentTests {
  @Test func `what was acknowledged of one epoch does not wait with another's`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let (one, two) = (try a.receive("Một"), try a.receive("Hai"))
    try await a.settle()
    try a.putBack(try a.snapshot())
    #expect(try a.store.startEpoch() == 2)
    for status in [4, 9] { try a.set(status, one) }
    // A number the second dossier has, too, which is at the hub.
    #expect(two == EntryID(author: a.id, epoch: 1, seq: 2))
    let unsent = try a.store.unsentEntries()
    #expect(unsent.contains(epoch: 2, seq: 2))
    #expect(!unsent.contains(epoch: 1, seq: 2))
    let waiting = try a.store.summaries().filter { !$0.isSent }.map(\.id)
    #expect(waiting == [one])
    #expect(try Set(a.store.unsentSince().keys) == [one])
    try await a.settle()
    #expect(try a.store.summaries().allSatisfy(\.isSent))
  }
}
