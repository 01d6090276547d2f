// English: the texts of install sample.
export const installSample = {
  title: (sample: string) => `Install “${sample}”?`,
  packages: (count: number) =>
    `This sample needs ${count} packages from npm. Grove installs them in its own folder, in the versions of the sample’s lock file, with`,
  otherPeople:
    'They are code of other people, not of Grove. Starting the sample runs it on your machine, as you.',
  progress: (installed: number, of: number) => `${installed} of ${of} packages`,
  cancel: 'Cancel',
  installing: 'Installing…',
  install: 'Install and start',
}
