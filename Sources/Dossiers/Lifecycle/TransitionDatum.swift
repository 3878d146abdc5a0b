/// One thing that must be known before a dossier may change its state.
package enum TransitionDatum: String, Sendable, Hashable, Codable, CaseIterable {
  case reason, signer, papers, requestNumber, supplementReceivedAt, newDue, amounts, paymentProof
  case ownerRequest, identityCheck, legalBasis, result, finishedAt, returnedAt, takenBy
  case returnForm, ledgerSignature
  /// What another authority said in writing: number and date, or its code of the dossier.
  case authorityNotice
  /// The paper by which somebody acts for the owner.
  case authorisation
  /// How and where the result was handed over.
  case returnWay, returnPlace
  /// The unit that decides from now on, and the one that hands the result over: their codes. Never
  /// required; where one is left out, what was named last stays.
  case authority, returnUnit

  /// The two that name a unit.
  package static let units: [TransitionDatum] = [.authority, .returnUnit]

  package var name: LocalizedText {
    switch self {
    case .reason: LocalizedText(vi: "lý do", en: "the reason")
    case .signer: LocalizedText(vi: "người ký", en: "the signer")
    case .papers: LocalizedText(vi: "danh sách giấy tờ cần bổ sung", en: "the list of papers")
    case .requestNumber: LocalizedText(vi: "lần yêu cầu bổ sung", en: "the number of the request")
    case .supplementReceivedAt:
      LocalizedText(vi: "thời điểm nhận bổ sung", en: "when the supplement came")
    case .newDue: LocalizedText(vi: "ngày hẹn trả mới", en: "the new promised date")
    case .amounts: LocalizedText(vi: "các khoản phải nộp", en: "the amounts to pay")
    case .paymentProof: LocalizedText(vi: "chứng từ nộp tiền", en: "the proof of payment")
    case .ownerRequest: LocalizedText(vi: "yêu cầu rút của chủ hồ sơ", en: "the owner's request")
    case .identityCheck:
      LocalizedText(vi: "việc kiểm tra giấy tờ tuỳ thân", en: "the check of identity")
    case .legalBasis: LocalizedText(vi: "căn cứ pháp lý", en: "the legal basis")
    case .result: LocalizedText(vi: "giấy tờ kết quả", en: "the result document")
    case .finishedAt: LocalizedText(vi: "thời điểm xử lý xong", en: "when the work ended")
    case .returnedAt: LocalizedText(vi: "thời điểm trả kết quả", en: "when it was handed over")
    case .takenBy: LocalizedText(vi: "người nhận kết quả", en: "who took the result")
    case .returnForm: LocalizedText(vi: "hình thức trả", en: "how it was handed over")
    case .ledgerSignature: LocalizedText(vi: "việc ký nhận vào sổ", en: "the ledger signature")
    case .authorityNotice:
      LocalizedText(
        vi: "văn bản hoặc mã hồ sơ của cơ quan giải quyết",
        en: "the deciding authority's notice or code")
    case .authorisation:
      LocalizedText(vi: "giấy uỷ quyền", en: "the authorisation")
    case .returnWay: LocalizedText(vi: "cách trả kết quả", en: "the way of delivery")
    case .returnPlace: LocalizedText(vi: "nơi trả kết quả", en: "the place of delivery")
    case .authority: LocalizedText(vi: "đơn vị giải quyết", en: "the deciding unit")
    case .returnUnit: LocalizedText(vi: "đơn vị trả kết quả", en: "the unit that hands it over")
    }
  }
}
