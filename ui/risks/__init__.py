"""The pages 风险研判 and 应急联络树: which buildings come first, and whom to ring."""
