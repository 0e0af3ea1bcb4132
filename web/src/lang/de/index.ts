import type { Pack } from '../features'
import { words } from './words'

export const pack: Pack = { words }
