package sim

import "github.com/enamel-home/enamel/brush"

// Obey returns the settings of a virtual brush that is told a wish, nil for none: what the wish names it does, the rest stays as it was. nil
// for what it was is a brush as it is sold.
func Obey(has, wish *brush.Preferences) *brush.Preferences {
	does := brush.Preferences{Version: brush.Some(uint32(0)), Target: brush.Some(uint16(120)), Sounds: brush.Some(brush.SoundsLow)}
	if has != nil {
		does = *has
	}
	if wish == nil || wish.Version == does.Version {
		return &does
	}
	does.Version = wish.Version
	if wish.Target.OK {
		does.Target = wish.Target
	}
	if wish.Sounds.OK {
		does.Sounds = wish.Sounds
	}
	if wish.Modes != nil {
		does.Modes = wish.Modes
	}
	return &does
}
