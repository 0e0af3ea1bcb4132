import type { Pack } from '../features'
import { brushes } from './brushes'
import { coach, coachpage } from './coach'
import { join, login, setup } from './doors'
import { history } from './history'
import { house, signing } from './house'
import { privacy } from './privacy'
import { apps, hooks } from './programs'
import { rewards } from './rewards'
import { session } from './session'
import { apidocs, device, edit, live, origin, play, shell, trouble } from './small'
import { today } from './today'
import { told } from './told'
import { words } from './words'

export const pack: Pack = {
  apidocs,
  apps,
  brushes,
  coach,
  coachpage,
  device,
  edit,
  history,
  hooks,
  house,
  join,
  live,
  login,
  origin,
  play,
  privacy,
  rewards,
  session,
  setup,
  shell,
  signing,
  today,
  told,
  trouble,
  words,
}
