//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/enamel-home/enamel/brand/all"
)

// main puts the object enamel into the page, and stays.
func main() {
	s := surface{makers: all.Set()}
	js.Global().Set("enamel", map[string]any{
		"decode": js.FuncOf(func(_ js.Value, args []js.Value) any {
			in := make([]byte, min(args[0].Get("length").Int(), maxLines+1))
			js.CopyBytesToGo(in, args[0])
			b := s.decode(in)
			out := js.Global().Get("Uint8Array").New(len(b))
			js.CopyBytesToJS(out, b)
			return out
		}),
		"dialogue": js.FuncOf(func(_ js.Value, args []js.Value) any {
			return string(s.dialogue(args[0].String(), args[1].String()))
		}),
		"follow": js.FuncOf(func(_ js.Value, args []js.Value) any {
			return string(s.follow(args[0].String(), args[1].String()))
		}),
		"makers": js.FuncOf(func(js.Value, []js.Value) any {
			return string(s.makersOf())
		}),
		"step": js.FuncOf(func(_ js.Value, args []js.Value) any {
			return string(s.step(args[0].Int(), args[1].String(), args[2].String(), args[3].String(), args[4].Float()))
		}),
		"mayCall": js.FuncOf(func(_ js.Value, args []js.Value) any {
			return string(s.mayCall(args[0].String(), args[1].Bool(), args[2].Bool(), args[3].Float(), args[4].Float(), args[5].Float()))
		}),
		"close": js.FuncOf(func(_ js.Value, args []js.Value) any {
			s.close(args[0].Int())
			return nil
		}),
	})
	select {}
}
