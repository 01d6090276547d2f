// English: the texts of cluster.
export const cluster = {}
