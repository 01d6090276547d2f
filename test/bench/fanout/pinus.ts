// Installs pinus into a folder. Its master binds every interface, so it runs only in a network namespace with nothing
// but loopback.
import { execa } from 'execa'

const PINUS_PACKAGES = ['pinus-admin@1.7.4', 'pinus@1.7.4']
const IN_PRIVATE_NETWORK = ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

/** Returns a command prefix that runs a command with loopback only; undefined if that is not allowed. */
export async function privateNetworkCommand(): Promise<string[] | undefined> {
  const [command, ...args] = [...IN_PRIVATE_NETWORK, 'true']
  const { failed } = await execa(command, args, { reject: false })
  return failed ? undefined : IN_PRIVATE_NETWORK
}

/** Installs pinus; returns the reason if it fails. */
export async function installPinus(folder: string): Promise<string | undefined> {
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder]
  const { failed, stderr } = await execa('npm', ['install', ...flags, ...PINUS_PACKAGES], {
    reject: false,
    cwd: folder,
    timeout: 120_000,
    stdin: 'ignore',
  })
  return failed
    ? `npm could not install ${PINUS_PACKAGES.join(' and ')}: ${stderr.trim().split('\n')[0] ?? ''}`
    : undefined
}
