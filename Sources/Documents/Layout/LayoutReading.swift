package import Foundation

/// All that is wrong with a layout file, in the order of the file.
package struct LayoutFileError: Error, Sendable, Hashable {
  package let file: String
  package let problems: [LayoutProblem]

  package init(file: String, problems: [LayoutProblem]) {
    self.file = file
    self.problems = problems
  }
}

extension PaperLayout {
  /// Reads a layout file and holds it against what may be printed.
  /// - Parameter id: The file's name without its ending.
  /// - Throws: ``LayoutFileError`` with a sentence for everything that is wrong.
  package init(_ data: Data, id: String, file: String) throws {
    let problems = LayoutProblems()
    guard let node = try? JSONDecoder().decode(LayoutNode.self, from: data),
      let root = LayoutObject(node, at: "", problems)
    else {
      problems.add("", vi: "không phải JSON hợp lệ.", en: "this is not valid JSON.")
      throw LayoutFileError(file: file, problems: problems.all)
    }
    let reader = LayoutReader(problems)
    let layout = reader.layout(root, id: id)
    guard problems.all.isEmpty, let layout else {
      throw LayoutFileError(file: file, problems: problems.all)
    }
    self = layout
  }
}

/// Sizes that files name, in millimetres (ISO 216).
private enum SheetSize: String, CaseIterable {
  case a4 = "A4"
  case a5 = "A5"

  var size: PaperSize { self == .a4 ? .a4 : .a5 }
}

enum FaceName: String, CaseIterable {
  case serif, sans

  var face: TypeFace { self == .serif ? .serif : .sans }
}

/// Reads the file's head; blocks are read by its extension.
final class LayoutReader {
  let problems: LayoutProblems
  var vocabulary = PaperVocabulary.of(.dossier)
  var variants: Set<String> = []
  /// Of the page, in points.
  var page = PaperLayout.Page(size: .a5, left: 0, right: 0, top: 0, bottom: 0)
  /// Columns that a table's cells may name while it is read.
  var rowNames: Set<String>?
  /// The table's list is unknown, which is said once and not again for each cell.
  var hasUnknownRows = false

  init(_ problems: LayoutProblems) { self.problems = problems }

  func layout(_ root: LayoutObject, id: String) -> PaperLayout? {
    root.allow([
      "title", "about", "gazette", "checkedAgainstGazette", "page", "type", "variants", "copies",
      "slip", "blocks",
    ])
    let subject: PaperSubject = root.choice("about", default: .dossier)
    vocabulary = .of(subject)
    let variants = root.texts("variants")
    self.variants = Set(variants)
    let copies = root.texts("copies")
    for copy in copies where !variants.contains(copy) {
      unknown(variant: copy, root.path("copies"))
    }
    readPage(root)
    let type = root.object("type")
    type?.allow(["face", "sizes", "gap", "lineSpacing"])
    let face: FaceName = type?.choice("face", default: .serif) ?? .serif
    return PaperLayout(
      id: id, subject: subject, title: root.text("title", required: true),
      gazette: root.text("gazette"), isChecked: root.flag("checkedAgainstGazette"), page: page,
      face: face.face, sizes: sizes(type),
      lineSpacing: type?.number(
        "lineSpacing", in: 0.8...2, default: 1) ?? 1,
      gap: millimetres(type?.number("gap", in: 0...20, default: 0.6) ?? 0.6),
      variants: variants, copies: copies, hasSlip: root.flag("slip"),
      blocks: blocks(root, "blocks", width: page.width))
  }

