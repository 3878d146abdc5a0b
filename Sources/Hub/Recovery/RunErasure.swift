import Foundation
import Identity
import Sync

/// Destroys what is said of erased dossiers in the runs kept beside the journal: as forks, and
/// until what they build upon has come. Heads and commitments stay, so a fork's chain and signature
/// still prove what they proved.
struct RunErasure {
  let rows: any HubTransaction
  let vault: Vault

  /// Beginnings that are erased, by the name they have in a run. After a fork two dossiers have
  /// one name; their beginnings have different digests.
  private typealias Beginnings = [SubjectID: Set<Digest>]

  /// A subject is erased; its own bodies are still there.
  func erase(_ subject: SubjectID) throws {
    let forks = try rows.forks().compactMap { fork in open(fork).map { (fork, $0) } }
    let held = try rows.heldRuns().map { ($0, try open($0)) }
    let runs = forks.map(\.1) + held.map(\.1)
    guard !runs.isEmpty else { return }
    let erased = try beginnings(of: subject, in: runs)
    for (fork, run) in forks {
      guard let rest = try without(erased, run) else { continue }
      var fork = fork
      fork.sealed = try seal(rest.run, first: fork.first)
      try rows.save(fork)
    }
    for (held, run) in held {
      guard let rest = try without(erased, run) else { continue }
      // It is not acknowledged: its author has it and sends it again, erased.
      guard rest.unprovable.isEmpty else {
        try rows.delete(held)
        continue
      }
      var held = held
      let plain = try rest.run.encoded()
      held.size = plain.count
      held.sealed = vault.seal(plain, .run(held.author, epoch: held.epoch, after: held.after))
      try rows.save(held)
    }
  }

  /// What may be kept of a run that arrives after an erasure; nothing if there are subjects of
  /// which commitments cannot be computed any more.
  func keepable(_ run: StreamRun) throws -> (run: StreamRun, unprovable: Set<SubjectID>) {
    var erased: Beginnings = [:]
    for subject in Set(run.entries.map(\.subjectID))
    where try rows.standings(of: subject).contains(where: Admission.isErasure) {
      erased[subject] = Set([try rows.entry(subject)].compactMap { $0?.digest })
    }
    return try without(erased, run) ?? (run, [])
  }

  func seal(_ run: StreamRun, first: Int) throws -> Data {
    vault.seal(try run.encoded(), .fork(run.head.author, epoch: run.epoch, first: first))
  }

  /// `nil` for what cannot be read: damaged, so nobody reads it.
  func open(_ fork: ForkRecord) -> StreamRun? {
    let place = Vault.Place.fork(fork.author, epoch: fork.epoch, first: fork.first)
    // Older programs sealed it to the run's own beginning, a few entries before.
    let places =
      [place].lazy
      + (1...fork.first).lazy.map { .run(fork.author, epoch: fork.epoch, after: fork.first - $0) }
    for place in places {
      if let plain = try? vault.open(fork.sealed, place) { return try? StreamRun(encoded: plain) }
    }
    return nil
  }

  private func open(_ held: HeldRunRecord) throws -> StreamRun {
    let place = Vault.Place.run(held.author, epoch: held.epoch, after: held.after)
    return try StreamRun(encoded: vault.open(held.sealed, place))
  }

  /// The names a dossier has in kept runs: its own, and those its author gave it before it wrote
  /// it again because of a fork.
  private func beginnings(of subject: SubjectID, in runs: [StreamRun]) throws -> Beginnings {
    var found: Beginnings = [subject: []]
    if let stored = try rows.entry(subject) {
      found[subject] = [stored.digest]
      Self.note(try vault.entry(stored), &found)
    }
    var known: Beginnings = [:]
    while known != found {
      known = found
      for run in runs {
        for entry in run.entries where entry.head.subject == nil {
          if Self.isErased(entry.id, in: run, known) { Self.note(entry, &found) }
        }
      }
    }
    return found
  }

  private static func note(_ beginning: Entry, _ found: inout Beginnings) {
    for former in beginning.formerNames {
      found[former.id, default: []].insert(former.digest)
    }
  }

  /// Without its beginning in the run nobody knows which of two a name means: either may be.
  private static func isErased(
    _ subject: SubjectID, in run: StreamRun, _ erased: Beginnings
  ) -> Bool {
    guard let digests = erased[subject] else { return false }
    guard let start = run.entries.first(where: { $0.id == subject }),
      let commitment = start.commitment(secret: nil)
    else { return true }
    return digests.contains(start.digest(commitment: commitment))
  }

  /// The run with erased entries in place of those; `nil` if it has no body of them.
  private func without(_ erased: Beginnings, _ run: StreamRun) throws
    -> (run: StreamRun, unprovable: Set<SubjectID>)?
  {
    var isTouched = false
    var unprovable: Set<SubjectID> = []
    let entries = try run.entries.map { entry in
      guard entry.bodyBytes != nil, Self.isErased(entry.subjectID, in: run, erased) else {
        return entry
      }
      isTouched = true
      let secret = try vault.secret(of: entry.subjectID, in: run, rows)
      let commitment = entry.commitment(secret: secret)
      if commitment == nil { unprovable.insert(entry.subjectID) }
      return Entry(
        head: entry.head,
        body: .erased(commitment: commitment ?? Digest.of(entry.head.canonical)))
    }
    guard isTouched else { return nil }
    let rest = StreamRun(epoch: run.epoch, after: run.after, head: run.head, entries: entries)
    return (rest, unprovable)
  }
}
