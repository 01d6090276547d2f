// Masks the secrets in what a server answered to a call, as in the packet of its answer.
import type { AnsweredValue, CallAnswer } from '../../contract/index.ts'
import type { Redactor } from '../../timeline/index.ts'

/** An answer's packet is a list of envelopes. */
const ENVELOPE = '[{"result":'

export function redactAnswer(answer: CallAnswer, redactor: Redactor): CallAnswer {
  const { value, error } = answer
  const hint = error?.hint === undefined ? undefined : redactor.text(error.hint)
  return {
    ...answer,
    value: value && redactValue(value, redactor),
    error: error && { code: error.code, message: redactor.text(error.message), hint },
  }
}

function redactValue(value: AnsweredValue, redactor: Redactor): AnsweredValue {
  const text = `${ENVELOPE}${value.json}`
  const safe = value.isTruncated ? redactor.body(text, 'rpc', true) : redactWhole(`${text}}]`, redactor)
  return { ...value, json: String(safe).slice(ENVELOPE.length) }
}

/** What a process sent may be no JSON: then it is a text like any other. */
function redactWhole(text: string, redactor: Redactor): string {
  let packet: unknown
  try {
    packet = JSON.parse(text)
  } catch {
    return redactor.text(text)
  }
  const safe = redactor.body(packet, 'rpc')
  return (safe === packet ? text : JSON.stringify(safe)).slice(0, -'}]'.length)
}
