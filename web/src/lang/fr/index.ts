import type { Pack } from '../features'
import { brushes, devices, phone } from './brushes'
import { coach, coachpage } from './coach'
import { join, login, setup } from './doors'
import { history } from './history'
import { house, rooms, signing } from './house'
import { insights, report } from './insights'
import { privacy } from './privacy'
import { apps, hooks } from './programs'
import { reminders, still } from './reminders'
import { rewards } from './rewards'
import { session } from './session'
import { apidocs, device, ear, edit, live, once, origin, play, removal, shell, trouble, waits } from './small'
import { today } from './today'
import { told } from './told'
import { composed } from './typeset'
import { week } from './week'
import { words } from './words'
import { workbench } from './workbench'

export const pack: Pack = composed({
  apidocs,
  apps,
  brushes,
  coach,
  coachpage,
  device,
  devices,
  ear,
  edit,
  history,
  hooks,
  house,
  insights,
  join,
  live,
  login,
  once,
  origin,
  phone,
  play,
  privacy,
  removal,
  reminders,
  report,
  rewards,
  rooms,
  session,
  setup,
  shell,
  signing,
  still,
  today,
  told,
  trouble,
  waits,
  week,
  words,
  workbench,
})
