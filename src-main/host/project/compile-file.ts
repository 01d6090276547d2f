// The program that compiles a file which a cluster process loads by a computed name. Reads a request from standard input,
// and prints the compiled modules or what is wrong.
import { readFileSync } from 'node:fs'
import { messageOf } from '../../../core/kit/message-of.ts'
import { compileFile, type FileRequest } from './compile.ts'

const request = JSON.parse(readFileSync(0, 'utf8')) as FileRequest
try {
  process.stdout.write(JSON.stringify({ modules: await compileFile(request) }))
} catch (error) {
  process.stdout.write(JSON.stringify({ problem: messageOf(error) }))
}
