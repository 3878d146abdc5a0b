package import Foundation
package import Identity
package import Sync

/// Where the hub keeps what must last.
///
/// The store knows rows, not keys: what is personal arrives sealed. Every method of `Hub` runs
/// in one transaction. A committed `write` has reached the disk when it returns. Writes see each
/// other in one order, so what is assigned inside one (sequence numbers, log positions) never
/// becomes visible out of order.
package protocol HubStore: Sendable {
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any HubTransaction) throws -> Value
  ) async throws -> Value
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any HubTransaction) throws -> Value
  ) async throws -> Value
  /// Writes everything of one moment to another file, while others go on writing.
  func snapshot(to file: URL) async throws
  /// Pages that held what was erased leave the storage's log as well.
  func truncateLog() async throws
  /// Ends all connections; the store must not be used afterwards.
  func close() async throws
  /// Problems of the storage itself, one sentence each.
  func integrityProblems() async throws -> [String]
}

/// The rows as one transaction sees them.
package typealias HubTransaction = DeviceRows & DossierRows & FileRows & JournalRows & LogRows
  & RecoveryRows & SettingRows

package protocol SettingRows {
  func setting(_ name: String) throws -> Data?
  /// Sets a value, or removes it with `nil`.
  func setSetting(_ name: String, _ value: Data?) throws
}

package protocol JournalRows {
  func entry(_ id: EntryID) throws -> StoredEntry?
  /// Precondition: no entry with this id is stored.
  func insert(_ entry: StoredEntry) throws
  /// The first entry first, then as they came.
  func entries(of subject: EntryID) throws -> [StoredEntry]
  /// When the newest of a subject's accepted entries arrived; 0 without any.
  func lastReceived(of subject: EntryID) throws -> Int64
  /// Kind and standing of each of a subject's entries.
  func standings(of subject: EntryID) throws -> [(kind: String, standing: Standing)]
  /// Subjects with an erasure that counts.
  func erasedSubjects() throws -> [EntryID]
  /// In order of `seq`.
  func entries(author: DeviceID, epoch: Int, after seq: Int, limit: Int) throws -> [StoredEntry]
  func entries(author: DeviceID, standing: Standing) throws -> [StoredEntry]
  /// How many entries of each author do not count, by their standing.
  func entriesApart() throws -> [(author: DeviceID, standing: Standing, count: Int)]
  /// How many entries of each author came with a clock far from the hub's.
  func wildClocks() throws -> [(DeviceID, Int)]
  func setStanding(_ id: EntryID, _ standing: Standing) throws
  func setBody(_ id: EntryID, _ sealed: Data) throws
  func dropBodies(of subject: EntryID) throws
  func stream(author: DeviceID, epoch: Int) throws -> StreamRecord?
  func streams() throws -> [StreamRecord]
  func save(_ stream: StreamRecord) throws
  func secret(of subject: EntryID) throws -> Data?
  func saveSecret(_ sealed: Data, of subject: EntryID) throws
  /// Destroys the secrets of erased subjects whose erasure every device that is not revoked has
  /// followed in its unit's log of this epoch.
  func dropErasedSecrets(epoch: Int) throws
}

package protocol LogRows {
  func units() throws -> [UnitRecord]
  func unit(_ code: String) throws -> UnitRecord?
  func save(_ unit: UnitRecord) throws
  func entitledUnits(to subject: EntryID) throws -> Set<String>
  func entitlements(to subject: EntryID) throws -> Entitlements
  func entitle(_ unit: String, to subject: EntryID) throws
  func endEntitlement(_ unit: String, to subject: EntryID) throws
  func subjects(entitledTo unit: String) throws -> [EntryID]
  func log(of unit: String) throws -> UnitLogRecord?
  func logs() throws -> [UnitLogRecord]
  func save(_ log: UnitLogRecord) throws
  /// Every checkpoint ever signed for the unit, oldest first.
  func checkpoints(of unit: String) throws -> [CheckpointRecord]
  /// The tree as it was at the largest checkpoint of at most `size` entries.
  func frontier(of unit: String, atMost size: Int) throws -> Data?
  func append(_ id: EntryID, to unit: String, at position: Int) throws
  func isLogged(_ id: EntryID, in unit: String) throws -> Bool
  func logEntries(of unit: String, from position: Int, limit: Int) throws -> [StoredEntry]
  /// The entries between two sizes of the log about officers and about dossiers that have not
  /// ended, as far as the unit is entitled to them, in any order.
  func openLines(of unit: String, from: Int, to end: Int) throws -> [AheadPlace]
}

