// Simplified Chinese: the texts of install sample.
import type { installSample as english } from '../en/install-sample.ts'

export const installSample: typeof english = {
  title: (sample: string) => `安装“${sample}”？`,
  packages: (count: number) =>
    `此示例需要 npm 上的 ${count} 个包。Grove 按示例锁定文件中的版本，将它们安装到自己的文件夹中，命令为`,
  otherPeople: '这些包是他人的代码，不属于 Grove。启动示例会以你的身份在你的机器上运行它们。',
  progress: (installed: number, of: number) => `${installed} / ${of} 个包`,
  cancel: '取消',
  installing: '正在安装…',
  install: '安装并启动',
}
