/// What comes before and after a dossier, as its pages show it.
enum ChainModel {
  static func model(_ page: DossierPage, _ texts: Texts) -> Model {
    [
      "code": page.line.code, "ref": page.line.reference,
      "next": page.next.enumerated().map { index, next -> Model in
        [
          "procedure": next.code, "name": next.name,
          "why": next.why.hasSuffix(".") ? next.why : next.why + ".", "dossiers": next.dossiers,
          // The first of them has a key of its own: it is what most people go on with.
          "isFirst": index == 0,
        ]
      },
      "hasNext": !page.next.isEmpty,
      "linked": page.linked.map { linked -> Model in
        [
          "linkedCode": linked.line.code, "linkedRef": linked.line.reference,
          "linkedProcedure": linked.line.procedure,
          "linkedStatus": linked.line.statusName,
          "linkedWhere": texts(linked.isBefore ? "chain.before" : "chain.after"),
        ]
      },
      "hasLinked": !page.linked.isEmpty, "overlay": page.overlay ?? "",
    ]
  }
}
