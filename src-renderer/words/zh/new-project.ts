// Simplified Chinese: the texts of the dialog that creates a project.
import type { newProject as english } from '../en/new-project.ts'

export const newProject: typeof english = {
  title: '新建项目',
  sample: '示例',
  folder: '文件夹（新建或空的）',
  cancel: '取消',
  create: '创建并启动',
}
