// The colours of both themes. Phase colours are those of Okabe and Ito and one of Tol, shifted until each has enough contrast.
import { PHASE_COLOURS, type Phase } from '../../src-main/timeline/index.ts'
import type { ServerStatus } from '../../src-main/contract/index.ts'
import type { LaneState } from './lanes.ts'

export type ThemeName = 'light' | 'dark'

export interface Palette {
  phases: Readonly<Record<Phase, string>>
  states: Record<LaneState | ServerStatus, string>
  background: string
  heading: string
  line: string
  strongLine: string
  text: string
  faint: string
  selection: string
  good: string
  goodFill: string
  bad: string
  badFill: string
  warn: string
  break: string
}

const LIGHT: Palette = {
  phases: PHASE_COLOURS,
  states: {
    waiting: '#d9dde3',
    spawned: '#c6ccd4',
    running: '#8c97a6',
    starting: '#b3bcc7',
    listening: '#9fb4cc',
    connecting: '#b5cbe6',
    registering: '#9dbce3',
    registered: '#84abdf',
    subscribing: '#6e9bd8',
    subscribed: '#5689cd',
    started: '#3fa37a',
    ready: '#3fa37a',
    reconnecting: '#e0a33a',
    stopping: '#a79bb8',
    failed: '#d24a43',
    exited: '#9aa3ad',
    crashed: '#d24a43',
  },
  background: '#ffffff',
  heading: '#f3f4f7',
  line: '#edeff2',
  strongLine: '#d5dae0',
  text: '#14181f',
  faint: '#636d7c',
  selection: '#2a5bd7',
  good: '#0b7a55',
  goodFill: '#d3efe3',
  bad: '#b3261e',
  badFill: '#f9d9d6',
  warn: '#8a5200',
  break: '#eef0f3',
}

const DARK: Palette = {
  phases: {
    connect: '#4aa3df',
    register: '#7cc8f2',
    subscribe: '#bdbd55',
    notify: '#f08a3c',
    proxies: '#dc93bd',
    ready: '#35bd92',
    rpc: '#848c97',
    admin: '#e6ab2e',
    error: '#ff6b64',
  },
  states: {
    waiting: '#3b424c',
    spawned: '#454c57',
    running: '#7d8896',
    starting: '#4e5866',
    listening: '#56687d',
    connecting: '#3d5878',
    registering: '#426693',
    registered: '#4873ab',
    subscribing: '#4f80c2',
    subscribed: '#568dd8',
    started: '#2f9d74',
    ready: '#2f9d74',
    reconnecting: '#c88d2c',
    stopping: '#71677f',
    failed: '#c8504a',
    exited: '#5b646f',
    crashed: '#c8504a',
  },
  background: '#14181f',
  heading: '#1b2029',
  line: '#21262d',
  strongLine: '#343b45',
  text: '#e8ebf0',
  faint: '#8d97a6',
  selection: '#86a8ff',
  good: '#43c698',
  goodFill: '#173a2e',
  bad: '#ff7a72',
  badFill: '#4a2222',
  warn: '#f0b453',
  break: '#1c2127',
}

export function paletteOf(theme: ThemeName): Palette {
  return theme === 'dark' ? DARK : LIGHT
}
