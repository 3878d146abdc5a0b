import Foundation
import Identity
import Sync

/// Dictionaries of the catalogues here, and what to do when the two sides do not have the same.
extension DossierStore {
  static let refusedDictionariesKey = "refusedDictionaries"
  static let unreadAnswerKey = "unreadAnswer"

  private static func dictionary(of catalogue: URL) -> SegmentDictionary? {
    (try? Data(contentsOf: catalogue.appending(path: SegmentDictionary.fileName)))
      .flatMap(SegmentDictionary.init)
  }

  /// - Parameter name: what the other side wrote with.
  func dictionary(named name: String) -> SegmentDictionary? {
    context.catalogues().lazy.compactMap(Self.dictionary).first { $0.name == name }
  }

  /// A request as its hub reads it, as short as it gets: what the province publishes and what
  /// comes with the program each have their own procedures.
  func sign(
    _ request: ExchangeRequest, _ purpose: SignedMessage.Purpose = .exchange, to hub: HubInfo
  ) throws -> (message: SignedMessage, dictionary: String?) {
    let bodies = try forms(of: request, to: hub).map { form in
      (body: try request.encoded(as: form), dictionary: form.dictionary?.name)
    }
    guard let shortest = bodies.min(by: { $0.body.count < $1.body.count }) else {
      preconditionFailure("a request has a form")
    }
    let message = SignedMessage.sign(shortest.body, purpose, context.keys.signing)
    return (message, shortest.dictionary)
  }

  private func forms(of request: ExchangeRequest, to hub: HubInfo) throws -> [Segment.Form] {
    let level = level(of: hub)
    guard level >= RequestRecovery.brief else { return [.plain] }
    let hasLines = !request.entries.isEmpty || request.recovery.returns != nil
    guard level >= RequestRecovery.dictionaries, hasLines else { return [.brief] }
    let refused = try setting(Self.refusedDictionariesKey)?.array?.compactMap(\.string) ?? []
    // A catalogue is never taken away, so only the two that count are read.
    let catalogues = context.catalogues()
    let known = { (folders: [URL]) in
      folders.lazy.compactMap(Self.dictionary).first { !refused.contains($0.name) }
    }
    guard let newest = known(catalogues), let shipped = known(catalogues.reversed()) else {
      return [.brief]
    }
    return newest == shipped ? [.catalogue(newest)] : [.catalogue(newest), .catalogue(shipped)]
  }

  /// What the next request says it reads.
  func levelRead(_ reader: JournalReader) throws -> Int {
    try reader.setting(Self.unreadAnswerKey) == nil
      ? context.level : min(context.level, RequestRecovery.dictionaries - 1)
  }

  /// The hub does not have the dictionary a request was written with, as after it was put back: it
  /// is not used again.
  package func refuseDictionary(of request: NextRequest) throws {
    guard let name = request.dictionary else { return }
    let refused = try setting(Self.refusedDictionariesKey)?.array ?? []
    try setSetting(
      Self.refusedDictionariesKey, .array(refused.filter { $0 != .string(name) } + [.string(name)]))
  }

  /// An answer was written with a dictionary that is not here any more, as after this device was
  /// put back: the next one is asked for without.
  package func noteUnreadAnswer() throws { try setSetting(Self.unreadAnswerKey, true) }
}

extension JournalWriter {
  /// An answer could be read.
  func noteReadAnswer() throws {
    guard try setting(DossierStore.unreadAnswerKey) != nil else { return }
    try setSetting(DossierStore.unreadAnswerKey, nil)
  }
}
