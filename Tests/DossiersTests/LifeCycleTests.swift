import Dossiers
import Testing

@Suite struct LifeCycleTests {
  /// From the domain notes, state by state; 0 is a dossier that begins.
  static let normal: [Int: Set<Int>] = [
    0: [1, 2, 3], 1: [2, 3, 5, 6, 7], 2: [4, 5, 6, 7, 8, 9], 3: [], 4: [5, 6, 7, 8, 9],
    5: [1, 2, 4, 7, 8], 6: [1, 2, 4, 7, 8], 7: [], 8: [], 9: [10], 10: [],
  ]

  static let everything = Dictionary(
    uniqueKeysWithValues: TransitionDatum.allCases.map { ($0, "có") })

  @Test func `exactly the transitions of the notes are allowed`() {
    for from in 0...10 {
      for to in DossierStatus.allCases {
        let start = DossierStatus(rawValue: from)
        let isNormal = Self.normal[from]?.contains(to.rawValue) ?? false
        #expect(LifeCycle.allows(from: start, to: to) == isNormal)
        let passes = (try? LifeCycle.check(from: start, to: to, data: Self.everything)) != nil
        #expect(passes == isNormal)
      }
      let start = DossierStatus(rawValue: from)
      #expect(Set(LifeCycle.next(from: start).map(\.to.rawValue)) == Self.normal[from])
    }
  }

  @Test func `going back is only a recorded correction`() throws {
    for from in [DossierStatus.stopped, .done] {
      let why = refusal {
        try LifeCycle.check(from: from, to: .processing, data: Self.everything)
      }
      #expect(why.contains("đính chính"))
      try LifeCycle.check(from: from, to: .processing, data: Self.everything, correction: true)
      #expect(throws: DossierError.self) {
        try LifeCycle.check(from: from, to: .processing, data: [:], correction: true)
      }
    }
    #expect(throws: DossierError.self) {
      try LifeCycle.check(
        from: .returned, to: .processing, data: Self.everything, correction: true)
    }
  }

  @Test func `what is missing is named in one sentence`() {
    let why = refusal {
      try LifeCycle.check(
        from: .processing, to: .supplementAsked, data: [.reason: "  ", .requestNumber: "1"])
    }
    #expect(
      why == "Chuyển sang “Yêu cầu bổ sung giấy tờ” còn thiếu: lý do, "
        + "danh sách giấy tờ cần bổ sung.")
    let odd = refusal { try LifeCycle.check(from: .returned, to: .received, data: [:]) }
    #expect(odd == "Không thể chuyển hồ sơ từ “Đã trả kết quả” sang “Được tiếp nhận”.")
  }

  @Test func `each required datum alone is missed`() {
    for transition in LifeCycle.transitions {
      for datum in transition.requires {
        var data = Self.everything
        data[datum] = nil
        #expect(throws: DossierError.self) {
          try LifeCycle.check(
            from: transition.from, to: transition.to, data: data, correction: true)
        }
      }
    }
  }

  @Test func `ranks are distinct and put work before its end`() {
    let ranks = DossierStatus.allCases.map(\.rank)
    #expect(Set(ranks).count == ranks.count)
    #expect(DossierStatus.processing.rank < DossierStatus.supplementAsked.rank)
    #expect(DossierStatus.done.rank < DossierStatus.returned.rank)
  }

  @Test func `states stop and end the clock as the law says`() {
    #expect(DossierStatus.allCases.filter { $0.clock == .running }.map(\.rawValue) == [2, 4])
    #expect(DossierStatus.allCases.filter { $0.clock == .paused }.map(\.rawValue) == [5, 6])
    #expect(DossierStatus.allCases.filter(\.isTerminal).map(\.rawValue) == [3, 7, 8, 10])
  }

  @Test func `the body that decides has the word on its work`() {
    #expect(LifeCycle.authority(to: .received) == .receivingUnit)
    #expect(LifeCycle.authority(to: .done) == .competentAuthority)
    #expect(LifeCycle.authority(to: .returned) == .returnUnit)
  }

  @Test func `every permission is someone's and administrators open no dossier`() {
    for permission in Permission.allCases {
      #expect(OfficerRole.allCases.contains { $0.may(permission) })
    }
    #expect(!OfficerRole.administrator.may(.viewDossiers))
    #expect(OfficerRole.receptionOfficer.may(.receive))
    #expect(!OfficerRole.receptionOfficer.may(.finish))
    #expect(!OfficerRole.specialist.may(.returnResult))
  }
}
