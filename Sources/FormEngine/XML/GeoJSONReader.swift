import Foundation

/// Reads a GeoJSON collection of features (RFC 7946) into the tree expressions look at:
/// `root/item` with `geometry` as XForms writes places, the properties, and `id`.
enum GeoJSONReader {
  /// - Throws: ``FormError`` that names the feature.
  static func tree(_ data: Data, limits: FormLimits, place: String) throws -> InstanceTree {
    guard data.count <= limits.documentBytes else {
      throw FormError(
        .limit, "The file is larger than \(limits.documentBytes) bytes (documentBytes).",
        place: place)
    }
    guard let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      document["type"] as? String == "FeatureCollection",
      let features = document["features"] as? [[String: Any]]
    else {
      throw FormError(.malformed, "The file is no GeoJSON FeatureCollection.", place: place)
    }
    var tree = InstanceTree()
    let root = tree.append("root", to: 0)
    var count = 0
    for (index, feature) in features.enumerated() {
      let place = "\(place) feature \(index + 1)"
      let item = tree.append("item", to: root)
      let geometry = tree.append("geometry", to: item)
      tree[geometry].value = try coordinates(feature["geometry"], place: place)
      var properties = feature["properties"] as? [String: Any] ?? [:]
      if let id = feature["id"] { properties["id"] = id }
      for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
        let child = tree.append(name, to: item)
        tree[child].value = text(value)
        count += 1
        guard count <= limits.elements else {
          throw FormError(
            .limit, "The file has more than \(limits.elements) properties (elements).", place: place
          )
        }
      }
    }
    return tree
  }

  /// `latitude longitude 0 0`, several points with semicolons between.
  private static func coordinates(_ geometry: Any?, place: String) throws -> String {
    let geometry = geometry as? [String: Any] ?? [:]
    let points: [Any]?
    switch geometry["type"] as? String {
    case "Point": points = geometry["coordinates"].map { [$0] }
    case "LineString": points = geometry["coordinates"] as? [Any]
    case "Polygon": points = (geometry["coordinates"] as? [Any])?.first as? [Any]
    default:
      throw FormError(
        .unsupported, "Only points, lines and polygons are known here.", place: place)
    }
    let written = points?.compactMap { point -> String? in
      guard let numbers = point as? [Any], numbers.count >= 2 else { return nil }
      return "\(text(numbers[1])) \(text(numbers[0])) 0 0"
    }
    guard let written, written.count == points?.count else {
      throw FormError(.malformed, "The coordinates cannot be read.", place: place)
    }
    return written.joined(separator: ";")
  }

  private static func text(_ value: Any) -> String {
    switch value {
    case let text as String: return text
    case let number as NSNumber:
      // The only way to tell a boolean from 0 and 1 here.
      if String(cString: number.objCType) == "c" { return number.boolValue ? "true" : "false" }
      return XPathNumber.text(number.doubleValue)
    default: return ""
    }
  }
}
