package import Foundation
package import Identity
package import Sync

/// Whether an authentic entry takes part in folds and unit logs.
package enum Standing: String, Sendable, Codable {
  /// In the logs of every unit entitled to its subject.
  case accepted
  /// Kept, but its author's unit is not entitled to the subject (yet).
  case waiting
  /// Kept for a person to judge: its device was revoked or set apart when it arrived.
  case quarantined
}

/// One entry as the hub keeps it. The body is sealed; everything else holds opaque identifiers.
package struct StoredEntry: Sendable, Equatable {
  package var id: EntryID
  package var subject: EntryID
  package var kind: String
  /// Canonical bytes of the head, exactly as the author signed them.
  package var head: Data
  package var commitment: Digest
  package var digest: Digest
  /// Sealed body; `nil` once it is erased.
  package var body: Data?
  package var standing: Standing
  /// The author's clock was far from the hub's when the entry arrived.
  package var wildClock: Bool
  /// Hub time of arrival, milliseconds since 1970.
  package var received: Int64
}

/// The units a subject's entries go to.
package struct Entitlements: Sendable, Equatable {
  package var now: Set<String> = []
  /// Also those that are entitled no longer.
  package var ever: Set<String> = []
}

/// The contiguous part of one author's stream that is durable here.
package struct StreamRecord: Sendable, Equatable {
  package var author: DeviceID
  package var epoch: Int
  package var seq: Int
  package var chain: Digest
  /// The newest head whose signature covers entries at or before `seq`.
  package var head: StreamHead?
}

/// A unit and its public settings.
package struct UnitRecord: Sendable, Equatable {
  package var code: String
  /// The unit file, canonical JSON.
  package var document: Data
  package var added: Int64
}

/// The append-only log of a unit: its Merkle frontier and the newest signed checkpoint.
package struct UnitLogRecord: Sendable, Equatable {
  package var unit: String
  package var frontier: Data
  package var checkpoint: Checkpoint
}

/// A checkpoint as it was signed, with the frontier the tree had then.
package struct CheckpointRecord: Sendable, Equatable {
  package var epoch: Int
  package var size: Int
  package var checkpoint: Checkpoint
  package var frontier: Data
}

/// A device that was enrolled here.
package struct DeviceRecord: Sendable, Equatable {
  package enum State: String, Sendable, Codable { case active, quarantined, revoked }

  package var id: DeviceID
  package var unit: String
  /// First and last sequence number of the dossier codes this device may issue each day.
  package var range: ClosedRange<Int>
  package var signing: Data
  package var agreement: Data
  package var state: State
  package var enrolled: Int64
  package var revoked: Int64?
  /// The one value the next exchange must carry.
  package var nonce: Data
  package var lastContact: Int64
  /// `issued` of the trust bundle the device is known to hold, and of the one on its way.
  package var bundleKnown: Int64
  package var bundleOffered: Int64
  /// The one before `nonce`; empty if there was none.
  package var previousNonce = Data()
}

/// A one-time code that lets a device join a unit; only its keyed token is kept.
package struct InviteRecord: Sendable, Equatable {
  package var token: Data
  package var unit: String
  package var created: Int64
  package var expires: Int64
  package var usedBy: DeviceID?
}

/// A row of the dossier projection. The summary is sealed; the columns serve filters.
package struct DossierRecord: Sendable, Equatable {
  package var subject: EntryID
  package var unit: String
  package var procedure: String
  package var status: Int
  /// Promised instant in milliseconds; `nil` when the procedure has none.
  package var due: Int64?
  /// When the newest of its accepted entries arrived.
  package var updated: Int64
  package var contention: Contention
  package var summary: Data
}

