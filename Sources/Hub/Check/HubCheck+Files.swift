import Identity

extension HubCheck {
  /// Every file is whole as far as it has come, and is here for the dossiers that name it only.
  mutating func checkFiles() throws {
    for file in try rows.files() { check(file) }
    // Entries that cannot be read are found with their streams.
    guard let counted = try FileUses(rows: rows, limits: hub.limits).counted(hub.vault) else {
      return
    }
    let kept = Set(try rows.fileUses())
    for address in Set(kept.symmetricDifference(counted).map(\.address)) {
      found("file", address.hex, "is named by other dossiers than noted; run check --rebuild")
    }
  }

  private mutating func check(_ file: FileRecord) {
    report.files += 1
    attempt("file", file.address.hex) { check in
      let content = try check.hub.content(of: file, rows: check.rows)
      let expected = file.state == .erased ? 0 : file.received
      if content.count != expected {
        check.found("file", file.address.hex, "has \(content.count) bytes, not \(expected)")
      } else if file.state == .complete, Digest.of(content) != file.address {
        check.found("file", file.address.hex, "has another hash than its name")
      }
      if try check.rows.isUsed(file.address) != (file.state != .erased) {
        let problem = file.state == .erased ? "is named but erased" : "is named by no dossier"
        check.found("file", file.address.hex, "\(problem); run check --rebuild")
      }
    }
  }
}
