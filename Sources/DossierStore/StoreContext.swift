import Foundation
import Identity
import Sync

/// What every part of the store works with: whose device it is, its keys, time and randomness.
struct StoreContext: Sendable {
  let folder: DataFolder
  let device: DeviceID
  let keys: DeviceKeys
  let clock: any WallClock
  let random: any RandomSource
  let naming: SummaryNaming
  /// See ``StoreOptions/refreshNaming``.
  let refreshNaming: @Sendable () -> Void
  let tokens: TokenMaker
  /// The level of the protocol this device speaks.
  let level: Int
  /// See ``StoreOptions/askedFrom``.
  let askedFrom: Int
  /// See ``StoreOptions/returnedBytes``.
  let returnedBytes: Int
  /// See ``StoreOptions/catalogues``.
  let catalogues: @Sendable () -> [URL]

  /// Seals under the device's storage key; opening asks for the same place again.
  func seal(_ plain: Data, at place: SealedPlace) -> Data {
    keys.storage.seal(plain, context: place.context, random: random)
  }

  /// - throws: `damaged`, naming the place, when the bytes are not what was sealed there.
  func open(_ sealed: Data, at place: SealedPlace) throws -> Data {
    do {
      return try keys.storage.open(sealed, context: place.context)
    } catch {
      throw StoreError(.damaged, "\(place.words) cannot be unsealed: it was changed or moved.")
    }
  }

  func open<T: Decodable>(_ type: T.Type, _ sealed: Data, at place: SealedPlace) throws -> T {
    try open(sealed, at: place) { try JSONDecoder().decode(type, from: $0) }
  }

  func open<T>(_ sealed: Data, at place: SealedPlace, read: (Data) throws -> T) throws -> T {
    let plain = try open(sealed, at: place)
    do {
      return try read(plain)
    } catch {
      throw StoreError(.damaged, "\(place.words) is sealed rightly but cannot be read.")
    }
  }

  func seal<T: Encodable>(_ value: T, at place: SealedPlace) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return seal(try encoder.encode(value), at: place)
  }
}

/// Where a sealed value belongs. It is the associated data, so a value moved to another row, or to
/// another entry, does not open.
enum SealedPlace {
  case subject(String)
  case body(EntryID)
  case summary(String)
  case register(String)
  case draft(String)
  case file(String)
  case fileContent(String)
  case setting(String)
  case printJob(Int64, PrintJobPart)
  case held(String)

  var context: String { "motcua/store/1/\(label)" }

  /// The place in words, to begin a sentence with.
  var words: String {
    switch self {
    case .subject(let id): "The secret of subject \(id)"
    case .body(let id): "The body of entry \(id)"
    case .summary(let id): "The summary of dossier \(id)"
    case .register(let id): "What dossier \(id) says in registers"
    case .draft(let id): "The draft \(id)"
    case .file(let address): "The record of file \(address)"
    case .fileContent(let address): "The file \(address)"
    case .setting(let key): "The setting \(key)"
    case .printJob(let id, let part): "The \(part.rawValue) of print job \(id)"
    case .held(let part): "The waiting part \(part) of a log"
    }
  }

  private var label: String {
    switch self {
    case .subject(let id): "subject/\(id)"
    case .body(let id): "body/\(id)"
    case .summary(let id): "summary/\(id)"
    case .register(let id): "register/\(id)"
    case .draft(let id): "draft/\(id)"
    case .file(let address): "file/\(address)"
    case .fileContent(let address): "content/\(address)"
    case .setting(let key): "setting/\(key)"
    case .printJob(let id, let part): "printJob/\(id)/\(part.rawValue)"
    case .held(let part): "held/\(part)"
    }
  }
}

/// The sealed columns of a print job.
enum PrintJobPart: String {
  case ticket, state, content
}
