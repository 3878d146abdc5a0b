import Documents
import Foundation
import Synchronization
import Testing

/// An office prints while somebody looks at a preview: papers are drawn on several threads.
struct ConcurrentDrawingTests {
  @Test func `papers drawn on several threads at once come out as one after the other`() throws {
    // More faces than cairo keeps open, so that they are closed and opened all the time.
    var content = Samples.birth
    content.people.owner = "H’Bơ Niê Kđăm Êban សុខា गीता 你好 สวัสดี"
    content.people.applicant = "Ƀuôn Yă សុខា ສະບາຍດີ မင်္ဂလာပါ"
    let receipt = Receipt(content)
    let alone = try receipt.pdf()
    let slip = try receipt.slip(.mm80).bitmap()
    let wrong = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 200) { number in
      do {
        let isSame =
          number.isMultiple(of: 2)
          ? try receipt.pdf() == alone : try receipt.slip(.mm80).bitmap() == slip
        if !isSame { wrong.withLock { $0.append("\(number) differs") } }
      } catch {
        wrong.withLock { $0.append("\(number): \(error)") }
      }
    }
    #expect(wrong.withLock { $0 } == [])
  }
}