/// How much of a dossier waits for a person, as a list asks for it; each includes those below.
package enum Contention: Int, Sendable, Codable, Comparable {
  /// Nobody ever had to decide anything.
  case none
  /// Something was decided, nothing is open.
  case decided
  /// To be held against the form's rules, promised twice, or without entries others build upon.
  case toCheck
  /// Two people said different things.
  case disputed

  package static func < (left: Contention, right: Contention) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Which dossiers a list shows; `nil` filters nothing.
package struct DossierFilter: Sendable, Equatable {
  package var unit: String?
  package var status: Int?
  package var dueBefore: Int64?
  /// At least as much as this.
  package var contention: Contention?
  /// Only what comes behind this one in the list.
  package var behind: DossierPlace?
  package init(
    unit: String? = nil, status: Int? = nil, dueBefore: Int64? = nil,
    contention: Contention? = nil, behind: DossierPlace? = nil
  ) {
    self.unit = unit
    self.status = status
    self.dueBefore = dueBefore
    self.contention = contention
    self.behind = behind
  }
}

/// Where a dossier stands in the list, newest first: a dossier that changes meanwhile moves to the
/// front and leaves the places of the others as they are.
package struct DossierPlace: Sendable, Equatable, CustomStringConvertible {
  package let updated: Int64
  package let id: SubjectID

  package init(updated: Int64, id: SubjectID) {
    self.updated = updated
    self.id = id
  }

  /// Reads what `description` writes; `nil` for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let updated = Int64(parts[0]), let id = EntryID(parts[1]) else {
      return nil
    }
    self.init(updated: updated, id: id)
  }

  package var description: String { "\(updated).\(id)" }
}

/// An officer known here, by the keyed token of the sign-in name.
package struct OfficerRecord: Sendable, Equatable {
  package var subject: EntryID
  package var token: Data
  package var unit: String
  package var summary: Data
}

/// A content-addressed file: announced by an entry, then uploaded in order, then complete.
package struct FileRecord: Sendable, Equatable {
  package enum State: String, Sendable, Codable { case wanted, complete, erased }

  package var address: Digest
  package var size: Int
  package var received: Int
  package var state: State
}

/// A living dossier names a file, by the word of a device. A file is kept as long as one does.
package struct FileUse: Sendable, Hashable {
  package let address: Digest
  package let subject: SubjectID
  package let author: DeviceID
}

/// A sealed piece of a file, as it was uploaded.
package struct FileChunkRecord: Sendable, Equatable {
  package var offset: Int
  package var sealed: Data
}

/// What the hub has of a unit's log of an epoch that has ended.
package struct PastEpochRecord: Sendable, Equatable {
  package var unit: String
  package var epoch: Int
  /// Entries it had when the epoch ended; they are the first of the log in every later epoch.
  package var size: Int
  /// How far devices have given back what followed.
  package var returned: Int
  /// The tree at `returned`.
  package var frontier: Data
  /// Names of what was given back and not taken: canonical JSON.
  package var passed: Data? = nil
}

/// A signed run of a stream that cannot be applied yet: it begins ahead of what is durable, or
/// speaks about a subject whose beginning is not here.
package struct HeldRunRecord: Sendable, Equatable {
  package var author: DeviceID
  package var epoch: Int
  package var after: Int
  package var last: Int
  /// Bytes before sealing.
  package var size: Int
  package var received: Int64
  package var sealed: Data
}

/// A signed run that tells a stream differently from what is kept here: quarantined evidence.
package struct ForkRecord: Sendable, Equatable {
  package var author: DeviceID
  package var epoch: Int
  /// The first entry that differs, and its digest.
  package var first: Int
  package var digest: Digest
  package var last: Int
  /// The epoch its sender was told to begin.
  package var next: Int
  package var noticed: Int64
  package var sealed: Data
  /// When a person had judged the device it is of; `nil` until then.
  package var settled: Int64?
}

/// A range of dossier numbers given to one epoch of a device's stream.
package struct RangeRecord: Sendable, Equatable {
  package var unit: String
  package var first: Int
  package var last: Int
  package var device: DeviceID
  package var epoch: Int
  package var granted: Int64
  /// When the range ended; `nil` while the device may use it.
  package var closed: Int64?
}

/// A device that asked for a range of dossier numbers when its unit had none left.
package struct AwaitedRange: Sendable, Equatable {
  package var device: DeviceID
  package var unit: String
  package var epoch: Int
  package var since: Int64
}
