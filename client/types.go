package client

import (
	"net/url"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/wire"
)

// Person is a brusher: whose teeth.
type Person struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Glaze     string `json:"glaze"`
	MilkTeeth bool   `json:"milk_teeth"`
	BirthYear int    `json:"birth_year,omitempty"`
	Target    int    `json:"target_s"`
	Morning   bool   `json:"morning"`
	Evening   bool   `json:"evening"`
	Order     int    `json:"order"`
	Coach     Coach  `json:"coach"`
	Language  string `json:"language,omitempty"` // a tag; "": the browser's
	Version   string `json:"version"`            // for IfVersion
	Grow      *Grow  `json:"grow,omitempty"`     // nil: the target stays
}

// Grow is how the length of somebody's brushing grows.
type Grow struct {
	Start   int    `json:"start_s"` // in its first week
	Step    int    `json:"step_s"`  // more in each week that follows
	Aim     int    `json:"aim_s"`
	Since   string `json:"since"`   // a date: the first day of its first week
	Reached string `json:"reached"` // a date: the first day on which it is what it aims at
}

// GrowPatch changes what it holds; a Step of 0 lets the target stay as it is today.
type GrowPatch struct {
	Start *int `json:"start_s,omitempty"`
	Step  *int `json:"step_s,omitempty"`
	Aim   *int `json:"aim_s,omitempty"`
}

// NewPerson is a person to be; only the name is needed.
type NewPerson struct {
	Name      string `json:"name"`
	Glaze     string `json:"glaze,omitempty"`
	MilkTeeth bool   `json:"milk_teeth,omitempty"`
	Target    int    `json:"target_s,omitempty"`
	BirthYear int    `json:"birth_year,omitempty"`
	Morning   *bool  `json:"morning,omitempty"`
	Evening   *bool  `json:"evening,omitempty"`

	Grow *GrowPatch `json:"grow,omitempty"`
}

// PersonPatch changes what it holds.
type PersonPatch struct {
	Name      *string `json:"name,omitempty"`
	Glaze     *string `json:"glaze,omitempty"`
	MilkTeeth *bool   `json:"milk_teeth,omitempty"`
	BirthYear *int    `json:"birth_year,omitempty"`
	Target    *int    `json:"target_s,omitempty"`
	Morning   *bool   `json:"morning,omitempty"`
	Evening   *bool   `json:"evening,omitempty"`
	Order     *int    `json:"order,omitempty"`
	Language  *string `json:"language,omitempty"`

	Coach *CoachPatch `json:"coach,omitempty"`
	Grow  *GrowPatch  `json:"grow,omitempty"`
}

// Coach is how a person's coach does.
type Coach struct {
	Way    string `json:"way"`          // round the mouth: quarters, lower_first, surfaces, sextants
	Nu     string `json:"nu,omitempty"` // the creature's glaze; "": the cup's
	Sounds bool   `json:"sounds"`
	Mirror bool   `json:"mirror"` // the mouth is drawn as a mirror shows it
}

// CoachPatch changes what it holds.
type CoachPatch struct {
	Way    *string `json:"way,omitempty"`
	Nu     *string `json:"nu,omitempty"` // "": the cup's
	Sounds *bool   `json:"sounds,omitempty"`
	Mirror *bool   `json:"mirror,omitempty"`
}

// Brush is a handle as the household knows it.
type Brush struct {
	Device    string    `json:"device"`
	Brand     string    `json:"brand"`
	BrandName string    `json:"brand_name"`
	Name      string    `json:"name"`
	Model     string    `json:"model"`
	People    []string  `json:"people"`
	Battery   *uint8    `json:"battery_pct,omitempty"`
	LastHeard time.Time `json:"last_heard_at"`
	Frames    int64     `json:"frames"`
	Version   string    `json:"version"`
}

// Session is a kept brushing: what was heard of it, and what people said of it.
type Session struct {
	wire.Session
	ID        string      `json:"id"`
	PersonID  string      `json:"person_id,omitempty"` // "": nobody yet, or a guest
	Guest     bool        `json:"guest,omitempty"`
	Suggested string      `json:"suggested_person_id,omitempty"`
	Score     *wire.Score `json:"score,omitempty"`
	Note      string      `json:"note,omitempty"`
	Version   string      `json:"version"`
	BrushName string      `json:"brush_name,omitempty"`
	Date      string      `json:"date"` // YYYY-MM-DD
	Slot      string      `json:"slot"` // morning, evening
	UpdatedAt time.Time   `json:"updated_at"`
}

// SessionPatch changes what it holds.
type SessionPatch struct {
	PersonID *string `json:"person_id,omitempty"` // "": nobody yet
	Guest    *bool   `json:"guest,omitempty"`
	Note     *string `json:"note,omitempty"`
}

// SessionQuery chooses sessions; what is zero chooses nothing.
type SessionQuery struct {
	From, To time.Time // started in [From, To)
	Person   string    // an id, or "unassigned"
	Device   string
	PageSize int // 1 to 500; 0: 50
}

func (q SessionQuery) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	if !q.From.IsZero() {
		set("from", q.From.UTC().Format(time.RFC3339Nano))
	}
	if !q.To.IsZero() {
		set("to", q.To.UTC().Format(time.RFC3339Nano))
	}
	set("person", q.Person)
	set("device", q.Device)
	if q.PageSize != 0 {
		v.Set("limit", strconv.Itoa(q.PageSize))
	}
	return v
}

// Change is one event of the household's feed.
type Change struct {
	Seq     int64     `json:"seq"` // the cursor behind it
	Kind    string    `json:"kind"`
	Subject string    `json:"subject"` // id of what changed
	At      time.Time `json:"at"`
	Session *Session  `json:"session,omitempty"`
	Brush   *Brush    `json:"brush,omitempty"`
	Person  *Person   `json:"person,omitempty"`
}

// Now is who brushes at this moment.
type Now struct {
	At   time.Time `json:"at"`
	Open []Session `json:"open"`
}
