public import Foundation

/// Finds the files a form refers to, such as `jr://file-csv/provinces34.csv`.
public struct FormResources: Sendable {
  /// Answers the bytes behind a URI, or nil if there is no such file.
  public var data: @Sendable (_ uri: String) throws -> Data?
  /// Lists of entities that `jr://file-csv/NAME.csv` may mean where there is no such file, beside
  /// those the form itself writes to.
  public var entityLists: Set<String> = []

  public init(_ data: @escaping @Sendable (_ uri: String) throws -> Data?) {
    self.data = data
  }

  /// No files at all.
  public static let none = FormResources { _ in nil }

  /// Files looked up by their last path component in one folder; nothing outside of it is read.
  public static func folder(_ folder: URL) -> FormResources {
    FormResources { uri in
      let name = uri.split(separator: "/").last.map(String.init) ?? ""
      guard uri.hasPrefix("jr://"), !name.isEmpty, name != ".", name != "..",
        !name.contains("\\"), !name.contains("\0")
      else { return nil }
      let file = folder.appendingPathComponent(name, isDirectory: false)
      return try? Data(contentsOf: file)
    }
  }
}
