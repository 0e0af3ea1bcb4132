package httpapi

import (
	"encoding/json"
	"time"

	"github.com/enamel-home/enamel/wire"
)

// List is the form of every list.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last one"`
}

// Health says that the server answers.
type Health struct {
	Status  string `json:"status" enum:"ok"`
	Version string `json:"version"`
}

// SetupState says whether somebody still has to open the one-time link.
type SetupState struct {
	Needed bool `json:"needed" doc:"True while there is no account"`
}

// SetupRequest makes the owner, the household and its first people.
type SetupRequest struct {
	Code      string          `json:"code" minLength:"1" maxLength:"128" doc:"The part of the one-time link behind the #"`
	Name      string          `json:"name" maxLength:"100" doc:"What the owner is called"`
	Email     string          `json:"email" maxLength:"254"`
	Password  string          `json:"password,omitempty" maxLength:"1024" doc:"10 to 256 characters; absent with a passkey"`
	Passkey   json.RawMessage `json:"passkey,omitempty" doc:"What the browser made of newPasskey's options"`
	Household string          `json:"household" maxLength:"100"`
	TimeZone  string          `json:"time_zone" maxLength:"64" doc:"IANA name, such as Europe/Berlin"`
	People    []NewPerson     `json:"people,omitempty" nullable:"false" maxItems:"30"`
}

