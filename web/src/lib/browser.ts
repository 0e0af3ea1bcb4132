import { say } from './words'

const browsers: [RegExp, string][] = [
  [/Edg\w*\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Chrom(e|ium)\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const machines: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux'],
]

const first = (all: [RegExp, string][], agent: string) => all.find(([sign]) => sign.test(agent))?.[1]

/** What a browser calls itself, in words such as "Firefox on Windows". */
export function browserName(agent: string): string {
  const browser = first(browsers, agent)
  const machine = first(machines, agent)
  if (browser && machine) return say.browserOn(browser, machine)
  return browser ?? machine ?? (agent.slice(0, 40) || say.aBrowser)
}
