/** The names the screens use for what the server says. The shapes come from its OpenAPI document. */
import type { components } from './schema'

type Shapes = components['schemas']

export type Me = Shapes['Me']
export type Person = Shapes['Person']
export type Glaze = Person['glaze']
export type Brush = Shapes['Brush']
export type BrushSettings = Shapes['BrushSettings']
export type SettingsWish = Omit<Shapes['Settings'], 'version' | '$schema'>
export type Source = Shapes['Source']
export type Device = Shapes['Device']
export type DeviceKey = Shapes['DeviceKey']
export type Brushing = Shapes['Brushing']
export type Amended = Shapes['Amended']
export type Run = Shapes['Run']
export type Score = Shapes['Score']
export type ScorePart = Shapes['Part']
export type Slot = Shapes['Slot']
export type Day = Shapes['DaySlots']
export type NewPerson = Shapes['NewPerson']
export type PersonPatch = Shapes['PersonPatch']
export type BrushPatch = Shapes['BrushPatch']
export type NewNote = Shapes['NewNote']
export type TakenNote = Shapes['TakenNote']
export type BrushingPatch = Shapes['BrushingPatch']
export type HouseholdPatch = Shapes['HouseholdPatch']
export type SetupRequest = Shapes['SetupRequest']
export type Hook = Shapes['Hook']
export type HookTry = Shapes['HookTry']
export type HookMessage = Shapes['HookMessage']
export type NewHook = Shapes['NewHook']
export type HookPatch = Shapes['HookPatch']
export type Change = Shapes['Change']
export type Today = Shapes['Today']
export type AuditEntry = Shapes['AuditEntry']
export type AuditReport = Shapes['AuditReport']
export type Consent = Shapes['Consent']
export type Erased = Shapes['Erased']
export type Erasure = Shapes['Erasure']
export type TodayPerson = Shapes['TodayPerson']
export type AppQuestion = Omit<Shapes['AppQuestion'], '$schema'>
export type AppRequest = Shapes['AppRequest']
export type AppAnswer = Omit<Shapes['AppAnswer'], '$schema'>
export type Grant = Shapes['Grant']

export const glazes = ['coral', 'leaf', 'sky', 'sun', 'plum', 'clay'] as const satisfies readonly Glaze[]

/** What the household is doing this second: every open brushing with its seconds, and when we heard so. */
export interface Now {
  /** The server's clock, RFC 3339. */
  at: string
  /** This machine's clock when it arrived, in milliseconds. */
  received: number
  open: Brushing[]
}
export type Member = Shapes['Member']
export type MemberPatch = Shapes['MemberPatch']
export type Invitation = Shapes['Invitation']
export type MadeInvitation = Shapes['MadeInvitation']
export type NewInvitation = Shapes['NewInvitation']
export type JoinRequest = Shapes['JoinRequest']
export type LoggedIn = Shapes['LoggedIn']
export type Token = Shapes['Token']
export type MadeToken = Shapes['MadeToken']
export type NewToken = Shapes['NewToken']
export type SelfPatch = Shapes['SelfPatch']
export type Ways = Shapes['Ways']
export type NewCodes = Shapes['NewCodes']
export type Insights = Omit<Shapes['Insights'], '$schema'>
export type InsightsStep = Shapes['InsightsStep']
export type InsightsMap = Shapes['InsightsMap']
export type InsightsBrush = Shapes['InsightsBrush']
export type InsightsDot = Shapes['InsightsDot']
export type Kept = Shapes['Kept']
export type ReportLink = Shapes['ReportLink']
export type MadeReportLink = Shapes['MadeReportLink']
export type NewReportLink = Omit<Shapes['NewReportLink'], '$schema'>
export type SharedReport = Shapes['SharedReport']
export type Reminders = Omit<Shapes['Reminders'], '$schema'>
export type ReminderSettings = Omit<Shapes['ReminderSettings'], '$schema'>
export type Reminder = Shapes['Reminder']
export type Pushes = Omit<Shapes['Pushes'], '$schema'>
export type Rewards = Shapes['Rewards']
export type Decoded = Shapes['Decoded']
export type ByteField = Shapes['ByteField']
export type DriveRequest = Omit<Shapes['DriveRequest'], '$schema'>
export type Driven = Shapes['Driven']