  private func readPage(_ root: LayoutObject) {
    guard let object = root.object("page") else {
      return problems.add("page", vi: "thiếu mục này.", en: "this entry is missing.")
    }
    object.allow(["size", "landscape", "left", "right", "top", "bottom"])
    let sheet: SheetSize = object.choice("size", default: .a5)
    var size = sheet.size
    if object.flag("landscape") { swap(&size.width, &size.height) }
    func margin(_ key: String) -> Double {
      millimetres(object.number(key, in: 3...100) ?? 10)
    }
    page = PaperLayout.Page(
      size: size, left: margin("left"), right: margin("right"), top: margin("top"),
      bottom: margin("bottom"))
    let height = size.height - page.top - page.bottom
    if min(page.width, height) < millimetres(40) {
      problems.add(
        "page", vi: "các lề để lại chưa đến 40 mm cho nội dung.",
        en: "the margins leave less than 40 mm for the content.")
    }
  }

  private func sizes(_ type: LayoutObject?) -> [Double] {
    let range = 6.0...30.0
    let sizes =
      type?.list("sizes").compactMap { node, place -> Double? in
        if case .number(let size) = node, range.contains(size) { return size }
        problems.add(
          place, vi: "phải là cỡ chữ từ 6 đến 30.", en: "this must be a size of type from 6 to 30.")
        return nil
      } ?? []
    return sizes.isEmpty ? [11] : sizes
  }

  func unknown(variant: String, _ place: String) {
    let known = variants.sorted().joined(separator: ", ")
    problems.add(
      place, vi: "không có biến thể “\(variant)”; mục variants có: \(known).",
      en: "there is no variant “\(variant)”; variants has \(known).")
  }

  /// A text with names, each of which must be one of the vocabulary or of the table's row.
  func words(_ object: LayoutObject, _ key: String, required: Bool = false) -> LayoutText {
    words(object.text(key, required: required), at: object.path(key))
  }

  func words(_ text: String, at place: String) -> LayoutText {
    do {
      let words = try LayoutText(text)
      for name in words.names where !isKnown(name) { unknown(name: name, place) }
      return words
    } catch {
      switch error {
      case .openBrace:
        problems.add(place, vi: "có dấu { không có dấu } đóng lại.", en: "a { is not closed by }.")
      case .openStars:
        problems.add(place, vi: "có dấu ** không có dấu ** đóng lại.", en: "a ** is not closed.")
      case .unknownChange(let change):
        let known = LayoutText.Change.allCases.map(\.rawValue).joined(separator: ", ")
        problems.add(
          place, vi: "sau dấu | là “\(change)”; chỉ có \(known).",
          en: "after | stands “\(change)”; there are \(known).")
      }
    }
    return .empty
  }

  private func isKnown(_ name: String) -> Bool {
    if hasUnknownRows, name.hasPrefix("row.") { return true }
    if let rowNames, let own = name.wholeMatch(of: /row\.(.+)/) {
      return rowNames.contains(String(own.1))
    }
    return vocabulary.has(text: name)
  }

  private func unknown(name: String, _ place: String) {
    let near = nearest(to: name)
    problems.add(
      place,
      vi: "không có dữ liệu nào tên {\(name)}\(near.map { "; có thể là {\($0)}" } ?? "").",
      en: "there is no data named {\(name)}\(near.map { "; did you mean {\($0)}" } ?? "").")
  }

  /// A known name that differs in few letters or begins alike.
  private func nearest(to name: String) -> String? {
    let row = rowNames.map { $0.map { "row.\($0)" } } ?? []
    let all = (Array(vocabulary.texts) + row).sorted()
    return all.first { $0.lowercased() == name.lowercased() }
      ?? all.first { $0.hasPrefix(name) || $0.hasSuffix("." + name) || name.hasPrefix($0 + ".") }
  }

  func condition(_ object: LayoutObject, _ key: String) -> String? {
    guard object.has(key) else { return nil }
    let name = object.text(key, required: true)
    if !name.isEmpty, !vocabulary.has(name) { unknown(name: name, object.path(key)) }
    return name
  }
}

extension LayoutText {
  static let empty = LayoutText(pieces: [])

  init(pieces: [Piece]) { self.pieces = pieces }
}
