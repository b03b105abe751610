// An output on fluent-bit-go: decodes every record and reads every field of it.
package main

import "C"

import (
	"unsafe"

	"github.com/fluent/fluent-bit-go/output"
)

var seen float64

//export FLBPluginRegister
func FLBPluginRegister(def unsafe.Pointer) int {
	return output.FLBPluginRegister(def, "fbg-output", "fluent-bit-go: reads records and throws them away")
}

//export FLBPluginInit
func FLBPluginInit(plugin unsafe.Pointer) int { return output.FLB_OK }

//export FLBPluginFlush
func FLBPluginFlush(data unsafe.Pointer, length C.int, tag *C.char) int {
	decoder := output.NewDecoder(data, int(length))
	for {
		status, _, record := output.GetRecord(decoder)
		if status != 0 {
			break
		}
		for _, value := range record {
			read(value)
		}
	}
	return output.FLB_OK
}

func read(value interface{}) {
	switch typed := value.(type) {
	case []byte:
		seen += float64(len(typed))
	case string:
		seen += float64(len(typed))
	case int64:
		seen += float64(typed)
	case uint64:
		seen += float64(typed)
	case float64:
		seen += typed
	}
}

//export FLBPluginExit
func FLBPluginExit() int { return output.FLB_OK }

func main() {}
