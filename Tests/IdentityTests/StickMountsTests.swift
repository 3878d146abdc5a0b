import Foundation
import Identity
import Testing

struct StickMountsTests {
  /// Lines as Linux writes them; blanks in names are octal (fstab(5)).
  private static let table = """
    /dev/sda1 / ext4 rw,relatime 0 0
    tmpfs /run/user/1000 tmpfs rw 0 0
    /dev/sdc1 /run/media/canbo/USB\\040T\u{1EC9}nh vfat rw 0 0
    /dev/sdb1 /media/canbo/KINGSTON vfat rw 0 0
    /dev/sdd1 /mediatheque ext4 rw 0 0
    broken
    """

  @Test func `only what is mounted where sticks appear is a stick`() {
    #expect(
      StickMounts.mounts(of: Self.table).map(\.path) == [
        "/media/canbo/KINGSTON", "/run/media/canbo/USB Tỉnh",
      ])
  }

  @Test func `a folder of sticks offers its folders alone`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "sticks-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(StickMounts(in: folder).now() == [])
    for name in ["b", "a"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    try Data("x".utf8).write(to: folder.appending(path: "tep.txt"))
    #expect(StickMounts(in: folder).now().map(\.lastPathComponent) == ["a", "b"])
  }
}
