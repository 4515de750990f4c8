"""Where bytes of attachments lie: a folder, an S3-compatible store, or memory; which one is the operator's choice.

A place keeps named pieces and knows nothing of committees or hashes; what comes here is encrypted (`cloud/blobs/`).
"""
