/** The coach: what Today, Live and Play open when somebody brushes. */
export { Coach, type CoachProps } from './Coach'
export { settle } from './keep'
