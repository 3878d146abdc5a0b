import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

@Suite struct ConcurrencyTests {
  @Test func `two stores writing into one folder keep the chain whole`() async throws {
    let folder = try TestFolder()
    let stores = [try folder.open(), try folder.open()]
    let counters = try await withThrowingTaskGroup(of: [Int].self) { group in
      for store in stores {
        group.addTask {
          try (0..<20).map { _ in
            try store.write { journal in
              let number = try journal.nextDossierCounter(on: Example.day)
              _ = try journal.append(Example.received("H99.88-261121-\(number)"), by: "local:0")
              return number
            }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(counters.sorted() == Array(0..<40))
    #expect(try stores[0].streamHead()?.seq == 40)
    #expect(try stores[0].summaries().count == 40)
    #expect(try stores[1].sentences() == [])
  }

  @Test func `what was returned from is there after kill -9`() async throws {
    let url = KilledProcess.folder(parent: getpid())
    defer { try? FileManager.default.removeItem(at: url) }
    await #expect(processExitsWith: .signal(SIGKILL)) {
      try KilledProcess.work(in: KilledProcess.folder(parent: getppid()))
    }
    let store = try KilledProcess.open(url)
    #expect(try store.summaries().count == 3)
    #expect(try store.drafts().map(\.content) == [["typed": "up to here"]])
    #expect(try store.sentences() == [])
    #expect(try store.putFile(KilledProcess.file) == Digest.of(KilledProcess.file))
    #expect(try store.sentences() == [])
  }

  @Test func `a full disk leaves nothing half done`() throws {
    let folder = try TestFolder()
    var store = try folder.open(maximumPages: 60)
    var saved: [String] = []
    var failure: StoreError?
    for number in 0..<500 where failure == nil {
      let code = "H99.88-261121-\(number)"
      do {
        _ = try store.receive(code)
        saved.append(code)
      } catch let error as StoreError {
        failure = error
      }
    }
    #expect(failure?.kind == .storage)
    #expect(failure?.message.hasPrefix("The disk is full") == true)
    #expect(!saved.isEmpty)
    #expect(try store.sentences() == [])
    #expect(Set(try store.summaries().map(\.code)) == Set(saved))
    try store.close()

    store = try folder.open()
    #expect(try store.streamHead()?.seq == saved.count)
    _ = try store.receive("H99.88-261122-0001")
    #expect(try store.sentences() == [])
  }

  @Test func `one agent at a time holds the lock of a folder`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    var held = try store.folder.lock(.agent)
    #expect(held != nil)
    #expect(try store.folder.lock(.agent) == nil)
    held = nil
    #expect(try store.folder.lock(.agent) != nil)
  }

  @Test func `a commit of another store is seen as a change`() async throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let other = try folder.open()
    var changes = store.changes { try await Task.sleep(for: .milliseconds(5)) }
      .makeAsyncIterator()
    let id = try other.receive("H99.88-261121-0001")
    let first = await changes.next()
    #expect(first == 1)
    try store.append([Example.edited(id, "a", "b")], by: "local:0")
    let second = await changes.next()
    #expect(second == 2)
  }
}

/// A process that is killed in the middle of its work.
enum KilledProcess {
  static let file = Data("a file that was being written".utf8)

  static func folder(parent: pid_t) -> URL {
    FileManager.default.temporaryDirectory.appending(
      path: "motcua-kill-\(parent)", directoryHint: .isDirectory)
  }

  static func open(_ url: URL) throws -> DossierStore {
    try DossierStore.open(
      at: url, keys: DeviceKeys(random: SeededRandom(seed: 7)),
      clock: ManualClock(milliseconds: 1_790_000_000_000), random: SystemRandom())
  }

  static func work(in url: URL) throws {
    let store = try open(url)
    for number in 1...3 { _ = try store.receive("H99.88-261121-000\(number)") }
    try store.saveDraft(id: "d1", owner: "local:0", content: ["typed": "up to here"])
    try store.write { journal in
      _ = try journal.append(Example.received("H99.88-261121-0004"), by: "local:0")
      kill(getpid(), SIGKILL)
    }
  }
}
