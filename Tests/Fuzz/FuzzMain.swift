import Foundation

/// libFuzzer's loop, without its own `main`.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Feeds one target with invented input until it falls, or until the runs asked for are done.
///
///     motcua-fuzz list                        names and longest inputs of the targets
///     motcua-fuzz seeds TARGET ROOT FOLDER    writes the first inputs
///     motcua-fuzz run TARGET [libFuzzer's own options and folders]
@main
enum FuzzMain {
  /// Set once before the loop begins; the loop runs on one thread.
  nonisolated(unsafe) private static var target = FuzzTarget.all[0]

  static func main() throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "list":
      for target in FuzzTarget.all { print(target.name, target.longest) }
    case "seeds" where arguments.count == 5:
      try seeds(find(arguments[2]), root: arguments[3], folder: arguments[4])
    case "run" where arguments.count >= 3:
      target = find(arguments[2])
      standOnAnotherStack()
      exit(run([arguments[0]] + arguments.dropFirst(3)))
    default: refuse("usage: motcua-fuzz list | seeds TARGET ROOT FOLDER | run TARGET [OPTION…]")
    }
  }

  /// So that the input of a stack overflow is kept as well: its signal has room to be handled.
  private static func standOnAnotherStack() {
    let size = 1 << 20
    var stack = stack_t(
      ss_sp: UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16), ss_flags: 0,
      ss_size: size)
    sigaltstack(&stack, nil)
  }

  private static func find(_ name: String) -> FuzzTarget {
    guard let found = FuzzTarget.all.first(where: { $0.name == name }) else {
      refuse("There is no fuzz target \(name).")
    }
    return found
  }

  private static func refuse(_ sentence: String) -> Never {
    FileHandle.standardError.write(Data((sentence + "\n").utf8))
    exit(2)
  }

  private static func seeds(_ target: FuzzTarget, root: String, folder: String) throws {
    let folder = URL(filePath: folder, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let seeds = try target.seeds(URL(filePath: root, directoryHint: .isDirectory))
    guard !seeds.isEmpty else { refuse("The target \(target.name) has no seeds.") }
    for (number, seed) in seeds.enumerated() {
      try Data(seed.prefix(target.longest)).write(to: folder.appending(path: "seed-\(number)"))
    }
  }

  private static func run(_ arguments: [String]) -> CInt {
    var texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    return texts.withUnsafeMutableBufferPointer { buffer in
      var count = CInt(arguments.count)
      var first = buffer.baseAddress
      return withUnsafeMutablePointer(to: &first) { pointer in
        pointer.withMemoryRebound(
          to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1
        ) { rebound in
          runDriver(&count, rebound) { bytes, length in
            FuzzMain.target.run(Array(UnsafeBufferPointer(start: bytes, count: length)))
            return 0
          }
        }
      }
    }
  }
}
