// Simplified Chinese: the texts of new project.
import type { newProject as english } from '../en/new-project.ts'

export const newProject: typeof english = {}
