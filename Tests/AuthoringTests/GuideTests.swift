import Foundation
import Testing

/// docs/forms.md says what is so.
struct GuideTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func `every reason for which the engine differs from JavaRosa is in the guide`() throws {
    let guide = try String(
      contentsOf: Self.root.appending(path: "docs/forms.md"), encoding: .utf8)
    let list = try String(
      contentsOf: Self.root.appending(path: "Tests/FormEngineTests/Golden/deviations.tsv"),
      encoding: .utf8)
    let reasons = Set(
      list.split(separator: "\n").dropFirst().compactMap {
        $0.split(separator: "\t", omittingEmptySubsequences: false).last.map(String.init)
      })
    #expect(!reasons.isEmpty)
    for reason in reasons { #expect(guide.contains("| \(reason) |"), "\(reason)") }
  }
}
