// An output on the Go kit: reads every field of every record. (The kit decodes each before the plugin gets it.)
package main

import (
	"context"

	"github.com/calyptia/plugin"
)

func init() {
	plugin.RegisterOutput("kit-output", "Go kit: reads records and throws them away", &sink{})
}

type sink struct{ seen float64 }

func (s *sink) Init(ctx context.Context, fbit *plugin.Fluentbit) error { return nil }

func (s *sink) Flush(ctx context.Context, ch <-chan plugin.Message) error {
	for message := range ch {
		record, _ := message.Record.(map[string]any)
		for _, value := range record {
			switch typed := value.(type) {
			case string:
				s.seen += float64(len(typed))
			case []byte:
				s.seen += float64(len(typed))
			case int64:
				s.seen += float64(typed)
			case float64:
				s.seen += typed
			}
		}
	}
	return nil
}

func main() {}
