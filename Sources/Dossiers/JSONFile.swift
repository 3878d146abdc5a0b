package import Foundation

/// Reads the JSON files of the catalogue and of the unit, and says in one sentence what is wrong
/// with them and where.
package enum JSONFile {
  package static func read<Value: Decodable>(_ type: Value.Type, at url: URL) throws -> Value {
    guard let data = try? Data(contentsOf: url) else {
      throw DossierError(
        .notFound, vi: "Không đọc được tệp \(url.path).", en: "Cannot read the file \(url.path).")
    }
    return try decode(type, from: data, named: url.path)
  }

  package static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, named name: String
  ) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DossierError {
      throw DossierError(
        error.kind, vi: "\(name): \(error.message.vi)", en: "\(name): \(error.message.en)")
    } catch let error as DecodingError {
      throw sentence(for: error, in: name)
    }
  }

  private static func sentence(for error: DecodingError, in name: String) -> DossierError {
    switch error {
    case .keyNotFound(let key, let context):
      let place = path(context.codingPath + [key])
      return DossierError(
        .badInput, vi: "\(name): thiếu mục \(place).", en: "\(name): the entry \(place) is missing."
      )
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let place = path(context.codingPath)
      return DossierError(
        .badInput, vi: "\(name): mục \(place) sai kiểu dữ liệu.",
        en: "\(name): the entry \(place) is of the wrong type.")
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      return DossierError(
        .badInput, vi: "\(name): không phải JSON hợp lệ.", en: "\(name): this is not valid JSON.")
    case .dataCorrupted(let context):
      let place = path(context.codingPath)
      return DossierError(
        .badInput, vi: "\(name): mục \(place) có giá trị không hợp lệ.",
        en: "\(name): the entry \(place) has a value that is not valid: "
          + "\(context.debugDescription).")
    @unknown default:
      return DossierError(
        .badInput, vi: "\(name): không đọc được.", en: "\(name): this cannot be read.")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }
      .joined(separator: ".").replacing(".[", with: "[")
  }
}
