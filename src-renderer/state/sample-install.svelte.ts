// The installation of a sample's packages: the question, the progress and the cancellation.
import { problemOf, type HostApi, type Home, type Problem } from '../../src-main/contract/index.ts'

type Sample = Home['samples'][number]

export class SampleInstall {
  /** The sample whose packages the user is asked about, or which is being installed. */
  sample = $state.raw<Sample | null>(null)
  /** Null while nothing is being installed. */
  progress = $state.raw<{ installed: number; of: number } | null>(null)
  problem = $state.raw<Problem | null>(null)
  readonly #api: HostApi

  constructor(api: HostApi) {
    this.#api = api
  }

  /** Asks whether to install. */
  ask(sample: Sample): void {
    this.sample = sample
    this.problem = null
  }

  /** Returns whether the packages are installed now. */
  async install(): Promise<boolean> {
    const { sample } = this
    if (!sample || this.progress) return false
    this.problem = null
    this.progress = { installed: 0, of: sample.packages }
    try {
      await this.#api.installSample(sample.name)
      this.sample = null
      return true
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'INSTALL_CANCELLED') this.sample = null
      else this.problem = problem
      return false
    } finally {
      this.progress = null
    }
  }

  /** Closes the question, or cancels the installation: then `install` ends. */
  async cancel(): Promise<void> {
    const { sample } = this
    if (this.progress && sample) await this.#api.cancelInstall(sample.name)
    else this.sample = null
  }

  receiveProgress(sample: string, progress: { installed: number; of: number }): void {
    if (this.progress && sample === this.sample?.name) this.progress = progress
  }
}
