"""The support bundle 诊断包: what those who maintain the program need, and nothing about anybody (R101, R118)."""
