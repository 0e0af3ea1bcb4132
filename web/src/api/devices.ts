/** Devices with a claim code: whose they are, and what they come in with. */
import { useQuery } from '@tanstack/react-query'
import { client, take } from './client'
import { keys } from './keys'
import { again, useChange } from './queries'

const here = [keys.devices, keys.brushes]
const at = (device: string) => ({ params: { path: { device } } })

export const useDevices = () =>
  useQuery({
    queryKey: keys.devices,
    // That a device has fetched its key is no change of the household: it is asked for.
    refetchInterval: 15_000,
    queryFn: async ({ signal }) => (await take(client.GET('/devices', { signal }))).items,
  })

export const useClaimDevice = () =>
  useChange(
    (body: { code: string; name?: string }) => take(client.POST('/devices/claim', { body })),
    (_, __, cache) => again(cache, here),
  )

export const useShutOut = () =>
  useChange(
    ({ device, shut_out }: { device: string; shut_out: boolean }) => take(client.PATCH('/devices/{device}', { ...at(device), body: { shut_out } })),
    (_, __, cache) => again(cache, here),
  )

export const useRenewDevice = () =>
  useChange(
    (device: string) => take(client.POST('/devices/{device}/renew', at(device))),
    (_, __, cache) => again(cache, here),
  )

export const useReleaseDevice = () =>
  useChange(
    (device: string) => take(client.DELETE('/devices/{device}', at(device))),
    (_, __, cache) => again(cache, here),
  )
