import Dossiers
import Foundation
import Identity
import Sync

/// Seals what is personal before it reaches the store, each thing bound to its place.
struct Vault: Sendable {
  private let key: StorageKey
  private let tokens: StorageKey
  private let random: any RandomSource

  init(_ storage: StorageKey, random: any RandomSource) {
    key = storage.derive("hub store")
    tokens = storage.derive("hub tokens")
    self.random = random
  }

  func seal(_ plain: Data, _ place: Place) -> Data {
    key.seal(plain, context: place.text, random: random)
  }

  func open(_ sealed: Data, _ place: Place) throws -> Data {
    try key.open(sealed, context: place.text)
  }

  /// Equal words of one kind have equal tokens; without the key a token says nothing.
  func token(_ kind: String, _ word: String) -> Data {
    tokens.token("\(kind)\n\(word)")
  }

  /// Where sealed bytes belong. Moved to another place they no longer open.
  enum Place {
    case body(EntryID)
    case secret(SubjectID)
    case dossier(SubjectID)
    case officer(SubjectID)
    case piece(Digest, offset: Int)
    case run(DeviceID, epoch: Int, after: Int)
    case fork(DeviceID, epoch: Int, first: Int)

    var text: String {
      switch self {
      case .body(let id): "body \(id)"
      case .secret(let id): "secret \(id)"
      case .dossier(let id): "dossier \(id)"
      case .officer(let id): "officer \(id)"
      case .piece(let address, let offset): "file \(address.hex) \(offset)"
      case .run(let author, let epoch, let after): "run \(author) \(epoch) \(after)"
      case .fork(let author, let epoch, let first): "fork \(author) \(epoch) \(first)"
      }
    }
  }
}

extension Vault {
  /// The secret of a subject, as the run has it that begins it, or as it is here.
  func secret(of subject: SubjectID, in run: StreamRun? = nil, _ rows: any HubTransaction) throws
    -> Data?
  {
    if let begun = run?.entries.first(where: { $0.id == subject })?.startingSecret { return begun }
    return try rows.secret(of: subject).map { try open($0, .secret(subject)) }
  }

  /// The entry with its body unsealed.
  func entry(_ stored: StoredEntry) throws -> Entry {
    let head = try EntryHead(canonical: stored.head)
    guard let sealed = stored.body else {
      return Entry(head: head, body: .erased(commitment: stored.commitment))
    }
    return try Entry(head: head, canonicalBody: open(sealed, .body(stored.id)))
  }

  /// What counts about a subject, the bodies unsealed.
  func acceptedEntries(of subject: SubjectID, _ rows: any HubTransaction) throws -> [Entry] {
    try rows.entries(of: subject).filter { $0.standing == .accepted }.map(entry)
  }
}
