package account

import (
	"strconv"
	"testing"
)

// However many accounts are guessed at, so many are counted; those that are count on.
func TestMostFailures(t *testing.T) {
	var f failures
	for n := range 1001 {
		f.add(strconv.Itoa(n))
	}
	f.add("7")
	all := f.take()
	if len(all) != 1000 || all["7"] != 2 || all["1000"] != 0 {
		t.Errorf("%d accounts, one of them %d times, the last %d", len(all), all["7"], all["1000"])
	}
}
