package import Dossiers

/// Texts as a PO file, the format translators' programs read.
package enum PortableObject {
  package static func write(_ lines: [LanguagePack.Line], language: Language) -> String {
    let head = """
      msgid ""
      msgstr ""
      "MIME-Version: 1.0\\n"
      "Content-Type: text/plain; charset=UTF-8\\n"
      "Content-Transfer-Encoding: 8bit\\n"
      "Language: \(language.rawValue)\\n"

      """
    return head
      + lines.map { line in
        "\n"
          + (line.english.isEmpty
            ? "" : "#. English: \(line.english.replacing("\n", with: " "))\n")
          + "msgctxt \(quoted(line.key))\nmsgid \(quoted(line.vietnamese))\n"
          + "msgstr \(quoted(line.text))\n"
      }.joined()
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t").replacing("\r", with: "\\r")
    return "\"\(escaped)\""
  }

  /// Reads entries with a context; what is marked fuzzy nobody has approved, so it is left out.
  ///
  /// - Throws: ``DossierError`` naming the line that cannot be read.
  package static func read(_ text: String) throws -> [LanguagePack.Line] {
    var reader = Reader()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      try reader.take(line.hasSuffix("\r") ? line.dropLast() : line, number: index + 1)
    }
    reader.close()
    return reader.lines
  }

  private struct Reader {
    enum Part { case context, source, text }

    var lines: [LanguagePack.Line] = []
    private var open: [Part: String] = [:]
    private var current: Part?
    private var isFuzzy = false

    mutating func take(_ line: Substring, number: Int) throws {
      if line.hasPrefix("#") {
        if open[.text] != nil { close() }
        if line.hasPrefix("#,"), line.contains("fuzzy") { isFuzzy = true }
        return
      }
      if line.allSatisfy(\.isWhitespace) { return close() }
      let words: [(String, Part)] = [
        ("msgctxt ", .context), ("msgid ", .source), ("msgstr ", .text),
      ]
      if let (word, part) = words.first(where: { line.hasPrefix($0.0) }) {
        if part == .context, open[.text] != nil { close() }
        current = part
        open[part] = try string(line.dropFirst(word.count), number)
      } else if line.hasPrefix("\""), let current {
        open[current, default: ""] += try string(line, number)
      } else {
        throw bad(number)
      }
    }

    mutating func close() {
      if let key = open[.context], let source = open[.source], !isFuzzy {
        lines.append(
          LanguagePack.Line(key: key, vietnamese: source, text: open[.text] ?? ""))
      }
      (open, current, isFuzzy) = ([:], nil, false)
    }

    private func string(_ text: Substring, _ number: Int) throws -> String {
      guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { throw bad(number) }
      var result = ""
      var rest = text.dropFirst().dropLast()
      while let character = rest.popFirst() {
        guard character == "\\" else {
          result.append(character)
          continue
        }
        switch rest.popFirst() {
        case "n": result.append("\n")
        case "t": result.append("\t")
        case "r": result.append("\r")
        case let other?: result.append(other)
        case nil: throw bad(number)
        }
      }
      return result
    }

    private func bad(_ number: Int) -> DossierError {
      DossierError(
        .badInput, vi: "Dòng \(number) của tệp PO không đọc được.",
        en: "Line \(number) of the PO file cannot be read.")
    }
  }
}
