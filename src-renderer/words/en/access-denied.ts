// English: the texts for a page without a valid token.
export const accessDenied = {
  needsAddress: 'This page needs the address that Grove printed',
  usedAddress: 'This address is no longer valid',
  /** Around `grove ui`. */
  needs: [
    'Open the complete address that',
    'printed last in the terminal. Its part after # is a code for one window.',
  ],
  used: [
    'Each address that',
    'prints opens one window. Open the last one in the terminal, or duplicate the tab of an open window.',
  ],
  field: 'Address or code',
  placeholder: 'http://grove-….localhost:…/#code=…',
  open: 'Open',
  noCode: 'This text has no code. It stands after #code= in the address.',
}
