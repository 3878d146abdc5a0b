package import Foundation

/// How the service index (QĐ 766/QĐ-TTg) is computed: `Forms/index.json`, which a province may
/// correct. What its sources leave uncertain is here and not in code.
package struct IndexDefinitions: Sendable, Hashable, Codable {
  package static let fileName = "index.json"

  /// With which promise the end of the work is compared.
  package enum Promise: String, Sendable, Hashable, Codable {
    /// The one that stands; moving a promise that was broken already cures nothing.
    case standing
    /// The one given before the first extension.
    case beforeExtension
  }

  package struct OnTime: Sendable, Hashable, Codable {
    package let promise: Promise
    /// More requests than this make a dossier late.
    package let supplementRequests: Int
  }

  package struct Indicator: Sendable, Hashable, Codable {
    /// What of the journal an indicator is measured by.
    package enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
      /// Of the dossiers that ended with a promise, those in time.
      case onTime
      /// From being taken in to the end, without pauses.
      case meanTime
      /// Of the dossiers taken in of procedures offered online, those sent online.
      case online
      /// Of the dossiers with something to pay, those paid online and reconciled.
      case onlinePayment
      /// Of the kinds of paper handed in, those with a file.
      case digitised
      /// The journal of a commune does not know it.
      case elsewhere
    }

    package let id: String
    package let name: LocalizedText
    package let measure: Measure
    /// Hundredths of a percent that earn all points; `nil` where there is no such mark.
    package let fullMarksFrom: Int?
    package let points: Int?
    /// How certain name, threshold and points are.
    package let mark: String
    /// Why it is not measured here.
    package let why: LocalizedText?
  }

  package let version: String
  package let basis: String
  package let onTime: OnTime
  /// States in which the time of the work does not run.
  package let paused: [Int]
  /// Levels of service counted as offered online.
  package let onlineLevels: [Procedure.ServiceLevel.Today]
  /// Ways of paying counted as online once they are checked against a statement.
  package let onlineMethods: [String]
  package let indicators: [Indicator]

  private enum CodingKeys: String, CodingKey {
    case version, basis, onTime, paused, onlineLevels, onlineMethods, indicators
  }

  /// - Throws: ``DossierError`` or a decoding error that names what is wrong.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(String.self, forKey: .version)
    basis = try container.decode(String.self, forKey: .basis)
    onTime = try container.decode(OnTime.self, forKey: .onTime)
    paused = try container.decode([Int].self, forKey: .paused)
    onlineLevels = try container.decode(
      [Procedure.ServiceLevel.Today].self, forKey: .onlineLevels)
    onlineMethods = try container.decode([String].self, forKey: .onlineMethods)
    indicators = try container.decode([Indicator].self, forKey: .indicators)
    try check()
  }

  private func check() throws {
    func refuse(_ vi: String, _ en: String) throws { throw DossierError(.badInput, vi: vi, en: en) }
    if version.isEmpty || indicators.isEmpty {
      try refuse("cần version và ít nhất một chỉ số.", "a version and an indicator are needed.")
    }
    if onTime.supplementRequests < 0 {
      try refuse("supplementRequests không được âm.", "supplementRequests must not be negative.")
    }
    if let wrong = paused.first(where: { DossierStatus(rawValue: $0)?.clock != .paused }) {
      try refuse(
        "trạng thái \(wrong) không phải lúc tạm dừng tính giờ.",
        "state \(wrong) is not one in which the clock stands.")
    }
    if Set(indicators.map(\.id)).count < indicators.count {
      try refuse("có hai chỉ số cùng id.", "two indicators have the same id.")
    }
    for one in indicators {
      if one.fullMarksFrom.map({ !(1...10_000).contains($0) }) ?? false || (one.points ?? 0) < 0 {
        try refuse(
          "chỉ số \(one.id) có ngưỡng hoặc điểm ngoài giới hạn.",
          "the threshold or points of indicator \(one.id) are out of range.")
      }
      if (one.measure == .elsewhere) != (one.why != nil) {
        try refuse(
          "chỉ số \(one.id): mục why đi cùng measure elsewhere.",
          "indicator \(one.id): why goes with the measure elsewhere.")
      }
    }
  }

  /// The first of the folders' files that can be used.
  package static func read(
    _ folders: [URL], faults: inout [CatalogueFault]
  ) -> IndexDefinitions? {
    for file in folders.map({ $0.appending(path: fileName) })
    where FileManager.default.fileExists(atPath: file.path) {
      do {
        return try JSONFile.read(IndexDefinitions.self, at: file)
      } catch { faults.append(CatalogueFault(place: fileName, error: error)) }
    }
    return nil
  }
}