// LoginRequest opens a session of the browser.
type LoginRequest struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"1024"`
}

// Me is who is asking, and the household they look at.
type Me struct {
	Account   Account   `json:"account"`
	Household Household `json:"household"`
	// Households are all of the account, the one that this log-in looks at among them.
	Households []Home   `json:"households,omitempty" nullable:"false" doc:"All of the account's, oldest first; absent for a program, and in play"`
	Scopes     []string `json:"scopes" nullable:"false" doc:"What may be done"`
	People     []string `json:"people,omitempty" nullable:"false" doc:"The only people who may be seen; absent: everybody"`
	Version    string   `json:"version"`
}

// Account is a person or a program that came in.
type Account struct {
	ID     string `json:"id" doc:"Empty in play"`
	Email  string `json:"email,omitempty" doc:"Absent for a token, and in play"`
	Name   string `json:"name"`
	Role   string `json:"role" enum:"owner,caregiver,viewer,play,token"`
	Locale string `json:"locale,omitempty" doc:"A language tag; absent: the browser's"`
}

// Household is a tenant.
type Household struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	TimeZone string `json:"time_zone" doc:"IANA name"`
	DayTurns int    `json:"day_turns_min" doc:"Minutes after midnight at which a day of brushing begins"`

	FramesDays   int    `json:"frames_days" doc:"How many days frames are kept; 0: until they are decoded"`
	SessionsDays int    `json:"sessions_days,omitempty" doc:"How many days sessions are kept; absent: for ever"`
	Version      string `json:"version" doc:"Of what people say of it: sent as If-Match, in quotes, it keeps one from overwriting what another changed"`
}

// HouseholdPatch changes what it holds.
type HouseholdPatch struct {
	Name         *string `json:"name,omitempty" maxLength:"100"`
	TimeZone     *string `json:"time_zone,omitempty" maxLength:"64" doc:"IANA name"`
	DayTurns     *int    `json:"day_turns_min,omitempty" minimum:"0" maximum:"720"`
	FramesDays   *int    `json:"frames_days,omitempty" minimum:"0" maximum:"36500" doc:"0: until they are decoded"`
	SessionsDays *int    `json:"sessions_days,omitempty" minimum:"0" maximum:"36500" doc:"0: for ever; else at least 30"`
}

// Loss is what another retention would take away for good, at the next pass.
type Loss struct {
	FramesBefore   time.Time  `json:"frames_before" doc:"Frames heard before go"`
	SessionsBefore *time.Time `json:"sessions_before,omitempty" doc:"Sessions of before go; absent: none"`
	Sessions       int64      `json:"sessions" doc:"How many that is now"`
	First          *time.Time `json:"first_at,omitempty" doc:"When the first of them began"`
}

// NewPerson is a brusher to be.
type NewPerson struct {
	Name      string `json:"name" maxLength:"60"`
	Glaze     string `json:"glaze,omitempty" enum:"coral,leaf,sky,sun,plum,clay" doc:"Colour of the cup; absent: the first that nobody has"`
	MilkTeeth bool   `json:"milk_teeth,omitempty" doc:"Which teeth to draw"`
	Target    int    `json:"target_s,omitempty" minimum:"30" maximum:"600" doc:"Absent: 120"`
	BirthYear int    `json:"birth_year,omitempty" minimum:"1900" maximum:"2200"`
	Morning   *bool  `json:"morning,omitempty" doc:"Planned; absent: true"`
	Evening   *bool  `json:"evening,omitempty" doc:"Planned; absent: true"`

	Grow *GrowPatch `json:"grow,omitempty" doc:"Lets target_s grow; absent: it stays"`
}

// Person is a brusher: whose teeth.
type Person struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Glaze     string `json:"glaze" enum:"coral,leaf,sky,sun,plum,clay"`
	MilkTeeth bool   `json:"milk_teeth"`
	BirthYear int    `json:"birth_year,omitempty"`
	Target    int    `json:"target_s" doc:"How long a brushing should take; of one that grows, what it is today"`
	Grow      *Grow  `json:"grow,omitempty" doc:"How target_s grows; absent: it stays"`
	Morning   bool   `json:"morning" doc:"Planned"`
	Evening   bool   `json:"evening" doc:"Planned"`
	Order     int    `json:"order" doc:"Their place among the people, the lowest first"`
	Coach     Coach  `json:"coach" doc:"How their coach does"`
	Language  string `json:"language,omitempty" doc:"A language tag: what play screens speak to them; absent: the browser's"`
	Version   string `json:"version" doc:"Of what people say of it: sent as If-Match, in quotes, it keeps one from overwriting what another changed"`
}

// PersonPatch changes what it holds.
type PersonPatch struct {
	Name      *string `json:"name,omitempty" maxLength:"60"`
	Glaze     *string `json:"glaze,omitempty" enum:"coral,leaf,sky,sun,plum,clay"`
	MilkTeeth *bool   `json:"milk_teeth,omitempty"`
	BirthYear *int    `json:"birth_year,omitempty" minimum:"0" maximum:"2200" doc:"0: not said"`
	Target    *int    `json:"target_s,omitempty" minimum:"30" maximum:"600" doc:"From today on; it grows no more. Days before keep the plan that they had"`
	Morning   *bool   `json:"morning,omitempty" doc:"Planned, from today on"`
	Evening   *bool   `json:"evening,omitempty" doc:"Planned, from today on"`
	Order     *int    `json:"order,omitempty" minimum:"0" maximum:"1000" doc:"Their place among the people, the lowest first"`
	Language  *string `json:"language,omitempty" maxLength:"35" doc:"A language tag: what play screens speak to them; empty: the browser's"`

	Coach *CoachPatch `json:"coach,omitempty" doc:"How their coach does"`
	Grow  *GrowPatch  `json:"grow,omitempty" doc:"Lets target_s grow from today on; not together with target_s, unless it ends it"`
}

// Grow is how the length of somebody's brushing grows: by a step each week up to an aim.
type Grow struct {
	Start   int    `json:"start_s" doc:"In its first week"`
	Step    int    `json:"step_s" doc:"More in each week that follows"`
	Aim     int    `json:"aim_s" doc:"It grows no further"`
	Since   string `json:"since" format:"date" doc:"The first day of its first week, in the household's days"`
	Reached string `json:"reached" format:"date" doc:"The first day on which it is what it aims at"`
}

// GrowPatch changes what it holds.
type GrowPatch struct {
	Start *int `json:"start_s,omitempty" minimum:"30" maximum:"600" doc:"Absent: as long as it is today"`
	Step  *int `json:"step_s,omitempty" minimum:"0" maximum:"60" doc:"More each week; 0 ends it, and what it is today stays"`
	Aim   *int `json:"aim_s,omitempty" minimum:"30" maximum:"600" doc:"Longer than what it grows from"`
}

// Coach is how somebody's coach does.
type Coach struct {
	Way    string `json:"way" enum:"quarters,lower_first,surfaces,sextants" doc:"Round the mouth: by quarters from the upper right, by quarters from the lower left, all chewing surfaces before all outsides before all insides, or by sixths"`
	Nu     string `json:"nu,omitempty" enum:"coral,leaf,sky,sun,plum,clay" doc:"The creature's glaze; absent: the cup's"`
	Sounds bool   `json:"sounds" doc:"It makes sounds"`
	Mirror bool   `json:"mirror" doc:"The mouth is drawn as a mirror shows it; false: as a dentist charts it"`
}

// CoachPatch changes what it holds.
type CoachPatch struct {
	Way    *string `json:"way,omitempty" enum:"quarters,lower_first,surfaces,sextants" doc:"Round the mouth"`
	Nu     *string `json:"nu,omitempty" enum:",coral,leaf,sky,sun,plum,clay" doc:"Empty: the cup's"`
	Sounds *bool   `json:"sounds,omitempty" doc:"It makes sounds"`
	Mirror *bool   `json:"mirror,omitempty" doc:"The mouth is drawn as a mirror shows it"`
}

// Brush is a handle as the household knows it.
type Brush struct {
	Device        string    `json:"device" doc:"The handle, as its source names it"`
	Brand         string    `json:"brand" doc:"The maker's id; empty while nobody understands it"`
	BrandName     string    `json:"brand_name"`
	Name          string    `json:"name" doc:"The owner's own name for it; empty for none"`
	Model         string    `json:"model" doc:"The owner's own model name; empty: as the handle says"`
	ModelByHandle string    `json:"model_by_handle" doc:"What the handle says of itself; empty when it does not"`
	People        []string  `json:"people" nullable:"false" doc:"Who uses it"`
	Battery       *uint8    `json:"battery_pct,omitempty" maximum:"100"`
	Virtual       bool      `json:"virtual"`
	FirstHeard    time.Time `json:"first_heard_at"`
	LastHeard     time.Time `json:"last_heard_at"`
	Frames        int64     `json:"frames" doc:"Taken, repetitions included; each is kept once"`
	Unknown       int64     `json:"unknown" doc:"Of those, not understood"`
	HasKey        bool      `json:"has_key" doc:"A key is kept for it; nobody is told which"`
	Locked        string    `json:"locked,omitempty" enum:"needs_key,wrong_key" doc:"What it says is encrypted, and its key is missing or wrong; absent: neither"`
	Firmware      *uint16   `json:"firmware,omitempty" doc:"As the handle says it"`
	Protocol      *uint8    `json:"protocol,omitempty" doc:"Of the handle"`
	Tells         Tells     `json:"tells" doc:"What handles of this maker can say"`

	Settings *BrushSettings `json:"settings,omitempty" doc:"Of brushes that can be told something"`
	Version  string         `json:"version" doc:"Of what people say of it: sent as If-Match, in quotes, it keeps one from overwriting what another changed"`
}

// BrushSettings are the settings of a brush: as its household wishes them, and as it says them.
type BrushSettings struct {
	Desired  *Settings `json:"desired,omitempty" doc:"Absent: nothing is wished"`
	Reported *Settings `json:"reported,omitempty" doc:"Absent: it never said"`
	InSync   bool      `json:"in_sync" doc:"It does what is wished"`
	Version  string    `json:"version" doc:"Of the brush, as its own field version"`
}

// Settings are what a brush can be told, or says that it does.
type Settings struct {
	Version   *uint32           `json:"version,omitempty" readOnly:"true" doc:"Counts the wishes; reported: the one that was obeyed last"`
	Target    *uint16           `json:"target_s,omitempty" minimum:"1" maximum:"7200" doc:"How long a brushing should take"`
	Sounds    *string           `json:"sounds,omitempty" enum:"off,low,high"`
	ModeNames map[string]string `json:"mode_names,omitempty" doc:"The household's own names of modes, by their number; at most 12 of at most 24 bytes"`
}

// Tells says what a maker's handles can say; the screen hides what they cannot.
type Tells struct {
	Live     bool `json:"live" doc:"A timer while it brushes; false: only when it starts and stops, or what it stored itself"`
	Pressure bool `json:"pressure"`
	Zones    bool `json:"zones"`
	Pacer    bool `json:"pacer"`
	Battery  bool `json:"battery"`
	Records  bool `json:"records"`
	Settings bool `json:"settings" doc:"It says what it does of what it can be told"`
}

// BrushPatch changes what it holds.
type BrushPatch struct {
	Name    *string   `json:"name,omitempty" maxLength:"60"`
	Model   *string   `json:"model,omitempty" maxLength:"60"`
	People  *[]string `json:"people,omitempty" maxItems:"30" doc:"Who uses it; with exactly one, later sessions are theirs"`
	Virtual *bool     `json:"virtual,omitempty" doc:"It does not exist: a simulator speaks for it"`
	Key     *string   `json:"key,omitempty" maxLength:"128" doc:"The key of a handle whose maker encrypts, 32 hexadecimal digits; empty: none. What was heard in the last 30 days is read again"`
}

// Source is what hears brushes.
type Source struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	LastHeard time.Time `json:"last_heard_at"`
}

// Brushing is a kept session: what was heard of it, and what people said of it.
type Brushing struct {
	wire.Session
	ID        string      `json:"id" doc:"UUID version 7"`
	PersonID  string      `json:"person_id,omitempty" doc:"Absent: nobody yet, or a guest"`
	Guest     bool        `json:"guest,omitempty" doc:"Somebody said: nobody of this household"`
	How       string      `json:"how,omitempty" enum:"only_brusher,person,handle,entry,coach" doc:"Why it belongs to this person"`
	Suggested string      `json:"suggested_person_id,omitempty" doc:"Whose it may be; nothing is assigned by it"`
	Score     *wire.Score `json:"score,omitempty" doc:"Absent while it runs"`
	Note      string      `json:"note,omitempty"`
	Version   string      `json:"version" doc:"Of what people say of it, and not of what was heard: sent as If-Match, in quotes, it keeps one from overwriting what another changed"`
	BrushName string      `json:"brush_name,omitempty"`
	BrandName string      `json:"brand_name"`
	Date      string      `json:"date" format:"date" doc:"The day of brushing it belongs to, in the household's time zone"`
	Slot      string      `json:"slot" enum:"morning,evening"`
	TellsLive bool        `json:"tells_live" doc:"The brush tells its timer while it brushes; false: only when it starts and stops, or what it stored itself, so that heard_s says nothing"`
	Amended   *Amended    `json:"amended,omitempty" doc:"What reading its frames again changed last; absent: nothing ever did"`
	UpdatedAt time.Time   `json:"updated_at"`
}

// Amended is what reading the frames of a session again changed of it, after a decoder learned something or a key was set. What did not
// change is absent.
type Amended struct {
	At       time.Time        `json:"at"`
	Duration *Changed[uint32] `json:"duration_s,omitempty"`
	Ended    *Changed[string] `json:"ended,omitempty" doc:"How the end is known, as in ended of the session"`
	Mode     *Changed[string] `json:"mode,omitempty" doc:"Empty: not known"`
	Zones    *Changed[bool]   `json:"zones,omitempty" doc:"Whether zones were measured"`
	Pressure *Changed[bool]   `json:"pressure,omitempty" doc:"Whether pressure is known"`
	Score    *Changed[*uint8] `json:"score,omitempty" doc:"Null: none"`
}

// Changed is a value before and after.
type Changed[T any] struct {
	Before T `json:"before"`
	After  T `json:"after"`
}

// BrushingPatch changes what it holds.
type BrushingPatch struct {
	PersonID *string `json:"person_id,omitempty" maxLength:"64" doc:"Empty: nobody yet"`
	Guest    *bool   `json:"guest,omitempty" doc:"True: nobody of this household"`
	ByCoach  *bool   `json:"by_coach,omitempty" doc:"True: nobody says so, the coach of this person was open when the brush started. It changes only what belongs to nobody yet"`
	Note     *string `json:"note,omitempty" maxLength:"1000"`
}

// NewNote is a brushing that somebody remembers.
type NewNote struct {
	ID        string    `json:"id" minLength:"1" maxLength:"64" doc:"Made by whoever sends it, such as a UUID: the same note may be sent again without harm"`
	StartedAt time.Time `json:"started_at" doc:"Not before 2014-01-01; it must be over by now"`
	Duration  int       `json:"duration_s" minimum:"1" maximum:"7200"`
	Brush     string    `json:"brush,omitempty" enum:"manual,electric" doc:"With what; absent: manual"`
}

// TakenNote is what became of a note.
type TakenNote struct {
	Session  Brushing   `json:"session" doc:"The note's own; or, when added is false, the one that was there"`
	Added    bool       `json:"added" doc:"False: this person's timer or another note has that time already, and nothing was added"`
	Overlaps []Brushing `json:"overlaps" nullable:"false" doc:"What a brush heard of the same person at that time. It stays, and counts beside the note"`
}

// Slot is one planned brushing of a day.
type Slot struct {
	State      string     `json:"state" enum:"done,short,open,mended,off,next" doc:"done: at least 95 % of the target; short: some; open: nothing; mended: forgiven; off: not planned; next: still to come"`
	Seconds    int        `json:"seconds"`
	Target     int        `json:"target_s" doc:"How long a brushing should take"`
	SessionIDs []string   `json:"session_ids" nullable:"false"`
	Score      *int       `json:"score,omitempty"`
	Word       string     `json:"word,omitempty" doc:"The score in a word"`
	Origin     string     `json:"origin,omitempty" enum:"measured,timed,noted" doc:"How it is known, by the surest of its sessions; absent without any"`
	StartedAt  *time.Time `json:"started_at,omitempty"`
}

// DaySlots is one day of one person.
type DaySlots struct {
	Date    string `json:"date" format:"date"`
	Morning Slot   `json:"morning"`
	Evening Slot   `json:"evening"`
}

// Streak counts the days kept in a row.
type Streak struct {
	Days   int  `json:"days"`
	Mended bool `json:"mended" doc:"A day of it was forgiven"`
}

// TodayPerson is one card of Today.
type TodayPerson struct {
	Person  Person     `json:"person"`
	Morning Slot       `json:"morning"`
	Evening Slot       `json:"evening"`
	Streak  Streak     `json:"streak"`
	Week    []DaySlots `json:"week" nullable:"false" minItems:"7" maxItems:"7" doc:"Monday to Sunday"`
}

// Today is the first screen.
type Today struct {
	Now        time.Time     `json:"now"`
	Date       string        `json:"date" format:"date" doc:"The day of brushing"`
	Part       string        `json:"part" enum:"morning,evening" doc:"Of the day"`
	People     []TodayPerson `json:"people" nullable:"false"`
	Open       []Brushing    `json:"open" nullable:"false" doc:"Who brushes now, with runs"`
	Unassigned []Brushing    `json:"unassigned" nullable:"false" doc:"Of the last 30 days, newest first, at most 20"`

	Reminders []TodayReminder `json:"reminders" nullable:"false" doc:"Slots that are still open after the time of their reminder; none in quiet hours"`
}

// Change is one event of the household's feed, in the live stream.
type Change struct {
	Seq     int64     `json:"seq" doc:"Also the event's id"`
	Kind    string    `json:"kind" enum:"session_opened,session_ended,session_amended,session_removed,sessions_expired,brush_changed,person_changed,household_changed,source_changed,access_changed,morning_reminder,evening_reminder"`
	Subject string    `json:"subject" doc:"Id of what changed"`
	At      time.Time `json:"at"`
	Session *Brushing `json:"session,omitempty" doc:"As it is now, without runs"`
	Brush   *Brush    `json:"brush,omitempty" doc:"As it is now"`
	Person  *Person   `json:"person,omitempty" doc:"As it is now; absent when removed"`
}

// Now is the present in the live stream: who brushes at this moment.
type Now struct {
	At   time.Time  `json:"at"`
	Open []Brushing `json:"open" nullable:"false" doc:"With runs"`
}

// VirtualRequest starts a virtual brush.
type VirtualRequest struct {
	PersonID string `json:"person_id,omitempty" maxLength:"64" doc:"Who brushes; absent: nobody is said"`
	Seconds  int    `json:"seconds,omitempty" minimum:"5" maximum:"600" doc:"Absent: 120"`
	Brand    string `json:"brand,omitempty" enum:"oralb,enamel" doc:"Whose bytes it speaks; absent: oralb. One of enamel obeys its settings"`
	Seed     int64  `json:"seed,omitempty" doc:"Same seed, same brushing; absent: by chance"`
}

// VirtualBrush is the virtual brush that started.
type VirtualBrush struct {
	Device string `json:"device"`
}

// Accepted says how many frames are kept.
type Accepted struct {
	Accepted int `json:"accepted"`
}

// Frame is one wire line: bytes as heard. It documents the door; the reading is done by package wire.
type Frame struct {
	Source  string          `json:"source,omitempty" maxLength:"64" doc:"An ear of the sender; joined to the token's source"`
	Seq     uint64          `json:"seq,omitempty" doc:"Counts the source's frames; optional"`
	Device  string          `json:"device" minLength:"1" maxLength:"64"`
	At      time.Time       `json:"at" doc:"When it was heard; not before 2014-01-01; more than 5 minutes ahead of the server is answered with 503, more than 32 days with 400"`
	Kind    string          `json:"kind" enum:"advert,notify,read,report,entry"`
	Company *uint16         `json:"company,omitempty" doc:"advert: Bluetooth SIG company identifier"`
	Service string          `json:"service,omitempty" doc:"advert: service data's UUID"`
	Char    string          `json:"char,omitempty" doc:"notify, read: the characteristic's UUID"`
	Format  string          `json:"format,omitempty" doc:"report, entry: the format's name"`
	RSSI    *int8           `json:"rssi,omitempty" doc:"dBm"`
	Hex     string          `json:"hex,omitempty" doc:"The payload"`
	Data    json.RawMessage `json:"data,omitempty" doc:"The payload of a report or entry, as JSON"`
}
