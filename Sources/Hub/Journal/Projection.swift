import Sync
struct Projection { let rows: any HubTransaction; let vault: Vault
  func project(_ subject: SubjectID, now: Int64) throws {} }
