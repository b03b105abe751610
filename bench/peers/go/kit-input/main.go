// An input on the Go kit: writes the record of the benchmarks as fast as its channel takes it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/calyptia/plugin"
)

func init() {
	plugin.RegisterInput("kit-input", "Go kit: writes the record of the benchmarks", &flood{})
}

type flood struct {
	rate   int
	ledger string
}

func (f *flood) Init(ctx context.Context, fbit *plugin.Fluentbit) error {
	f.rate, _ = strconv.Atoi(fbit.Conf.String("rate"))
	f.ledger = fbit.Conf.String("ledger")
	return nil
}

func (f *flood) Collect(ctx context.Context, ch chan<- plugin.Message) error {
	levels := []string{"debug", "info", "warn", "error"}
	var texts [4096]string
	for i := range texts {
		texts[i] = fmt.Sprintf("request %012d", i*31337)
	}
	began := time.Now()
	for n := 0; ; n++ {
		if f.rate > 0 {
			time.Sleep(time.Until(began.Add(time.Duration(n) * time.Second / time.Duration(f.rate))))
		}
		now := time.Now()
		record := map[string]any{
			"message":    texts[n&4095],
			"host":       "web-1.example",
			"level":      levels[n&3],
			"status":     200 + n&255,
			"latency_ms": 12.75 + float64(n&1023),
			"n":          n,
		}
		if f.rate > 0 {
			record["sent"] = float64(now.UnixNano()) / 1e6
		}
		select {
		case ch <- plugin.Message{Time: now, Record: record}:
		case <-ctx.Done():
			return f.end(n)
		}
	}
}

// What the channel took.
func (f *flood) end(accepted int) error {
	if f.ledger == "" {
		return nil
	}
	text, _ := json.Marshal(map[string]int{"accepted": accepted})
	return os.WriteFile(f.ledger, text, 0o644)
}

func main() {}
