/** What bare hex is taken for. */
export type Form = 'oralb' | 'xiaomi' | 'enamel' | 'sonicare'

const heads: Record<Form, object> = {
  oralb: { kind: 'advert', company: 0x00dc },
  xiaomi: { kind: 'advert', service: 'fe95' },
  enamel: { kind: 'notify', char: '787d0003-e3d9-459c-a025-87e5d2ed5ba5' },
  sonicare: { kind: 'read', char: '477ea600-a260-11e4-ae37-0002a5d54100' },
}

/** The line itself, or bare hex as a line of that form. */
export function lineOf(text: string, form: Form): string {
  const hex = text.replace(/^0x/i, '').replace(/[\s:,-]/g, '')
  if (!/^([0-9a-f]{2})+$/i.test(hex)) return text
  return JSON.stringify({ device: 'pasted', at: '2026-01-01T00:00:00Z', ...heads[form], hex: hex.toLowerCase() })
}

/** Frames of several makers, to begin with. */
export const examples = [
  '{"device":"78:DB:2F:A1:B2:C3","at":"2026-01-05T06:58:03Z","kind":"advert","company":220,"rssi":-63,"hex":"06326b0372000f0101000a"}',
  '{"device":"24:E5:AA:0C:11:9E","at":"2026-01-05T06:58:04Z","kind":"notify","char":"477ea600-a260-11e4-ae37-0002a5d54090","hex":"2a00"}',
  '{"device":"my-brush-1","at":"2026-01-05T06:58:05Z","kind":"report","format":"enamel/1","hex":"7b226c697665223a7b227374617465223a2272756e6e696e67222c2274223a34322c227072657373757265223a2268696768227d7d"}',
  '{"device":"ED:DE:34:3F:48:0C","at":"2026-01-05T06:58:06Z","kind":"advert","service":"fe95","hex":"58580608cb0c483f34deedad203399140000fa32cb71"}',
].join('\n')
