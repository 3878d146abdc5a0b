import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// A commune's office over the real store and the real forms, in a folder of its own, with a clock
/// moved by hand.
final class TestOffice {
  /// A Friday morning within the office's hours; the samples' forms are of that day.
  static let start = "2026-11-20T09:00:00+07:00"
  static let birth = "1.001193"
  static let marital = "1.004873"
  static let copies = "2.000815"

  let folder: URL
  let clock: ManualClock
  private(set) var office: OneStopOffice
  let admin = Actor.localAdministrator(userID: 1000)

  init(
    range: ClosedRange<Int> = 1000...1999, unitFile: Data? = nil, share: URL = Share.folder,
    seed: UInt64 = 1
  ) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "office-test-\(UUID().uuidString)")
    clock = ManualClock(milliseconds: try time(Self.start))
    office = try OneStopOffice.found(
      Self.surroundings(folder, clock, seed: seed, share: share),
      unitFile: try unitFile ?? Share.demoUnit(),
      mode: .plainFile,
      range: Dossiers.CodeRange(first: range.lowerBound, last: range.upperBound))
  }

  deinit {
    try? office.store.close()
    try? FileManager.default.removeItem(at: folder)
  }

  static func surroundings(
    _ folder: URL, _ clock: ManualClock, seed: UInt64, share: URL = Share.folder
  ) -> Surroundings {
    Surroundings(
      data: folder, share: share, clock: clock, random: SeededRandom(seed: seed))
  }

  /// The office after its program ended and was started again.
  func reopen() throws {
    try office.store.close()
    office = try OneStopOffice.open(Self.surroundings(folder, clock, seed: 2))
  }

  func setClock(_ text: String) throws { clock.set(milliseconds: try time(text)) }

  /// Entries this device ever wrote.
  var written: Int { get throws { try office.store.streamHead()?.seq ?? 0 } }

  func receive(
    _ procedure: String, _ sample: String, token: String? = nil, by actor: Actor? = nil
  ) throws -> Received {
    try office.receive(
      procedure: procedure, answers: try Share.answers(procedure, sample), files: [],
      token: token, by: actor ?? admin)
  }

  func state(_ code: String) throws -> DossierState { try office.state(code: code).state }

  /// Checks that an act is refused with one clear sentence in both languages, and that nothing
  /// was written.
  func expectRefusal(
    _ kind: DossierError.Kind, saying words: String = "",
    sourceLocation: SourceLocation = #_sourceLocation, _ act: (OneStopOffice) throws -> Void
  ) throws {
    let before = try written
    let error = #expect(throws: DossierError.self, sourceLocation: sourceLocation) {
      try act(office)
    }
    #expect(try written == before, sourceLocation: sourceLocation)
    guard let error else { return }
    #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
    for text in [error.message.vi, error.message.en] {
      #expect(!text.isEmpty && !text.contains("\n"), sourceLocation: sourceLocation)
    }
    if !words.isEmpty {
      #expect(error.description.contains(words), "\(error)", sourceLocation: sourceLocation)
    }
  }

  /// Checks that the form refuses, naming these paths, and that nothing was written.
  func expectProblems(
    _ paths: Set<String>, sourceLocation: SourceLocation = #_sourceLocation,
    _ act: (OneStopOffice) throws -> Void
  ) throws {
    let before = try written
    let error = #expect(throws: IncompleteError.self, sourceLocation: sourceLocation) {
      try act(office)
    }
    #expect(try written == before, sourceLocation: sourceLocation)
    #expect(Set(error?.problems.map(\.path) ?? []) == paths, sourceLocation: sourceLocation)
  }
}

/// Milliseconds of an RFC 3339 time.
func time(_ text: String) throws -> Int64 { try #require(Instant(rfc3339: text)).milliseconds }

func officer(_ role: OfficerRole, name: String = "Hà Thị Thử") -> Actor {
  .officer(id: "aaaaaaaaaaaaaaaa.1.\(role.hashValue & 0xFF + 1)", fullName: name, role: role)
}
