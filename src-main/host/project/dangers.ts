// What arguments for Node and environment variables can do besides setting a value: load code, redirect traffic.

const LOADS_CODE = 'loads code into programs that servers start'
const TRUSTS = 'changes which TLS certificates are trusted'
const PROXY = 'redirects network traffic'

const VARIABLES: [name: RegExp, danger: string][] = [
  [/^NODE_PATH$/, 'changes where packages are found'],
  [/^NODE_(EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED|USE_SYSTEM_CA)$|^SSL_CERT_(FILE|DIR)$/, TRUSTS],
  [/^OPENSSL_(CONF|MODULES|ENGINES)$/, 'loads OpenSSL modules'],
  [/^NODE_(REPL_EXTERNAL_MODULE|COMPILE_CACHE|ICU_DATA)$/, 'loads files into Node'],
  [/^NODE_(V8_COVERAGE|REDIRECT_WARNINGS|REPL_HISTORY)$/, 'makes Node write files'],
  [/^(LD|DYLD)_/, 'loads native code into every program'],
  [/^(GCONV_PATH|GLIBC_TUNABLES|LOCPATH)$/, 'changes the C library of every program'],
  [/^(PATH|PATHEXT)$/, 'changes which programs are found'],
  [/^(BASH_ENV|ENV|SHELLOPTS|PROMPT_COMMAND|ZDOTDIR)$/, 'runs code in every shell'],
  [/^(SHELL|COMSPEC|npm_config_(script_shell|node_options))$/i, 'changes which programs run'],
  [/^(PYTHON(PATH|STARTUP|HOME)|PERL5(OPT|LIB)|RUBY(OPT|LIB))$/, LOADS_CODE],
  [/^(JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH)$/, LOADS_CODE],
  [/^GIT_(SSH|SSH_COMMAND|EXTERNAL_DIFF|EDITOR|PAGER|ASKPASS|EXEC_PATH|CONFIG.*)$/, LOADS_CODE],
  [/^ELECTRON_/, 'changes how Electron starts'],
  [/^((HTTP|HTTPS|ALL|NO)_PROXY|NODE_USE_ENV_PROXY)$/i, PROXY],
  [/^GROVE_TOKEN$/, "sets the cluster's token: who knows it may join"],
]

/** Options of Node that load or run something. The value follows as `=value` or as the next argument. */
const OPTIONS: [option: RegExp, danger: string][] = [
  [/^(-r|--require|--import|--loader|--experimental-loader)$/, 'loads'],
  [/^--env-file(-if-exists)?$/, 'reads variables from'],
  [/^(-e|--eval|-p|--print|-pe)$/, 'runs'],
  [/^(--snapshot-blob|--icu-data-dir|--openssl-config|--experimental-config-file)$/, 'loads'],
  [/^--run$/, 'runs the script'],
]
const FLAGS: [option: RegExp, danger: string][] = [
  [/^--(inspect|debug)/, 'opens a debugger, which lets others run code'],
  [/^--experimental-default-config-file$/, 'loads node.config.json'],
  [/^(--test|--watch|-i|--interactive|--build-snapshot)/, "runs something else than Grove's file"],
  [/^--(use-openssl-ca|use-system-ca|openssl-legacy-provider|tls-)/, TRUSTS],
  [
    /^--(cpu-prof|heap-prof|heapsnapshot|redirect-warnings|report-|trace-event|diagnostic-dir)/,
    'writes files',
  ],
]
/** Options whose value may follow as the next argument, and is harmless. */
const WITH_VALUE =
  /^(-C|--(conditions|title|input-type|unhandled-rejections|dns-result-order|disable-warning|stack-trace-limit|max-http-header-size|redirect-warnings|diagnostic-dir|localstorage-file|secure-heap|secure-heap-min|trace-event-categories|trace-event-file-pattern|report-.*|cpu-prof-.*|heap-prof-.*|heapsnapshot-.*|tls-.*|test-.*|watch-.*|allow-fs-.*))$/

/** Returns what the variable can do; null for one that only servers read. */
export function dangerOfVariable(name: string, value: string): string | null {
  if (name === 'NODE_OPTIONS') {
    const dangers = dangersOfNodeArgs(value.split(/\s+/).filter(Boolean))
    return ['adds options to Node', ...dangers].join('; ')
  }
  return VARIABLES.find(([pattern]) => pattern.test(name))?.[1] ?? null
}

/** Returns what these arguments for Node load, run, open or write, in their order. */
export function dangersOfNodeArgs(args: string[]): string[] {
  const dangers: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? ''
    const equals = argument.startsWith('--') ? argument.indexOf('=') : -1
    // Node reads `--env_file` as `--env-file`.
    const option = (equals < 0 ? argument : argument.slice(0, equals)).replaceAll(/(?<=\w)_/g, '-')
    const takesValue = OPTIONS.find(([pattern]) => pattern.test(option))
    if (takesValue) {
      if (equals < 0) at += 1
      dangers.push(`${takesValue[1]} ${equals < 0 ? (args[at] ?? 'nothing') : argument.slice(equals + 1)}`)
      continue
    }
    const flag = FLAGS.find(([pattern]) => pattern.test(option))
    if (flag) dangers.push(flag[1])
    else if (!argument.startsWith('-')) dangers.push(`runs ${argument} instead of Grove's file`)
    if (equals < 0 && WITH_VALUE.test(option)) at += 1
  }
  return dangers
}

/** What programs do with the arguments that a plan gives them. */
const PROGRAMS: [program: RegExp, danger: string][] = [
  [/^(?:ba|da|z|k|fi)?sh$|^(?:cmd|powershell|pwsh)$/, 'runs a shell'],
  [/^(?:sudo|doas|su|runas)$/, 'runs as another user'],
  [/^(?:npx|pnpx|bunx|uvx|pipx)$/, 'may download and run a package'],
  [/^(?:docker|podman|nerdctl)$/, 'runs a container'],
  [/^(?:ssh|scp|rsync|curl|wget)$/, 'connects to other machines'],
]

/** Returns what is dangerous about a program's command line, a sentence without a subject each. */
export function dangersOfCommand([program = '', ...args]: readonly string[]): string[] {
  const name = (program.split(/[/\\]/).at(-1) ?? '').toLowerCase().replace(/\.(?:exe|cmd|bat)$/, '')
  const known = PROGRAMS.filter(([pattern]) => pattern.test(name)).map(([, danger]) => danger)
  return name === 'node' ? dangersOfNodeArgs(untilScript(args)) : known
}

/** Returns the arguments for Node before the file that it runs. */
function untilScript(args: readonly string[]): string[] {
  const script = args.findIndex((argument, at) => {
    const before = args[at - 1] ?? ''
    return !argument.startsWith('-') && !(takesNextArgument(before) && !before.includes('='))
  })
  return script < 0 ? [...args] : args.slice(0, script)
}

function takesNextArgument(option: string): boolean {
  const name = option.replaceAll(/(?<=\w)_/g, '-')
  return OPTIONS.some(([pattern]) => pattern.test(name)) || WITH_VALUE.test(name)
}
