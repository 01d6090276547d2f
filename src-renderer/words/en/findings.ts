// English: the texts of findings.
export const findings = {}
