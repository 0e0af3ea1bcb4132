// Package all is the explicit list of the makers that Enamel knows.
package all

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brand/laifen"
	"github.com/enamel-home/enamel/brand/oclean"
	"github.com/enamel-home/enamel/brand/oralb"
	"github.com/enamel-home/enamel/brand/sonicare"
	"github.com/enamel-home/enamel/brand/timer"
	"github.com/enamel-home/enamel/brand/xiaomi"
)

// Set returns the makers, in the order in which they are asked.
func Set() brand.Set {
	return brand.Set{&oralb.Spec, &sonicare.Spec, &xiaomi.Spec, &oclean.Spec, &laifen.Spec, &enamel.Spec, &timer.Spec}
}
