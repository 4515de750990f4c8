"""The compliance page 合规: each rule of the documents, where it is kept, how it stands, and what to do (R097)."""
