package import Dossiers

/// Everything that stands on a receipt (Giấy tiếp nhận hồ sơ và hẹn trả kết quả). Texts are
/// already chosen and formatted by the caller; an empty one is drawn as a dotted line.
package struct ReceiptContent: Sendable, Hashable {
  package var office: ReceiptOffice
  package var dossierCode: String
  package var people: ReceiptPeople
  /// Nội dung yêu cầu giải quyết (trích yếu).
  package var subject: String
  package var papers: ReceiptPapers
  /// Number of complete sets handed in.
  package var sets = 1
  /// Term according to the procedure, in words.
  package var termText: String
  package var receivedAt: CivilDateTime
  /// `nil` where no date is promised: the line stays open.
  package var dueAt: CivilDateTime?
  /// Why the due date is what it is, in words.
  package var dueExplanation = ""
  /// Where or how the result is handed over.
  package var delivery: String
  /// Six letters and digits for people who type.
  package var lookUpCode: String
  /// Address of the public tracking page, as people type it.
  package var trackingAddress: String
  package var officerName: String
  /// What the QR code on paper carries (signed). Empty in a preview: no code is drawn.
  package var qrText: String
  /// What the small QR code in a terminal carries: address and look-up code only; may be empty.
  package var shortQRText: String
  /// Volume and number in the ledger; empty when the ledger is electronic only.
  package var ledger = LedgerPlace(book: "", number: "")
  package var mark = PaperMark.original
  package var deliveryForm = DeliveryForm.counter
  /// The office where the result is collected; `nil`: the one that receives.
  package var collectedAt: String?

  package struct LedgerPlace: Sendable, Hashable {
    package var book: String
    package var number: String

    package init(book: String, number: String) {
      self.book = book
      self.number = number
    }
  }

  package init(
    office: ReceiptOffice, dossierCode: String, people: ReceiptPeople, subject: String,
    papers: ReceiptPapers, sets: Int = 1, termText: String, receivedAt: CivilDateTime,
    dueAt: CivilDateTime?, dueExplanation: String = "", delivery: String, lookUpCode: String,
    trackingAddress: String, officerName: String, qrText: String, shortQRText: String,
    ledger: LedgerPlace = LedgerPlace(book: "", number: ""), mark: PaperMark = .original,
    deliveryForm: DeliveryForm = .counter
  ) {
    self.office = office
    self.dossierCode = dossierCode
    self.people = people
    self.subject = subject
    self.papers = papers
    self.sets = sets
    self.termText = termText
    self.receivedAt = receivedAt
    self.dueAt = dueAt
    self.dueExplanation = dueExplanation
    self.delivery = delivery
    self.lookUpCode = lookUpCode
    self.trackingAddress = trackingAddress
    self.officerName = officerName
    self.qrText = qrText
    self.shortQRText = shortQRText
    self.ledger = ledger
    self.mark = mark
    self.deliveryForm = deliveryForm
  }
}

/// The receiving unit as its papers name it.
package struct ReceiptOffice: Sendable, Hashable {
  package var name: String
  package var superior: String
  /// Place of the date line ("Pà Cò Thử, ngày …").
  package var place: String
  /// Where the office is; on slips and in the terminal, left out when empty.
  package var address: String
  package var hotline: String
  /// Where residents rate how they were served; left out when empty.
  package var rating: String

  package init(
    name: String, superior: String, place: String, address: String = "", hotline: String,
    rating: String = ""
  ) {
    self.name = name
    self.superior = superior
    self.place = place
    self.address = address
    self.hotline = hotline
    self.rating = rating
  }
}

/// Whose dossier it is and who brought it.
package struct ReceiptPeople: Sendable, Hashable {
  package var owner: String
  package var applicant: String
  package var address: String
  package var phone: String
  package var email: String
  /// Number of the applicant's identity paper.
  package var applicantID: String

  package init(
    owner: String, applicant: String, address: String, phone: String = "", email: String = "",
    applicantID: String
  ) {
    self.owner = owner
    self.applicant = applicant
    self.address = address
    self.phone = phone
    self.email = email
    self.applicantID = applicantID
  }
}

/// The list of what was handed in. Certification has columns of its own.
package enum ReceiptPapers: Sendable, Hashable {
  case components([Component])
  case certification([Certified])

  /// A paper that belongs to the dossier, and how many of it in each kind.
  package struct Component: Sendable, Hashable {
    package var name: String
    package var originals: Int
    package var certified: Int
    package var copies: Int

    package init(name: String, originals: Int = 0, certified: Int = 0, copies: Int = 0) {
      self.name = name
      self.originals = originals
      self.certified = certified
      self.copies = copies
    }
  }

  /// A paper of which certified copies are made.
  package struct Certified: Sendable, Hashable {
    package var name: String
    package var pages: Int
    package var paperCopies: Int
    package var electronicCopy: Bool

    package init(name: String, pages: Int, paperCopies: Int, electronicCopy: Bool = false) {
      self.name = name
      self.pages = pages
      self.paperCopies = paperCopies
      self.electronicCopy = electronicCopy
    }
  }
}

/// Which of the two copies a sheet is.
package enum ReceiptCopy: String, Sendable, Hashable, CaseIterable {
  /// Lưu: stays in the office.
  case office
  /// Giao khách hàng: large type, for the resident.
  case resident
}
