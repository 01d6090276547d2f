// English: the texts of new project.
export const newProject = {}
