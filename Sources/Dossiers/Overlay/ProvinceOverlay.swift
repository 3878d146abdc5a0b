/// What a province sets otherwise than the shipped pack: fees, exemptions, terms, office hours,
/// names, code patterns. One file, `province.json`; the pack itself stays as it is.
package struct ProvinceOverlay: Sendable, Hashable, Decodable {
  package static let fileName = "province.json"

  /// What applies from a day on.
  package struct Change: Sendable, Hashable {
    package let inForce: ProcedureVersionRange
    /// The decision it rests on, such as a resolution of the provincial council.
    package let basis: String
    package let mark: String?
    package let procedures: [String: ProcedureAmendment]
    /// By unit code; `*` is for every unit and goes first.
    package let units: [String: UnitAmendment]
  }

  /// Recorded in every dossier received under it.
  package let version: String
  package let province: LocalizedText
  /// By first day in force.
  package let changes: [Change]

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case schema = "$schema"
    case version, province, changes
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    version = try container.decode(String.self, forKey: .version)
    province = try container.decode(LocalizedText.self, forKey: .province)
    changes = try container.decode([Change].self, forKey: .changes).sorted {
      $0.inForce.from < $1.inForce.from
    }
    guard (1...40).contains(version.utf8.count), !version.contains(where: \.isWhitespace) else {
      throw DossierError(
        .badInput, vi: "version phải có từ 1 đến 40 ký tự, không có khoảng trắng.",
        en: "version must have 1 to 40 characters without spaces.")
    }
  }

  /// A procedure as it is on a day; later changes go over earlier ones.
  package func amended(_ procedure: Procedure, on date: CivilDate) -> Procedure {
    var amended = procedure
    for change in changes where change.inForce.contains(date) {
      change.procedures[procedure.code]?.apply(to: &amended)
    }
    return amended
  }

  /// A unit as it is on a day.
  package func amended(_ unit: Unit, on date: CivilDate) -> Unit {
    var amended = unit
    for change in changes where change.inForce.contains(date) {
      change.units["*"]?.apply(to: &amended)
      change.units[unit.code]?.apply(to: &amended)
    }
    return amended
  }

  /// Refuses what names a procedure, fee or next procedure that does not exist: nobody would
  /// notice that it changes nothing.
  package func check(against procedures: [Procedure]) throws {
    for change in changes {
      for (code, amendment) in change.procedures.sorted(by: { $0.key < $1.key }) {
        let versions = procedures.filter { $0.code == code }
        guard !versions.isEmpty else {
          throw DossierError(
            .badInput, vi: "Danh mục không có thủ tục \(DossierError.quoted(code)).",
            en: "The catalogue has no procedure \(DossierError.quoted(code)).")
        }
        try amendment.check(code, versions)
      }
    }
  }
}

extension ProvinceOverlay.Change: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case effectiveFrom, effectiveTo, basis, mark, procedures, units
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    inForce = try ProcedureVersionRange(
      from: container.decode(CivilDate.self, forKey: .effectiveFrom),
      to: container.decodeIfPresent(CivilDate.self, forKey: .effectiveTo))
    basis = try container.decode(String.self, forKey: .basis)
    mark = try container.decodeIfPresent(String.self, forKey: .mark)
    procedures =
      try container.decodeIfPresent([String: ProcedureAmendment].self, forKey: .procedures) ?? [:]
    units = try container.decodeIfPresent([String: UnitAmendment].self, forKey: .units) ?? [:]
  }
}

/// Any name a JSON object may have.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// A container of which every member is known: a slip of the pen must not pass for a setting.
  func strictContainer<Key: CodingKey & CaseIterable>(keyedBy type: Key.Type) throws
    -> KeyedDecodingContainer<Key>
  {
    let known = Set(Key.allCases.map(\.stringValue))
    let names = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    if let unknown = names.filter({ !known.contains($0) }).min() {
      let place = (codingPath.map(\.stringValue) + [unknown]).joined(separator: ".")
      throw DossierError(
        .badInput, vi: "không có mục \(DossierError.quoted(place)) trong tệp của tỉnh.",
        en: "a province's file has no entry \(DossierError.quoted(place)).")
    }
    return try container(keyedBy: type)
  }
}