package protocol DeviceRows {
  func devices() throws -> [DeviceRecord]
  func device(_ id: DeviceID) throws -> DeviceRecord?
  func save(_ device: DeviceRecord) throws
  func invite(_ token: Data) throws -> InviteRecord?
  func save(_ invite: InviteRecord) throws
}

package protocol DossierRows {
  func dossier(_ subject: EntryID) throws -> DossierRecord?
  func dossiers(_ filter: DossierFilter, limit: Int) throws -> [DossierRecord]
  func save(_ dossier: DossierRecord) throws
  func deleteDossier(_ subject: EntryID) throws
  /// Subjects filed under a keyed token of a code.
  func subjects(token: Data) throws -> [EntryID]
  func file(_ subject: EntryID, under token: Data) throws
  /// Files an open dossier under keyed tokens of its procedure and each person in its answers, in
  /// place of those it had.
  func fileByPersons(_ subject: EntryID, _ tokens: Set<Data>) throws
  /// Dossiers that share such a token with this one and that another unit received.
  func dossiersElsewhere(ofPersonsIn subject: EntryID) throws -> [EntryID]
  /// Groups of at least two dossiers that share a token.
  func dossiersOfSamePersons() throws -> [[EntryID]]
  func officers() throws -> [OfficerRecord]
  func officer(_ subject: EntryID) throws -> OfficerRecord?
  func officers(token: Data) throws -> [OfficerRecord]
  func save(_ officer: OfficerRecord) throws
}

package protocol FileRows {
  func fileRecord(_ address: Digest) throws -> FileRecord?
  func files() throws -> [FileRecord]
  func fileUses() throws -> [FileUse]
  func fileUses(of subject: EntryID) throws -> [FileUse]
  func isUsed(_ address: Digest) throws -> Bool
  func save(_ use: FileUse) throws
  func delete(_ use: FileUse) throws
  /// Notes files that are in a verified backup.
  func markSafe(_ addresses: [Digest]) throws
  func isSafe(_ address: Digest) throws -> Bool
  /// Whole files the unit's devices announced, the newest first.
  func completeFiles(ofUnit unit: String, limit: Int) throws -> [Digest]
  /// Files that are not whole here and that the device announced, the smallest first.
  func wantedFiles(from device: DeviceID, limit: Int) throws -> [FileRecord]
  func save(_ file: FileRecord) throws
  func appendChunk(_ chunk: FileChunkRecord, to address: Digest) throws
  func chunks(of address: Digest) throws -> [FileChunkRecord]
  /// Destroys what is here of the content; what a backup has of it counts no more.
  func dropChunks(of address: Digest) throws
}

package protocol RecoveryRows {
  func pastEpoch(_ epoch: Int, of unit: String) throws -> PastEpochRecord?
  func save(_ past: PastEpochRecord) throws
  func markRecovered(_ id: EntryID, unit: String, logEpoch: Int) throws
  func isRecovered(_ id: EntryID) throws -> Bool
  func unmarkRecovered(_ id: EntryID) throws
  /// Runs that wait, in order of author, epoch and beginning.
  func heldRuns() throws -> [HeldRunRecord]
  func save(_ held: HeldRunRecord) throws
  func delete(_ held: HeldRunRecord) throws
  /// Drops the runs of an epoch of a stream that end behind its entry `last`.
  func deleteHeldRuns(of author: DeviceID, epoch: Int, beyond last: Int) throws
  func forks() throws -> [ForkRecord]
  func save(_ fork: ForkRecord) throws
  /// How much of its unit's log a device has, as it said last.
  func cursor(of device: DeviceID) throws -> LogCursor?
  func save(_ cursor: LogCursor, of device: DeviceID) throws
  func ranges(of unit: String) throws -> [RangeRecord]
  func save(_ range: RangeRecord) throws
  func awaitedRanges() throws -> [AwaitedRange]
  /// Notes what a device waits for, with the time it began to.
  func save(_ awaited: AwaitedRange) throws
  func deleteAwaitedRange(of device: DeviceID) throws
}
