"""Data objections 数据异议: who disputes what of a record and why, what came of it, written back into the ledger."""
