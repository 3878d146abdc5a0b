import Foundation
import Hub
import Identity
import Sync

/// What is planned for the month: who works when, when the link is there, what goes wrong.
extension World {
  func planMonth() {
    for day in 0..<Int(Self.days) {
      let morning = Int64(day) * Self.day + 7 * 60 * Self.minute
      for kiosk in kiosks where dice.chance(17) { planDay(kiosk, morning: morning) }
      if dice.chance(75) { planProvince(morning: morning) }
    }
    planFaults()
    planRecoveries()
    planCouriers()
    planCopies()
    planUpgrades()
    planApart()
  }

  func planDay(_ kiosk: Kiosk, morning: Int64) {
    let begin = morning + Int64(dice.number(0...180)) * Self.minute
    let length = Int64(dice.number(2...8)) * Self.minute
    let isUp = dice.chance(65)
    let trouble = dice.pick([0, 10, 30, 60]) ?? 0
    let latency = dice.pick([20, 300, 1500]) ?? 300
    after(begin) { world in
      kiosk.link = Link(isUp: isUp, trouble: trouble, latency: latency)
      if !isUp { world.faults.add("no link") }
      try await world.start(kiosk)
    }
    for _ in 0..<dice.number(4...11) {
      after(begin + Int64(dice.number(0...Int(length)))) { world in
        guard kiosk.isOn else { return }
        try await world.somebodyWorks(at: kiosk)
      }
    }
    if dice.chance(30) {
      let isUp = dice.chance(60)
      after(begin + Int64(dice.number(0...Int(length)))) { world in
        guard kiosk.isOn, kiosk.link.isUp != isUp else { return }
        kiosk.link.isUp = isUp
        world.note("\(kiosk.name): the link is \(isUp ? "up" : "down")")
        try await world.handle(kiosk, isUp ? .linkUp : .linkDown)
      }
    }
  }

  private func planProvince(morning: Int64) {
    for _ in 0..<dice.number(1...2) {
      after(morning + Int64(dice.number(0...600)) * Self.minute) { world in
        try await world.theProvinceWorks()
      }
    }
  }

  private func planFaults() {
    for kiosk in kiosks {
      for _ in 0..<dice.number(0...2) { planClockJump(kiosk) }
      if dice.chance(30) { planStarvation(kiosk) }
    }
    for _ in 0..<dice.number(0...3) {
      after(moment()) { world in
        guard world.province.hub != nil else { return }
        world.province.disk.crash(atChange: world.dice.number(1...60))
      }
    }
    if dice.chance(20) {
      after(moment()) { world in
        guard world.province.hub != nil else { return }
        world.province.disk.fail(atCall: world.dice.number(1...60), times: 2)
      }
    }
    if dice.chance(30) { planFullHub() }
  }

  func moment() -> Int64 { Int64(dice.number(0...Int(Self.days * Self.day))) }

  private func planClockJump(_ kiosk: Kiosk) {
    let years = Int64(dice.number(-10...10))
    let seconds = Int64(dice.number(-4000...4000))
    after(moment()) { world in
      let offset = years * 365 * Self.day + seconds * 1000
      kiosk.clock.set(offset: offset)
      world.faults.add("clock jump")
      world.note("\(kiosk.name): the clock jumps to \(years) years and \(seconds) s off")
    }
    after(moment()) { _ in kiosk.clock.set(offset: 0) }
  }

  /// The disk is full, or can only be read, for some hours of work.
  private func planStarvation(_ kiosk: Kiosk) {
    let begin = moment()
    let isFull = dice.chance(70)
    let left = dice.number(0...60_000)
    after(begin) { world in
      kiosk.isStarved = true
      if isFull {
        kiosk.disk.setCapacity(kiosk.disk.used + left)
      } else {
        kiosk.disk.setReadOnly(true)
      }
      world.note("\(kiosk.name): the disk \(isFull ? "is full" : "can only be read")")
    }
    after(begin + Int64(dice.number(1...48)) * 60 * Self.minute) { $0.feed(kiosk) }
  }

  /// The hub's disk is full for some hours, or days.
  private func planFullHub() {
    let morning = Int64(dice.number(1...Int(Self.days) - 3)) * Self.day + 6 * 60 * Self.minute
    let left = dice.number(0...15_000)
    after(morning) { world in
      world.province.isStarved = true
      world.province.disk.setCapacity(world.province.disk.used + left)
      world.note("hub: the disk is full")
    }
    after(morning + Int64(dice.number(4...60)) * 60 * Self.minute) { $0.feedHub() }
  }

  func feedHub() {
    province.isStarved = false
    province.disk.setCapacity(nil)
  }

  func feed(_ kiosk: Kiosk) {
    kiosk.isStarved = false
    kiosk.disk.setCapacity(nil)
    kiosk.disk.setReadOnly(false)
  }
}
