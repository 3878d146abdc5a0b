import Foundation
import Identity

/// What citizens need of a unit file: where it is and how to reach it.
struct UnitFacts {
  let name: String
  let address: String
  let hotline: String

  init(_ document: Data) {
    let unit = try? JSONValue(parsing: document)
    name = unit?["name"]?.string ?? ""
    address = unit?["address"]?.string ?? ""
    hotline = unit?["hotline"]?.string ?? ""
  }
}
