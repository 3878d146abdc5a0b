/// Why the keys of a data folder could not be made or opened.
package enum KeyError: Error, Sendable, Equatable, CustomStringConvertible {
  case exists(String)
  case missing(String)
  case unreadable(String)
  case noCredentials
  case mismatch
  case file(String)
  /// There is no room on the disk or stick.
  case full(String)

  package var description: String {
    switch self {
    case .exists(let path): "The data folder \(path) has keys already; choose another folder."
    case .missing(let path): "The key file \(path) is missing; restore it from the backup."
    case .unreadable(let path): "The key file \(path) does not hold a key; restore it."
    case .noCredentials:
      "The master key is a credential of the service; start the program through its service."
    case .mismatch: "The files device.pub and device.sealed belong to different devices."
    case .file(let sentence), .full(let sentence): sentence
    }
  }
}
