package import Foundation
import Identity

extension DossierStore {
  /// Keeps bytes on their way to a printer or a stick, sealed.
  package func putSpool(_ data: Data, name: String) throws {
    let target = try spoolFile(name)
    try AtomicFile.write(context.seal(data, at: .spool(name)), to: target)
  }

  package func spool(name: String) throws -> Data {
    guard let sealed = try? Data(contentsOf: try spoolFile(name)) else {
      throw StoreError(.notFound, "There is no spool file \(name).")
    }
    return try context.open(sealed, at: .spool(name))
  }

  package func removeSpool(name: String) throws {
    let target = try spoolFile(name)
    if FileManager.default.fileExists(atPath: target.path) {
      try FileManager.default.removeItem(at: target)
    }
  }

  private func spoolFile(_ name: String) throws -> URL {
    let isName = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
    }
    guard (1...64).contains(name.utf8.count), isName else {
      throw StoreError(
        .badInput, "A spool file's name has 1 to 64 digits, lower-case letters and hyphens.")
    }
    return folder.spool.appending(path: name)
  }
}
