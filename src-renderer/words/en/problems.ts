// English: the texts of problems.
export const problems = {
  /** What a problem is called, above the message of Grove; empty where the message says it in this language. */
  title: (_code: string): string => '',
  alsoOn: (servers: string) => `The same happened to ${servers}.`,
}
