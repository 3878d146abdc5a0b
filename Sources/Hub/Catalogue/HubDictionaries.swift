import Foundation
import Identity
package import Sync

/// Dictionaries of catalogues, kept for ever: devices go on with the one they have.
extension Hub {
  private static func dictionarySetting(_ name: String) -> String { "dictionary/\(name)" }
  fileprivate static func deviceSetting(_ device: DeviceID) -> String {
    "dictionary/of/\(device.rawValue)"
  }

  static func dictionary(_ name: String, _ rows: any HubTransaction) throws -> SegmentDictionary? {
    try rows.setting(dictionarySetting(name)).flatMap(SegmentDictionary.init)
  }

  static func keep(_ dictionary: SegmentDictionary, _ rows: any HubTransaction) throws {
    guard try rows.setting(dictionarySetting(dictionary.name)) == nil else { return }
    try rows.setSetting(dictionarySetting(dictionary.name), dictionary.file)
  }

  /// Lets devices use the dictionary of the catalogue that comes with the program.
  package func keepDictionary(_ dictionary: SegmentDictionary) async throws {
    try await store.write { try Self.keep(dictionary, $0) }
  }
}

extension HubChange {
  /// The dictionary to write an answer with: the one the device used last; `nil` if there is
  /// nothing to write. A device that was put back may have lost it; it says then that it reads
  /// none.
  func dictionary(for request: ExchangeRequest, _ answer: ExchangeAnswer) throws
    -> SegmentDictionary?
  {
    let setting = Hub.deviceSetting(request.device)
    let last = try rows.setting(setting).map { String(decoding: $0, as: UTF8.self) }
    guard request.reads >= RequestRecovery.dictionaries else {
      if last?.isEmpty == false { try rows.setSetting(setting, Data()) }
      return nil
    }
    if let used = request.dictionary, used != last {
      try rows.setSetting(setting, Data(used.utf8))
    }
    guard answer.hasLines else { return nil }
    return try (request.dictionary ?? last).flatMap { try Hub.dictionary($0, rows) }
  }
}
