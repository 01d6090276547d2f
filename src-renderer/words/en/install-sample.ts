// English: the texts of install sample.
export const installSample = {}
