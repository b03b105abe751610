// An input on fluent-bit-go: a million records a callback, which Fluent Bit calls once a second, or `rate` of them. Encoded by
// hand into one buffer that is kept, which is the fastest that the package allows.
package main

import "C"

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"
	"unsafe"

	"github.com/fluent/fluent-bit-go/input"
)

// #include <stdlib.h>
// #include <string.h>
import "C"

var (
	batch  = 1000000
	paced  bool
	ledger string
	levels = []string{"debug", "info", "warn", "error"}
	texts  [4096]string
	buffer []byte
	n      int
)

//export FLBPluginRegister
func FLBPluginRegister(def unsafe.Pointer) int {
	return input.FLBPluginRegister(def, "fbg-input", "fluent-bit-go: writes the record of the benchmarks")
}

//export FLBPluginInit
func FLBPluginInit(plugin unsafe.Pointer) int {
	for i := range texts {
		texts[i] = fmt.Sprintf("request %012d", i*31337)
	}
	if rate, err := strconv.Atoi(input.FLBPluginConfigKey(plugin, "rate")); err == nil {
		batch, paced = rate, true
	}
	ledger = input.FLBPluginConfigKey(plugin, "ledger")
	return input.FLB_OK
}

//export FLBPluginInputCallback
func FLBPluginInputCallback(data *unsafe.Pointer, size *C.size_t) int {
	now := time.Now()
	out := buffer[:0]
	for i := 0; i < batch; i++ {
		out = record(out, now)
	}
	buffer = out
	*data = C.CBytes(out)
	*size = C.size_t(len(out))
	return input.FLB_OK
}

func record(out []byte, now time.Time) []byte {
	out = append(out, 0x92, 0xd7, 0)
	out = binary.BigEndian.AppendUint32(out, uint32(now.Unix()))
	out = binary.BigEndian.AppendUint32(out, uint32(now.Nanosecond()))
	if paced {
		out = append(text(append(out, 0x87), "sent"), 0xcb)
		out = binary.BigEndian.AppendUint64(out, math.Float64bits(float64(now.UnixNano())/1e6))
	} else {
		out = append(out, 0x86)
	}
	out = text(text(out, "message"), texts[n&4095])
	out = text(text(out, "host"), "web-1.example")
	out = text(text(out, "level"), levels[n&3])
	out = append(text(out, "status"), 0xcd)
	out = binary.BigEndian.AppendUint16(out, uint16(200+n&255))
	out = append(text(out, "latency_ms"), 0xcb)
	out = binary.BigEndian.AppendUint64(out, math.Float64bits(12.75+float64(n&1023)))
	out = append(text(out, "n"), 0xce)
	out = binary.BigEndian.AppendUint32(out, uint32(n))
	n++
	return out
}

// Texts here are shorter than 32 bytes.
func text(out []byte, s string) []byte {
	return append(append(out, 0xa0|byte(len(s))), s...)
}

//export FLBPluginInputCleanupCallback
func FLBPluginInputCleanupCallback(data unsafe.Pointer) int {
	C.free(data)
	return input.FLB_OK
}

//export FLBPluginExit
func FLBPluginExit() int {
	if ledger != "" {
		os.WriteFile(ledger, []byte(fmt.Sprintf(`{"accepted":%d}`, n)), 0o644)
	}
	return input.FLB_OK
}

func main() {}
