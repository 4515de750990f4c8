"""The bytes of attachments: a second encrypted file beside the ledger, under the same data key.

Their records are ordinary ones of the ledger `attachment`; here are bytes by their hash, and how far
they have travelled.
"""
