import Foundation
import Identity
import Sync

/// Dossiers of a log that was given back which the hub did not take: another one has the name here
/// by now, or its author sent it under another name. What follows about them is known by their
/// secrets, in later parts of the log, too.
struct PassedOver {
  private(set) var secrets: [SubjectID: Data] = [:]
  /// Without a secret, as it was erased when it was given back.
  private var erased: Set<SubjectID> = []
  private let place: Vault.Place

  init(_ past: PastEpochRecord, _ vault: Vault) throws {
    place = .passed(unit: past.unit, epoch: past.epoch)
    guard let sealed = past.passed else { return }
    let members = try JSONValue(canonical: vault.open(sealed, place)).object ?? [:]
    for (name, secret) in members {
      guard let subject = EntryID(name) else { continue }
      if let secret = secret.string.flatMap({ Data(base64Encoded: $0) }) {
        secrets[subject] = secret
      } else {
        erased.insert(subject)
      }
    }
  }

  func has(_ subject: SubjectID) -> Bool {
    secrets[subject] != nil || erased.contains(subject)
  }

  /// The entry is not taken; if a dossier begins with it, nothing of that is.
  mutating func note(_ entry: Entry) {
    guard entry.head.subject == nil, !has(entry.id) else { return }
    if let secret = entry.startingSecret {
      secrets[entry.id] = secret
    } else {
      erased.insert(entry.id)
    }
  }

  func sealed(_ vault: Vault) -> Data? {
    var members: [String: JSONValue] = [:]
    for (subject, secret) in secrets {
      members[subject.description] = .string(secret.base64EncodedString())
    }
    for subject in erased { members[subject.description] = .null }
    return members.isEmpty ? nil : vault.seal(JSONValue.object(members).canonical, place)
  }
}
