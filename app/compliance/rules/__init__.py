"""The rules of the documents as data, a module for each field, each rule with the check that looks at it."""
