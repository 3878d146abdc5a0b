package import Foundation

/// A component: a paper that belongs to the dossier, with what was handed in so far.
package struct Component: Sendable, Hashable {
  package var id: String
  package var name: String
  package var isRequired: Bool
  /// Only shown and handed back, not kept.
  package var presentOnly: Bool
  /// What the procedure asks for, in words: "1 bản chính".
  package var asked: String
  package var counts: ComponentCounts
  package var files: [AttachedFile]
  /// What is missing in one sentence, else nil.
  package var problem: String?

  package init(
    id: String, name: String, isRequired: Bool, presentOnly: Bool, asked: String,
    counts: ComponentCounts = ComponentCounts(), files: [AttachedFile] = [], problem: String? = nil
  ) {
    self.id = id
    self.name = name
    self.isRequired = isRequired
    self.presentOnly = presentOnly
    self.asked = asked
    self.counts = counts
    self.files = files
    self.problem = problem
  }
}

/// How many of each kind were handed in; the columns of the receipt.
package struct ComponentCounts: Sendable, Hashable {
  package var original: Int
  package var certified: Int
  package var copy: Int
  /// Shown at the counter and handed back.
  package var presented: Bool

  package init(original: Int = 0, certified: Int = 0, copy: Int = 0, presented: Bool = false) {
    self.original = original
    self.certified = certified
    self.copy = copy
    self.presented = presented
  }
}

/// A file attached to a component.
package struct AttachedFile: Sendable, Hashable {
  /// Content address: SHA-256 in lower-case hex.
  package var id: String
  package var name: String
  /// `application/pdf`, `image/jpeg` or `image/png`.
  package var type: String
  package var bytes: Int

  package init(id: String, name: String, type: String, bytes: Int) {
    self.id = id
    self.name = name
    self.type = type
    self.bytes = bytes
  }
}

/// A file on its way in. The server has checked its size, its name and its type by magic bytes.
package struct Upload: Sendable, Hashable {
  package var component: String
  /// A bare file name: no folder, no control character.
  package var name: String
  package var type: String
  package var data: Data

  package init(component: String, name: String, type: String, data: Data) {
    self.component = component
    self.name = name
    self.type = type
    self.data = data
  }
}

/// Bytes for the browser: a document or an attached file.
package struct Document: Sendable, Hashable {
  package var data: Data
  package var type: String
  /// Suggested file name without personal data.
  package var name: String

  package init(data: Data, type: String, name: String) {
    self.data = data
    self.type = type
    self.name = name
  }
}
