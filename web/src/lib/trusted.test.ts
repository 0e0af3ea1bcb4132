import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

describe('the addresses of our workers', () => {
  for (const [how, factory] of [['without trusted types', undefined], ['with them', { createPolicy: (name: string, r: object) => (expect(name).toBe('enamel'), r) }]] as const)
    it(`are ours alone, ${how}`, async () => {
      vi.stubGlobal('trustedTypes', factory)
      const { scriptAddress } = await import('./trusted')
      for (const ok of ['/sw.js', '/assets/decoder-Ab_1.js']) expect(scriptAddress(ok)).toBe(ok)
      for (const bad of ['', 'sw.js', '//evil.example/sw.js', 'https://evil.example/assets/x.js', '/assets/../api/v1/people/x.js', '/api/v1/sw.js', '/sw.js?x', 'data:text/javascript,1', 'blob:x'])
        expect(() => scriptAddress(bad), bad).toThrow(TypeError)
    })
})
