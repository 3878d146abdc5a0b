import Dossiers
import Foundation

/// The certified-copies form as typed.
struct CopiesForm {
  struct Paper {
    var title = ""
    var pages = ""
    var copies = ""
  }

  var request = ""
  var name = ""
  var idNumber = ""
  var papers: [Paper] = [Paper()]
  var wantsSlip = false
  /// Whether a card was scanned into the name's field and read.
  private(set) var hasReadCard = false
  private(set) var errors: [(sentence: String, field: String?)] = []

  init(new form: FormBody) {}

  init(posted form: FormBody, texts: Texts) {
    request = String((form["request"] ?? "").prefix(64))
    name = (form["name"] ?? "").precomposedStringWithCanonicalMapping
    idNumber = (form["idNumber"] ?? "").filter { !$0.isWhitespace }
    wantsSlip = form["slip"] != nil
    readCard()
    let titles = form.all("title")
    let pages = form.all("pages")
    let copies = form.all("copies")
    papers = titles.indices.prefix(KioskLimits.papersLimit).map { index in
      Paper(
        title: titles[index].trimmed.precomposedStringWithCanonicalMapping,
        pages: index < pages.count ? pages[index].trimmed : "",
        copies: index < copies.count ? copies[index].trimmed : "")
    }
    if papers.isEmpty { papers = [Paper()] }
    check(texts)
  }

  /// A scanner types the card's whole text where the cursor stands.
  private mutating func readCard() {
    guard name.contains("|"), let card = try? IdentityCardQR(name) else { return }
    name = card.name ?? ""
    idNumber = card.number.text
    hasReadCard = true
  }

  mutating func addPaper() {
    if papers.count < KioskLimits.papersLimit { papers.append(Paper()) }
  }

  /// - Parameter number: from 1.
  mutating func removePaper(_ number: Int) {
    guard papers.indices.contains(number - 1) else { return }
    papers.remove(at: number - 1)
    if papers.isEmpty { papers = [Paper()] }
  }

  private mutating func check(_ texts: Texts) {
    if name.isEmpty { errors.append((texts("copies.nameNeeded"), "name")) }
    for (index, paper) in papers.enumerated() {
      let number = String(index + 1)
      if paper.title.isEmpty {
        errors.append((texts("copies.titleNeeded", ["number": number]), "title-\(number)"))
      }
      for (text, kind) in [(paper.pages, "pages"), (paper.copies, "copies")] {
        if Self.count(text) == nil {
          errors.append((texts("copies.\(kind)Wrong", ["number": number]), "\(kind)-\(number)"))
        }
      }
    }
  }

  private static func count(_ text: String) -> Int? {
    guard let number = Int(text), (1...9_999).contains(number) else { return nil }
    return number
  }

  /// The job if everything is filled in.
  var job: CopiesJob? { errors.isEmpty ? quotableJob : nil }

  /// The job as far as its fee can be told: every paper that has both numbers.
  var quotableJob: CopiesJob? {
    let whole = papers.compactMap { paper -> CopiesJob.Paper? in
      guard let pages = Self.count(paper.pages), let copies = Self.count(paper.copies) else {
        return nil
      }
      return CopiesJob.Paper(title: paper.title, pages: pages, copies: copies)
    }
    guard !whole.isEmpty else { return nil }
    return CopiesJob(
      request: request, name: name, idNumber: idNumber, papers: whole, wantsSlip: wantsSlip)
  }

  /// `papers[2]/pages` of the desk is the field `pages-2`.
  static func id(_ field: String) -> String {
    guard field.hasPrefix("papers["), let close = field.firstIndex(of: "]"),
      let slash = field.lastIndex(of: "/")
    else { return field }
    let number = field[field.index(field.startIndex, offsetBy: 7)..<close]
    return "\(field[field.index(after: slash)...])-\(number)"
  }

  /// - Parameter errors: what the page is about to show.
  func model(_ texts: Texts, errors: [(sentence: String, field: String?)]) -> Model {
    func fault(_ field: String) -> Any {
      errors.first { $0.field == field }.map {
        ["sentence": $0.sentence, "field": field] as Model
      } as Any? ?? false
    }
    return [
      "request": request, "name": name, "idNumber": idNumber, "slip": wantsSlip,
      "several": papers.count > 1, "atName": !hasReadCard && errors.isEmpty,
      "papers": papers.enumerated().map { index, paper -> Model in
        [
          "number": index + 1, "title": paper.title, "pages": paper.pages,
          "copies": paper.copies, "atTitle": hasReadCard && index == 0,
          "titleWrong": fault("title-\(index + 1)"),
          "pagesWrong": fault("pages-\(index + 1)"),
          "copiesWrong": fault("copies-\(index + 1)"),
          "removeText": texts("copies.removePaper", ["number": String(index + 1)]),
        ]
      },
    ]
  }
}
