/// The list of what is wrong at the top of a page, each line leading to its field.
enum ErrorSummary {
  /// - Parameter items: sentences with the `id` of the field each is about.
  static func model(_ items: [(sentence: String, field: String?)]) -> Model {
    [
      "items": items.map { item -> Model in
        item.field.map { ["sentence": item.sentence, "field": $0] }
          ?? ["sentence": item.sentence]
      }
    ]
  }

  /// The same sentences by field, for the page to show each beside its field.
  static func byField(_ summary: Model?) -> Model {
    let items = summary?["items"] as? [Model] ?? []
    return Dictionary(
      items.compactMap { item in (item["field"] as? String).map { ($0, item) } },
      uniquingKeysWith: { first, _ in first })
  }

  static func one(_ sentence: String, field: String? = nil) -> Model {
    model([(sentence, field)])
  }
}
