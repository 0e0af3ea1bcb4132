/** What this room uses of Web Bluetooth, which TypeScript's own library does not describe. */

export interface Characteristic extends EventTarget {
  readonly uuid: string
  readonly value?: DataView
  readValue(): Promise<DataView>
  writeValueWithResponse(value: BufferSource): Promise<void>
  startNotifications(): Promise<Characteristic>
}

export interface Service {
  readonly uuid: string
  getCharacteristics(): Promise<Characteristic[]>
}

export interface Server {
  readonly connected: boolean
  connect(): Promise<Server>
  disconnect(): void
  getPrimaryServices(): Promise<Service[]>
}

export interface Handle extends EventTarget {
  readonly id: string
  readonly name?: string
  readonly gatt?: Server
}

export interface Filter {
  services?: string[]
  namePrefix?: string
  manufacturerData?: { companyIdentifier: number }[]
}

export interface Wanted {
  filters?: Filter[]
  acceptAllDevices?: boolean
  optionalServices: string[]
}

export interface Radio {
  getAvailability(): Promise<boolean>
  requestDevice(wanted: Wanted): Promise<Handle>
}

/** The browser's radio; undefined where it lends none to pages. */
export const radio = (): Radio | undefined => (navigator as { bluetooth?: Radio }).bluetooth

/** Whether this browser can hear brushes: "insecure" not over this address, "missing" this browser cannot, "off" there is no radio, or it is off. */
export async function able(): Promise<'yes' | 'insecure' | 'missing' | 'off'> {
  if (!window.isSecureContext) return 'insecure'
  const r = radio()
  if (!r) return 'missing'
  return (await r.getAvailability().catch(() => false)) ? 'yes' : 'off'
}
