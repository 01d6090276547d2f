// English: the texts of picker.
export const picker = {}
