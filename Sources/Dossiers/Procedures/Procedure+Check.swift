extension Procedure {
  /// Refuses data that contradicts itself, so that a slip is found when the catalogue is loaded
  /// and not while a resident waits.
  func check() throws {
    guard ProcedureCode.isValid(code) else {
      throw invalid("mã thủ tục không đúng dạng", "its code is not of the form 1.001193")
    }
    guard (1...20).contains(version.utf8.count), version.utf8.allSatisfy(Self.isVersionByte) else {
      throw invalid(
        "phiên bản chỉ gồm chữ số và dấu chấm", "its version must be of digits and dots")
    }
    guard !name.vi.isEmpty, !name.en.isEmpty else {
      throw invalid("thiếu tên", "it has no name")
    }
    guard (1...4).contains(level.old) else {
      throw invalid("mức độ cũ phải từ 1 đến 4", "its old level must be 1 to 4")
    }
    try checkIdentifiers()
    try checkNext()
    if let declaration {
      let layout = declaration.layout
      guard layout.hasSuffix(".json"), !layout.contains("/"), !layout.hasPrefix(".") else {
        throw invalid(
          "layout của tờ khai phải là tên tệp .json",
          "the layout of its declaration must be the name of a .json file")
      }
    }
    for item in prefill where !IdentityCardQR.names.contains(item.from) {
      throw invalid(
        "không có mục \(DossierError.quoted(item.from)) trên thẻ căn cước",
        "an identity card has no \(DossierError.quoted(item.from))")
    }
  }

  private func checkIdentifiers() throws {
    let ids = components.map(\.id)
    guard Set(ids).count == ids.count, Set(fees.map(\.id)).count == fees.count else {
      throw invalid(
        "hai thành phần hoặc hai khoản phí trùng mã", "two components or fees share an id")
    }
    for component in components {
      if let unknown = component.alternatives.first(where: { !ids.contains($0) }) {
        throw invalid(
          "thành phần \(component.id) nhắc đến \(DossierError.quoted(unknown)) không có",
          "the component \(component.id) names \(DossierError.quoted(unknown)), which is not there")
      }
    }
  }

  private func checkNext() throws {
    let codes = next.map(\.code)
    guard Set(codes).count == codes.count, !codes.contains(code) else {
      throw invalid(
        "thủ tục tiếp theo bị ghi hai lần hoặc là chính nó",
        "a next procedure is named twice, or is the procedure itself")
    }
  }

  private func invalid(_ vi: String, _ en: String) -> DossierError {
    DossierError(
      .badInput, vi: "Thủ tục \(DossierError.quoted(code)): \(vi).",
      en: "Procedure \(DossierError.quoted(code)): \(en).")
  }

  private static func isVersionByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == 0x2E
  }
}
