package import Documents
package import Dossiers
package import Foundation

/// What is true of every procedure: how to appeal. `guide.json` beside the procedures.
package struct GuideFacts: Sendable, Decodable {
  package struct Fact: Sendable, Decodable {
    package let text: LocalizedText
    /// How far the statement is to be trusted, as in `procedure.json`.
    package let mark: String
  }

  package static let fileName = "guide.json"
  package let appeal: [Fact]
}

/// Where an office receives people, for the guide; nil where no office is known.
package struct GuideOffice: Sendable {
  package var unit: Dossiers.Unit

  package init(unit: Dossiers.Unit) { self.unit = unit }
}

/// A procedure's guide: what to bring, fee with exemptions, term, law, who decides, how to appeal.
package struct ProcedureGuide: Sendable {
  package let procedure: Procedure
  package let facts: GuideFacts
  package let office: GuideOffice?
  /// Names of the procedures people usually need next, by code.
  package let nextNames: [String: LocalizedText]

  /// - Parameter forms: The folder `Forms`.
  package init(
    _ procedure: Procedure, forms: URL, office: GuideOffice?, catalogue: ProcedureCatalogue,
    on date: CivilDate
  ) throws {
    self.procedure = procedure
    self.office = office
    facts = try JSONFile.read(
      GuideFacts.self, at: forms.appending(path: GuideFacts.fileName))
    nextNames = Dictionary(
      catalogue.inForce(on: date).map { ($0.procedure.code, $0.procedure.name) }
    ) { first, _ in first }
  }

  package func guide(_ language: Language) -> Guide {
    let words = Words(language)
    return Guide(
      office: office?.unit.name ?? "",
      caption: words("HƯỚNG DẪN THỦ TỤC HÀNH CHÍNH", "GUIDE TO A PROCEDURE"),
      title: procedure.name[language], sections: sections(words),
      footer: "\(procedure.code) · \(words("phiên bản", "version")) \(procedure.version)")
  }

  /// The guide as plain lines.
  package func lines(_ language: Language) -> [String] {
    let guide = guide(language)
    return ["\(procedure.code)  \(guide.title)"]
      + guide.sections.filter { !$0.items.isEmpty }.flatMap { section in
        ["", section.heading]
          + section.items.flatMap { ["  - \($0.text)"] + $0.notes.map { "    \($0)" } }
      }
  }

  private func sections(_ words: Words) -> [Guide.Section] {
    [
      Guide.Section(words("Cần mang theo", "What to bring"), bring(words)),
      Guide.Section(words("Phí, lệ phí và diện miễn", "Fees and who is exempt"), fees(words)),
      Guide.Section(words("Thời hạn", "How long it takes"), term(words)),
      Guide.Section(words("Nộp ở đâu", "Where to go"), place(words)),
      Guide.Section(
        words("Ai giải quyết", "Who decides"),
        procedure.decidedBy.all.map { Guide.Item($0.name[words.language]) }),
      Guide.Section(
        words("Làm trực tuyến", "Online"),
        [
          Guide.Item(
            words(
              "\(procedure.level.new.name.vi) (mức độ \(procedure.level.old) theo cách gọi cũ)",
              "\(procedure.level.new.name.en) (level \(procedure.level.old) in the old terms)"))
        ]),
      Guide.Section(
        words("Thường cần làm tiếp", "What people usually need next"),
        procedure.next.map { next in
          Guide.Item(
            nextNames[next.code]?[words.language] ?? next.code,
            notes: [
              "\(next.why[words.language]). \(next.dossiers.name[words.language]).".tidied
            ])
        }),
      Guide.Section(
        words("Khiếu nại, phản ánh", "Complaints and feedback"),
        facts.appeal.map { Guide.Item($0.text[words.language], notes: doubt($0.mark, words)) }),
      Guide.Section(
        words("Căn cứ pháp lý", "Legal basis"),
        procedure.legalBasis.map { Guide.Item($0.title, notes: doubt($0.mark, words)) }),
    ]
  }

  private func bring(_ words: Words) -> [Guide.Item] {
    let declaration = procedure.declaration.map { declaration in
      Guide.Item(
        declaration.title[words.language].inSentenceCase,
        notes: [
          words(
            "Khai tại quầy, không cần viết trước; hoặc in tờ khai trống và viết tay.",
            "Filled in at the counter; or print the blank form and write by hand.")
        ])
    }
    let papers = procedure.components.map { component in
      Guide.Item(
        component.name[words.language],
        notes: [
          [
            PaperWords.asked(component, words.language),
            component.requiredIf == "true()"
              ? "" : words("chỉ khi thuộc trường hợp này", "only in this case"),
          ].filter { !$0.isEmpty }.joined(separator: "; ")
        ].filter { !$0.isEmpty })
    }
    return [declaration].compactMap(\.self) + papers
  }

  private func fees(_ words: Words) -> [Guide.Item] {
    guard !procedure.fees.isEmpty else {
      return [Guide.Item(words("Không thu phí, lệ phí.", "Free of charge."))]
    }
    return procedure.fees.map { fee in
      Guide.Item(
        fee.name[words.language],
        notes: fee.exemptions.map { exemption in
          let proof = exemption.proof.map {
            words(" (xuất trình: \($0.vi))", " (show: \($0.en))")
          }
          return words("Miễn: \(exemption.name.vi)", "Exempt: \(exemption.name.en)")
            + (proof ?? "")
        })
    }
  }

  private func term(_ words: Words) -> [Guide.Item] {
    [Guide.Item(procedure.term.text[words.language])]
  }

  private func place(_ words: Words) -> [Guide.Item] {
    guard let unit = office?.unit else { return [] }
    let hours = unit.hours.sessions.map { "\($0.open)–\($0.close)" }.joined(separator: ", ")
    var notes = [
      words("Địa chỉ: \(unit.address)", "Address: \(unit.address)"),
      words("Giờ tiếp nhận: \(hours), ngày làm việc", "Open: \(hours) on working days"),
    ]
    if !unit.hotline.isEmpty {
      notes.append(words("Đường dây nóng: \(unit.hotline)", "Hotline: \(unit.hotline)"))
    }
    return [
      Guide.Item(
        words(
          "Bộ phận tiếp nhận và trả kết quả, \(unit.name)", "One-stop counter, \(unit.name)"),
        notes: notes)
    ]
  }

  /// Says where a statement is not certain; nothing where two sources agree.
  private func doubt(_ mark: String, _ words: Words) -> [String] {
    mark.hasPrefix("M") || mark.hasSuffix("lo") || mark.hasSuffix("med")
      ? [
        words("Nên kiểm tra lại văn bản hiện hành.", "Check the text in force.")
      ]
      : []
  }
}

/// Chooses the words of one language.
struct Words {
  let language: Language

  init(_ language: Language) { self.language = language }

  func callAsFunction(_ vi: String, _ en: String) -> String {
    language == .vietnamese ? vi : en
  }
}

extension String {
  /// Titles of forms are printed in capitals; in a list they would shout.
  fileprivate var inSentenceCase: String {
    guard self == uppercased() else { return self }
    return prefix(1) + dropFirst().lowercased()
  }

  /// Without a full stop doubled where two sentences were joined.
  fileprivate var tidied: String { replacing("..", with: ".") }
}

/// How many of a paper are asked for, in words.
package enum PaperWords {
  package static func asked(_ component: Component, _ language: Language) -> String {
    let words = Words(language)
    if component.presentOnly { return words("chỉ xuất trình", "shown only") }
    return [
      component.original > 0
        ? words("\(component.original) bản chính", "\(component.original) original") : nil,
      component.copy > 0 ? words("\(component.copy) bản sao", "\(component.copy) copy") : nil,
    ].compactMap(\.self).joined(separator: ", ")
  }
}
