/// What happens when; of two things at one moment, what was planned first.
struct EventQueue {
  struct Event {
    let time: Int64
    let number: Int
    let step: (World) async throws -> Void

    func isBefore(_ other: Event) -> Bool { (time, number) < (other.time, other.number) }
  }

  private var heap: [Event] = []
  private var count = 0

  mutating func add(at time: Int64, _ step: @escaping (World) async throws -> Void) {
    count += 1
    heap.append(Event(time: time, number: count, step: step))
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func next(until end: Int64) -> Event? {
    guard let first = heap.first, first.time <= end else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return last }
    heap[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let child = children.min(by: { heap[$0].isBefore(heap[$1]) }),
        heap[child].isBefore(heap[parent])
      else { return first }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
