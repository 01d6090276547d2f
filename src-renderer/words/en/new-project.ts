// English: the texts of the dialog that creates a project.
export const newProject = {
  title: 'New project',
  sample: 'Sample',
  folder: 'Folder (new or empty)',
  cancel: 'Cancel',
  create: 'Create and start',
}
