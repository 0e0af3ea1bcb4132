package privacy

// exportedReminders are what people are reminded of, and when nothing is said.
type exportedReminders struct {
	Quiet struct {
		On   bool `json:"on"`
		From int  `json:"from_min"`
		To   int  `json:"to_min"`
	} `json:"quiet"`
	Slots []exportedReminder `json:"slots,omitempty"`
}

type exportedReminder struct {
	Person string `json:"person_id"`
	Part   string `json:"part"`
	On     bool   `json:"on"`
	At     int    `json:"at_min"`
	Days   uint8  `json:"days"`           // bit 0 is Monday
	Told   string `json:"told,omitempty"` // the last day for which it was said
}

// reminders returns those of the people whose archive it is.
func (x *export) reminders() (out exportedReminders, err error) {
	quiet, err := x.Store.Quiet(x.ctx, x.h)
	if err != nil {
		return out, err
	}
	out.Quiet.On, out.Quiet.From, out.Quiet.To = quiet.On, quiet.From, quiet.To
	all, err := x.Store.Reminders(x.ctx, x.h)
	for _, r := range all {
		if x.person == nil || r.Person == x.person.ID {
			out.Slots = append(out.Slots, exportedReminder{string(r.Person), r.Part.String(), r.On, r.At, uint8(r.Days), r.Told})
		}
	}
	return out, err
}
