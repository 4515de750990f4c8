"""Risk judgement 风险研判: open hazards times key people by building; and the emergency contact tree 应急联络树."""
