package import Dossiers
package import Foundation

/// A filled declaration on A4, to be read, signed or thumbprinted.
package struct Declaration: Sendable, Hashable {
  package let content: DeclarationContent

  package init(_ content: DeclarationContent) { self.content = content }

  /// A4 sheets, as many as the lines need; the signatures stay together on one.
  package func sheets() throws -> Paper {
    try DeclarationSheet(content: content).paper()
  }

  /// The sheets as PDF. The title in its metadata is the form's, never a person's name.
  package func pdf(createdAt: CivilDateTime) throws -> Data {
    let title = PrintableText.clean(content.title)
    return try sheets().pdf(PDFMetadata(title: title, createdAt: createdAt))
  }
}
