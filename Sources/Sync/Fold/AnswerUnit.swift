/// Which answers are one thing when two versions of a dossier are compared.
package enum AnswerUnit {
  /// The unit of an answer: the outermost group inside its section or row ("nyc/noiCuTru" for
  /// "nyc/noiCuTru/tinh": province and commune of one address), else the answer itself.
  package static func of(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let start = parts.lastIndex { $0.hasSuffix("]") }.map { $0 + 1 } ?? 1
    guard parts.count - start >= 2 else { return path }
    return parts[...start].joined(separator: "/")
  }
}
